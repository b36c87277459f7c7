"""Random cohorts: pinned for good, spread evenly, and without overlap."""

import pytest

from daifukucho.friends.facts import facts_of
from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import Invalid
from daifukucho.segments.compile import compile_filter
from daifukucho.segments.evaluate import matches
from daifukucho.segments.explain import explain
from daifukucho.segments.operators.cohort import number_of
from daifukucho.segments.tree import Not, parse
from tests.support.segments import CONTEXT


def cohort(first: int, end: int, salt: str = "holdout-2026") -> dict:
    return {"field": "friend_id", "op": "cohort", "value": {"salt": salt, "from": first, "to": end}}


@pytest.mark.parametrize(
    ("friend_id", "salt", "number"),
    [
        ("U4af4980629c6b8d1f6c2b4c1a9e0d3f7", "holdout-2026", 80),
        ("U4af4980629c6b8d1f6c2b4c1a9e0d3f0", "holdout-2026", 815),
        ("U4af4980629c6b8d1f6c2b4c1a9e0d3f7", "春の新商品", 610),
    ],
)
def test_numbers_never_change(friend_id, salt, number):
    """Computed with ``printf '%s' '<salt>/<id>' | sha256sum``, whose first 16 digits were taken modulo 1000."""
    assert number_of(friend_id, salt) == number
    facts = facts_of(Friend(friend_id))
    assert matches(parse(cohort(number, number + 1, salt)), facts, CONTEXT)
    assert not matches(parse(cohort(number + 1, 1_000, salt)), facts, CONTEXT)
    assert explain(parse(cohort(0, 1, salt)), facts, CONTEXT).fact == number


def test_a_tenth_is_about_a_tenth_and_thirds_share_nobody():
    friends = [facts_of(Friend(f"U{n:032x}")) for n in range(4_000)]
    thirds = [parse(cohort(*ends)) for ends in ((0, 333), (333, 667), (667, 1_000))]
    for facts in friends:
        assert sum(matches(third, facts, CONTEXT) for third in thirds) == 1
    for salt in ("a", "b"):
        held = {f["friend_id"] for f in friends if matches(parse(cohort(0, 100, salt)), f, CONTEXT)}
        assert 320 < len(held) < 480
    assert held != {f["friend_id"] for f in friends if matches(parse(cohort(0, 100, "a")), f, CONTEXT)}


def test_everybody_passes_its_filter_and_the_id_refines():
    for node in (parse(cohort(0, 500)), Not(parse(cohort(0, 500)))):
        compiled = compile_filter(node, CONTEXT)
        assert (compiled.expression, compiled.exact) == (None, False)
        assert compiled.attributes == {"friend_id"}


@pytest.mark.parametrize(
    ("value", "pointers"),
    [
        ({"salt": "a", "from": 0}, [""]),
        ({"salt": "a", "from": 0, "to": 10, "of": 1}, [""]),
        ({"salt": "", "from": -1, "to": 1_001}, ["/salt", "/from", "/to"]),
        ({"salt": "a", "from": 1_000, "to": 0}, ["/from", "/to"]),
        ({"salt": "a", "from": 10, "to": 10}, ["/to"]),
        ({"salt": "a", "from": 0.5, "to": True}, ["/from", "/to"]),
    ],
)
def test_a_cohort_that_cannot_be(value, pointers):
    with pytest.raises(Invalid) as refused:
        parse({"field": "friend_id", "op": "cohort", "value": value})
    assert [fault.pointer for fault in refused.value.faults] == [f"/value{pointer}" for pointer in pointers]
