"""The filter of a segment: its text, and what happens at DynamoDB's limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.segments.compile import compile_filter
from daifukucho.segments.condition import LIMITS, Cost
from daifukucho.segments.tree import parse
from tests.unit.segments.strategies import CONTEXT, checks, trees

VIP = {"field": "tags", "op": "any_of", "value": ["vip"]}


def tags(prefix: str, count: int, op: str = "any_of") -> dict:
    return {"field": "tags", "op": op, "value": [f"{prefix}{i}" for i in range(count)]}


@pytest.mark.parametrize(
    ("tree", "expression"),
    [
        (VIP, "contains(#n0, :v0)"),
        ({"not": VIP}, "NOT contains(#n0, :v0)"),
        (tags("a", 2), "contains(#n0, :v0) OR contains(#n0, :v1)"),
        (tags("a", 2, "all_of"), "contains(#n0, :v0) AND contains(#n0, :v1)"),
        (tags("a", 2, "none_of"), "NOT contains(#n0, :v0) AND NOT contains(#n0, :v1)"),
        ({"not": tags("a", 2, "none_of")}, "contains(#n0, :v0) OR contains(#n0, :v1)"),
        ({"field": "follows", "op": "ne", "value": 1}, "attribute_exists(#n0) AND #n0 <> :v0"),
        ({"field": "birthday", "op": "within_next", "value": 1}, "#n0 BETWEEN :v0 AND :v1"),
        (
            {"all": [VIP, {"any": [VIP, {"not": VIP}]}]},
            "contains(#n0, :v0) AND (contains(#n0, :v0) OR NOT contains(#n0, :v0))",
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


def test_friends_first_seen_later_are_left_out():
    compiled = compile_filter(parse(tags("a", 2)), CONTEXT, first_seen_until=5)
    assert compiled.expression == "#n0 <= :v0 AND (contains(#n1, :v1) OR contains(#n1, :v2))"
    assert compiled.names["#n0"] == "first_seen_at" and compiled.values[":v0"] == {"N": "5"}
    assert compiled.exact


def test_that_is_said_even_if_nothing_else_can_be():
    compiled = compile_filter(parse(tags("a", 3)), CONTEXT, first_seen_until=5, budget=Cost(4, 200))
    assert compiled.expression == "#n0 <= :v0"
    assert not compiled.exact and compiled.attributes == {"tags"}


def test_a_segment_within_the_limits_is_exact():
    compiled = compile_filter(parse({"any": [tags("a", 50), tags("b", 50), tags("c", 50)]}), CONTEXT)
    assert compiled.exact and len(compiled.values) == 150


def test_one_over_the_limits_gives_up_a_part_of_an_and():
    compiled = compile_filter(
        parse({"all": [VIP, tags("a", 50), tags("b", 50), tags("c", 50), tags("d", 50)]}), CONTEXT
    )
    assert not compiled.exact and compiled.attributes == {"tags"}
    assert compiled.expression.startswith("contains(#n0, :v0) AND (")
    assert compiled.accepts({"tags": frozenset({"vip", "a0", "b0", "c0", "d0"})})
    assert not compiled.accepts({"tags": frozenset({"vip", "a0", "b0", "c0"})})


def test_one_over_the_limits_that_cannot_be_narrowed_lets_everybody_pass():
    compiled = compile_filter(parse({"any": [tags(c, 50) for c in "abcd"]}), CONTEXT)
    assert (compiled.expression, compiled.names, compiled.values) == (None, {}, {})
    assert not compiled.exact and compiled.attributes == {"tags"}


def test_the_largest_segment_there_is_stays_within_the_limits():
    everything = {"all": [{"any": [tags("x" * 90 + f"{i}-{j}-", 50) for j in range(10)]} for i in range(10)]}
    for tree in (everything, {"not": everything}):
        compiled = compile_filter(parse(tree), CONTEXT, first_seen_until=0)
        assert len(compiled.expression.encode()) <= LIMITS.length
        assert len(str(compiled.values).encode()) < 2_000_000


@checks(50)
@given(trees(max_leaves=40), st.none() | st.just(5))
def test_every_segment_stays_within_the_limits(tree, until):
    compiled = compile_filter(parse(tree), CONTEXT, first_seen_until=until)
    text = compiled.expression or ""
    assert len(text.encode()) <= 4096
    words = text.replace("(", " ( ").split()
    counted = {"AND", "OR", "NOT", "BETWEEN", "=", "<>", "<", "<=", ">", ">=", "contains", "attribute_exists"}
    assert sum(word in counted for word in words) <= 300
    assert (compiled.expression is None) is (not compiled.names)
