"""Where a friend stands towards a product: what the friend says, as long as it counts, and what the friend buys."""

import pytest

from daifukucho.kernel.errors import Invalid
from daifukucho.segments.context import Context
from daifukucho.segments.evaluate import matches
from daifukucho.segments.explain import explain
from daifukucho.segments.tree import Not, parse
from tests.support.segments import NOW

SAID = {"declared": "positive_aware_not_bought", "declared_at": NOW - 5, "declared_until": NOW + 1}
BOUGHT = {"observed": "general", "observed_at": NOW - 5}


def asked(op: str, *keys: str, product: str = "daifuku"):
    return parse(
        {"field": "nine_segments", "op": op, "value": {"product": product} | ({"any_of": [*keys]} if keys else {})}
    )


def of(**products) -> dict:
    return {"nine_segments": products}


NEVER = asked("declared_is", "positive_aware_not_bought")
GENERAL = asked("observed_is", "general", "loyal")
CONFLICT = asked("conflict")


@pytest.mark.parametrize("now", [NOW, NOW + 1])
def test_an_answer_counts_until_just_before_its_end(now):
    context, facts = Context(now), of(daifuku=SAID | BOUGHT)
    counts = now == NOW
    assert matches(NEVER, facts, context) is counts
    assert matches(CONFLICT, facts, context) is counts
    assert matches(GENERAL, facts, context)
    unsaid = explain(Not(NEVER), facts, context)
    assert unsaid.matches is unsaid.true_because_unknown is (not counts)
    assert unsaid.children[0].fact["declared"] == "positive_aware_not_bought"
    assert unsaid.children[0].fact["declared_until"] == "2026-03-01T00:00:00+09:00"


def test_what_is_known_of_another_product_says_nothing_of_this_one():
    context, facts = Context(NOW), of(yokan=SAID | BOUGHT)
    for node in (NEVER, GENERAL, CONFLICT):
        assert not matches(node, facts, context)
        clause = explain(Not(node), facts, context)
        assert clause.true_because_unknown and clause.children[0].fact is None


def test_a_half_that_is_not_known_is_neither():
    context, facts = Context(NOW), of(daifuku=SAID | {"declared": "undetermined_loyal"})
    assert not matches(asked("declared_is", "positive_loyal", "negative_loyal"), facts, context)
    assert matches(asked("declared_is", "positive_loyal", "undetermined_loyal"), facts, context)


def test_a_conflict_needs_both_of_two_tiers():
    context = Context(NOW)
    agreeing = SAID | {"declared": "negative_general"}
    for facts, expected in (
        (of(daifuku=SAID | BOUGHT), True),
        (of(daifuku=agreeing | BOUGHT), False),
        (of(daifuku=SAID), False),
        (of(daifuku=BOUGHT), False),
        ({}, False),
    ):
        assert matches(CONFLICT, facts, context) is expected


@pytest.mark.parametrize(
    ("op", "value", "pointers"),
    [
        ("declared_is", {"product": "daifuku"}, [""]),
        ("declared_is", {"product": "Daifuku!", "any_of": ["positive_loyal"]}, ["/product"]),
        ("declared_is", {"product": "daifuku", "any_of": ["positive_loyal", "loyal"]}, ["/any_of/1"]),
        ("declared_is", {"product": "daifuku", "any_of": []}, ["/any_of"]),
        ("observed_is", {"product": "daifuku", "any_of": ["unaware"]}, ["/any_of/0"]),
        ("conflict", {"product": "daifuku", "any_of": ["loyal"]}, [""]),
    ],
)
def test_values_that_cannot_be(op, value, pointers):
    with pytest.raises(Invalid) as refused:
        parse({"field": "nine_segments", "op": op, "value": value})
    assert [fault.pointer for fault in refused.value.faults] == [f"/value{pointer}" for pointer in pointers]
