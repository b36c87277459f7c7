"""DynamoDB conditions: logic, limits and text, checked on truth tables without DynamoDB."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.segments.condition import (
    Condition,
    Cost,
    Group,
    Term,
    Writer,
    begins_with,
    between,
    compare,
    conjunction,
    contains,
    cost,
    disjunction,
    exists,
    fit,
    from_typed,
    negate,
    typed,
)
from tests.support.search import checks

TERMS = [compare("follows", "=", i) for i in range(6)] + [
    between("follows", 1, 2),
    between("tags", 1, 2, member="a.b"),
    exists("alias"),
    exists("tags", member="a"),
    begins_with("alias", "a"),
    contains("alias", "a"),
]


def conditions() -> st.SearchStrategy[Condition]:
    return st.recursive(
        st.sampled_from(TERMS) | st.sampled_from(TERMS).map(negate),
        lambda inner: (
            st.lists(inner, min_size=1, max_size=5).map(conjunction)
            | st.lists(inner, min_size=1, max_size=5).map(disjunction)
            | inner.map(negate)
        ),
        max_leaves=25,
    )


def truth(condition: Condition | None, true_terms: frozenset[Term]) -> bool:
    if condition is None:
        return True
    if isinstance(condition, Term):
        plain = negate(condition) if condition.negated else condition
        return (plain in true_terms) is not condition.negated
    return (all if condition.joint == "AND" else any)(truth(part, true_terms) for part in condition.parts)


some_terms = st.frozensets(st.sampled_from(TERMS))


@checks()
@given(conditions(), some_terms)
def test_negation(condition, true_terms):
    assert truth(negate(condition), true_terms) is not truth(condition, true_terms)


@checks()
@given(conditions(), some_terms, st.integers(0, 60), st.integers(0, 600))
def test_what_is_cut_down_fits_and_lets_nobody_out(condition, true_terms, operators, length):
    budget = Cost(operators, length)
    fitted = fit(condition, budget)
    if cost(condition).within(budget):
        assert fitted == condition
    if fitted is not None:
        assert cost(fitted).within(budget)
    if truth(condition, true_terms):
        assert truth(fitted, true_terms)


@checks()
@given(conditions())
def test_the_text_costs_no_more_than_was_counted(condition):
    writer = Writer()
    text = writer.write(condition)
    counted = len(re.findall(r"AND|OR|NOT|BETWEEN|attribute_exists|contains|begins_with|=", text))
    assert counted <= cost(condition).operators
    assert len(text.encode()) <= cost(condition).length
    assert set(re.findall(r"#n\d+", text)) == set(writer.names)
    assert set(re.findall(r":v\d+", text)) == set(writer.values)
    pairs = parentheses(text)
    assert not any((opening + 1, closing - 1) in pairs for opening, closing in pairs)  # DynamoDB refuses doubled ones


def parentheses(text: str) -> set[tuple[int, int]]:
    """Where each pair of parentheses opens and closes."""
    waiting, pairs = [], set()
    for i, character in enumerate(text):
        if character == "(":
            waiting.append(i)
        elif character == ")":
            pairs.add((waiting.pop(), i))
    return pairs


def test_an_and_gives_up_its_most_expensive_part_and_an_or_keeps_something_of_each():
    a, b, c, d = (compare("follows", "=", i) for i in range(4))
    both = conjunction([disjunction([a, b, c]), d])
    assert fit(both, Cost(5, 1000)) == d
    either = disjunction([conjunction([a, b]), conjunction([c, d])])
    assert fit(either, Cost(5, 1000)) == disjunction([a, conjunction([c, d])])
    assert fit(either, Cost(2, 1000)) is None


def test_groups_of_the_same_kind_become_one_and_single_parts_none():
    a, b, c = (compare("follows", "=", i) for i in range(3))
    assert conjunction([a]) == a
    assert conjunction([a, conjunction([b, c])]) == Group("AND", (a, b, c))
    with pytest.raises(ValueError):
        conjunction([])


def test_text_names_and_values_are_written_once():
    writer = Writer()
    condition = disjunction(
        [
            conjunction([compare("status", "=", "1"), negate(exists("tags", member="status"))]),
            conjunction([between("follows", 1, 2), exists("status")]),
            compare("do_not_send", "=", True),
        ]
    )
    assert writer.write(condition) == (
        "(#n0 = :v0 AND NOT attribute_exists(#n1.#n0)) OR (#n2 BETWEEN :v1 AND :v2 AND attribute_exists(#n0)) "
        "OR #n3 = :v3"
    )
    assert writer.names == {"#n0": "status", "#n1": "tags", "#n2": "follows", "#n3": "do_not_send"}
    assert writer.values == {":v0": {"S": "1"}, ":v1": {"N": "1"}, ":v2": {"N": "2"}, ":v3": {"BOOL": True}}


@checks()
@given(st.text() | st.integers(-(10**15), 10**15) | st.decimals(-1000, 1000, places=6) | st.booleans())
def test_values_come_back_as_they_went(value):
    back = from_typed(typed(value))
    assert back == value and isinstance(back, bool) is isinstance(value, bool)


def test_maps_are_read_and_other_types_are_refused():
    assert from_typed({"M": {"a": {"N": "1"}, "b": {"N": "2"}}}) == {"a": 1, "b": 2}
    assert from_typed({"N": "-3"}) == -3
    with pytest.raises(ValueError, match="L"):
        from_typed({"L": []})
