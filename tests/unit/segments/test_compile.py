"""The filter of a segment: its text, and what happens at DynamoDB's limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.segments.compile import compile_filter
from daifukucho.segments.condition import LIMITS, Cost
from daifukucho.segments.tree import parse, parse_expanded
from tests.support.search import checks
from tests.support.segments import CONTEXT, trees

VIP = {"field": "tags", "op": "any_of", "value": ["vip"]}


def tags(prefix: str, count: int, op: str = "any_of") -> dict:
    return {"field": "tags", "op": op, "value": [f"{prefix}{i}" for i in range(count)]}


@pytest.mark.parametrize(
    ("tree", "expression"),
    [
        (VIP, "attribute_exists(#n0.#n1)"),
        ({"not": VIP}, "NOT attribute_exists(#n0.#n1)"),
        (tags("a", 2), "attribute_exists(#n0.#n1) OR attribute_exists(#n0.#n2)"),
        (tags("a", 2, "all_of"), "attribute_exists(#n0.#n1) AND attribute_exists(#n0.#n2)"),
        (tags("a", 2, "none_of"), "NOT attribute_exists(#n0.#n1) AND NOT attribute_exists(#n0.#n2)"),
        ({"not": tags("a", 2, "none_of")}, "attribute_exists(#n0.#n1) OR attribute_exists(#n0.#n2)"),
        ({"field": "follows", "op": "ne", "value": 1}, "attribute_exists(#n0) AND #n0 <> :v0"),
        ({"field": "birthday", "op": "within_next", "value": 1}, "#n0 BETWEEN :v0 AND :v1"),
        ({"field": "birthday", "op": "before", "value": "2000-01-01"}, "#n0 BETWEEN :v0 AND :v1"),
        ({"field": "birthday", "op": "month_is", "value": 2}, "begins_with(#n0, :v0)"),
        ({"field": "birthday", "op": "anniversary_within", "value": 365}, "#n0 >= :v0 OR #n0 <= :v1"),
        ({"field": "birthday", "op": "blank", "value": True}, "NOT attribute_exists(#n0)"),
        ({"field": "last_seen_at", "op": "months_since", "value": 3}, "#n0 <= :v0"),
        ({"field": "alias", "op": "contains", "value": "花"}, "contains(#n0, :v0)"),
        ({"field": "alias", "op": "is_not", "value": "花"}, "attribute_exists(#n0) AND #n0 <> :v0"),
        (
            {"field": "tags", "op": "added_within", "value": {"tags": ["vip"], "days": 7}},
            "#n0.#n1 BETWEEN :v0 AND :v1",
        ),
        (
            {"all": [VIP, {"any": [VIP, {"not": VIP}]}]},
            "attribute_exists(#n0.#n1) AND (attribute_exists(#n0.#n1) OR NOT attribute_exists(#n0.#n1))",
        ),
    ],
)
def test_text(tree, expression):
    compiled = compile_filter(parse(tree), CONTEXT)
    assert compiled.expression == expression
    assert compiled.exact and compiled.attributes == frozenset()


def test_days_become_dates_and_milliseconds():
    days = compile_filter(parse({"field": "birthday", "op": "within_last", "value": 58}), CONTEXT)
    assert days.values == {":v0": {"S": "2026-01-01"}, ":v1": {"S": "2026-02-28"}}
    instants = compile_filter(parse({"field": "last_seen_at", "op": "within_last", "value": 0}), CONTEXT)
    assert instants.values == {":v0": {"N": "1772204400000"}, ":v1": {"N": "1772290799999"}}


def test_what_dynamodb_cannot_say_is_narrowed_and_refined():
    compiled = compile_filter(parse({"field": "followed_at", "op": "month_is", "value": 2}), CONTEXT)
    assert (compiled.expression, compiled.exact) == ("attribute_exists(#n0)", False)
    assert compiled.attributes == {"followed_at"}
    assert compiled.accepts({"followed_at": CONTEXT.now}) and not compiled.accepts({"followed_at": CONTEXT.now + 1})


def test_the_segments_that_a_segment_refers_to_are_in_the_filter():
    follows = {"field": "follows", "op": "eq", "value": 1}
    where = {"any": [follows, {"not": {"segment": "s", "name": "常連さん", "where": {"all": [VIP, follows]}}}]}
    compiled = compile_filter(parse_expanded(where), CONTEXT)
    assert compiled.expression == "#n0 = :v0 OR NOT attribute_exists(#n1.#n2) OR NOT #n0 = :v0" and compiled.exact
    with pytest.raises(ValueError):
        compile_filter(parse({"segment": "s"}), CONTEXT)


def test_friends_first_seen_later_are_left_out():
    compiled = compile_filter(parse(tags("a", 2)), CONTEXT, first_seen_until=5)
    assert compiled.expression == "#n0 <= :v0 AND (attribute_exists(#n1.#n2) OR attribute_exists(#n1.#n3))"
    assert compiled.names["#n0"] == "first_seen_at" and compiled.values[":v0"] == {"N": "5"}
    assert compiled.exact


def test_that_is_said_even_if_nothing_else_can_be():
    compiled = compile_filter(parse(tags("a", 3)), CONTEXT, first_seen_until=5, budget=Cost(4, 200))
    assert compiled.expression == "#n0 <= :v0"
    assert not compiled.exact and compiled.attributes == {"tags"}


def test_a_segment_within_the_limits_is_exact():
    compiled = compile_filter(parse({"any": [tags("a", 50), tags("b", 50), tags("c", 20)]}), CONTEXT)
    assert compiled.exact and len(compiled.names) == 121


def test_one_over_the_limits_gives_up_a_part_of_an_and():
    compiled = compile_filter(
        parse({"all": [VIP, tags("a", 50), tags("b", 50), tags("c", 50), tags("d", 50)]}), CONTEXT
    )
    assert not compiled.exact and compiled.attributes == {"tags"}
    assert compiled.expression.startswith("attribute_exists(#n0.#n1) AND (")
    assert compiled.accepts({"tags": dict.fromkeys(["vip", "a0", "b0", "c0", "d0"], 1)})
    assert not compiled.accepts({"tags": dict.fromkeys(["vip", "a0", "b0", "c0"], 1)})


def test_one_over_the_limits_that_cannot_be_narrowed_lets_everybody_pass():
    compiled = compile_filter(parse({"any": [tags(c, 50) for c in "abcd"]}), CONTEXT)
    assert (compiled.expression, compiled.names, compiled.values) == (None, {}, {})
    assert not compiled.exact and compiled.attributes == {"tags"}


def test_the_largest_segment_there_is_stays_within_the_limits():
    everything = {"all": [{"any": [tags("x" * 90 + f"{i}-{j}-", 50) for j in range(10)]} for i in range(10)]}
    for tree in (everything, {"not": everything}):
        compiled = compile_filter(parse(tree), CONTEXT, first_seen_until=0)
        assert len(compiled.expression.encode()) <= LIMITS.length
        assert len(str((compiled.names, compiled.values)).encode()) < 2_000_000


@checks(50)
@given(trees(depth=4, width=4), st.none() | st.just(5))
def test_every_segment_stays_within_the_limits(tree, until):
    compiled = compile_filter(parse(tree), CONTEXT, first_seen_until=until)
    text = compiled.expression or ""
    assert len(text.encode()) <= 4096
    words = text.replace("(", " ( ").split()
    counted = {
        "AND",
        "OR",
        "NOT",
        "BETWEEN",
        "=",
        "<>",
        "<",
        "<=",
        ">",
        ">=",
        "contains",
        "begins_with",
        "attribute_exists",
    }
    assert sum(word in counted for word in words) <= 300
    assert (compiled.expression is None) is (not compiled.names)
