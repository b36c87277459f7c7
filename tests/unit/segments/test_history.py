"""What happened, asked of random histories: the item alone, the item and what was read, and DuckDB, which knows all of it."""

from collections import Counter
from random import Random
from typing import Any

import pytest

from daifukucho.friends.facts import facts_of
from daifukucho.kernel.errors import Invalid
from daifukucho.kernel.time import from_iso
from daifukucho.segments.compile import compile_filter
from daifukucho.segments.context import Context
from daifukucho.segments.definition import Segment
from daifukucho.segments.evaluate import decide, known, matches, needed
from daifukucho.segments.explain import explain
from daifukucho.segments.history import Need
from daifukucho.segments.reference import resolve
from daifukucho.segments.tree import Node, parse
from tests.support.duck import Duck, Moment
from tests.support.dynamo_filter import compiled_filter
from tests.support.happened import HISTORY_OPERATORS, World, draw_history_leaf, draw_history_tree, draw_world
from tests.support.search import seeds
from tests.support.segments import CONTEXT, draw_context, leaves_of
from tests.support.stored import stored

WORLDS, FRIENDS, LEAVES, TREES = 4, 40, 5, 25
"""Conditions are so many for each operator."""


def asked(world: World, items: dict[str, Any], node: Node, context: Context) -> tuple[set[str], int]:
    """Whom the filter lets through and the item, or what was read, accepts; and of how many something had to be read."""
    compiled = compile_filter(node, context)
    test = compiled_filter(compiled.expression, compiled.names, compiled.values) if compiled.expression else None
    found, undecided = set(), 0
    for friend_id, friend in world.friends.items():
        if test is not None and not test(items[friend_id]):
            continue
        facts = {name: fact for name, fact in facts_of(friend).items() if name in compiled.attributes or compiled.exact}
        verdict = compiled.accepts(facts)
        if verdict is None:
            undecided += 1
            (history,) = world.read({friend_id: compiled.needed(facts)}, context.now).values()
            verdict = matches(node, {**facts, **history.facts}, context)
        if verdict:
            found.add(friend_id)
    return found, undecided


@pytest.mark.search
def test_filter_and_refining_find_whom_duckdb_finds():
    """Conditions for themselves and in trees; some entries are late, some came after the instant that is asked for."""
    met: Counter[str] = Counter()
    read = candidates = 0
    for seed in seeds(WORLDS):
        choose = Random(seed).choice
        context = draw_context(choose)
        world = draw_world(choose, context, FRIENDS)
        moment = Moment(context.now, context.cutoff_minutes, str(context.leap_day))
        facts = {friend_id: facts_of(friend) for friend_id, friend in world.friends.items()}
        duck = Duck(({"friend_id": friend_id, **known} for friend_id, known in facts.items()), happened=world.rows)
        items = {friend_id: stored(friend) for friend_id, friend in world.friends.items()}
        leaves = [draw_history_leaf(choose, operator, context) for operator in HISTORY_OPERATORS for _ in range(LEAVES)]
        inner = {"s0": draw_history_tree(choose, context, depth=2)}
        saved = {name: Segment(name, 1, name, where, 0, 0) for name, where in inner.items()}
        trees = [draw_history_tree(choose, context) for _ in range(TREES)]
        for where in [*leaves, *trees, *({"any": [tree, {"not": {"segment": "s0"}}]} for tree in trees[:5])]:
            node = resolve(where, saved.__getitem__)
            expected = duck.ask(where, moment, inner)
            found, undecided = asked(world, items, node, context)
            assert found == expected, (where, context, found ^ expected)
            candidates, read = candidates + FRIENDS, read + undecided
            met.update(leaf["op"] for leaf in leaves_of(where) if 0 < len(expected) < FRIENDS)
            for friend_id in list(world.friends)[:4]:
                everything = known(node, world.friends[friend_id], context, world)
                assert explain(node, everything, context).matches is (friend_id in expected), (where, context)
    assert {operator.key for operator in HISTORY_OPERATORS} <= met.keys()
    assert min(met[operator.key] for operator in HISTORY_OPERATORS) >= 5
    assert 0 < read < candidates * 2 / 3


def test_values_that_cannot_be_used_say_where():
    for op, value, pointers in (
        ("did", {"kind": "edit"}, ["/value/kind"]),
        ("did", {"kind": "postback", "times": 0, "within": -1}, ["/value/times", "/value/within"]),
        ("did", {"kind": "postback", "where": [{"property": "a..b", "op": "gte", "value": "x"}]},
         ["/value/where/0/property", "/value/where/0/value"]),
        ("did", {"kind": "postback", "where": [{"property": "a", "op": "like", "value": "x"}]}, ["/value/where/0/op"]),
        ("answered", {"survey_id": "S", "question": "q", "any_of": [{}]}, ["/value/any_of/0"]),
        ("did_not", {"kind": "postback", "until": 3}, ["/value"]),
        ("did", {"kind": "postback", "within": 3, "days_ago": [1, 2]}, ["/value"]),
        ("did", {"kind": "postback", "days_ago": [2, 1]}, ["/value/days_ago"]),
        ("did", {"kind": "postback", "between": ["2026-04-01", "2026-02-30"]}, ["/value/between/1"]),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            parse({"field": "events", "op": op, "value": value})
        assert [fault.pointer for fault in refused.value.faults] == pointers
    with pytest.raises(Invalid, match="segment has faults"):
        parse({"field": "orders", "op": "bought", "value": {"times": 1, "sum": 3}})


@pytest.mark.parametrize(
    ("window", "first", "last", "expected"),
    [
        ({"between": ["2026-04-01", "2026-04-30"]}, "2026-04-01T00:00:00+09:00", "2026-04-30T23:59:59.999+09:00", True),
        ({"between": ["2026-04-01", "2026-04-30"]}, "2026-03-31T23:59:59.999+09:00", "2026-03-31T23:59:59.999+09:00", False),
        ({"between": ["2026-04-01", "2026-04-30"]}, "2026-05-01T00:00:00+09:00", "2026-05-02T00:00:00+09:00", False),
        ({"between": ["2026-04-01", "2026-04-30"]}, "2026-03-31T00:00:00+09:00", "2026-05-01T00:00:00+09:00", None),
        ({"days_ago": [7, 30]}, "2026-10-23T00:00:00+09:00", "2026-11-22T11:00:00+09:00", True),
        ({"days_ago": [7, 30]}, "2026-10-22T23:59:59.999+09:00", "2026-11-15T23:59:59.999+09:00", True),
        ({"days_ago": [7, 30]}, "2026-11-16T00:00:00+09:00", "2026-11-16T00:00:00+09:00", False),
    ],
)  # fmt: skip
def test_a_window_that_ended_is_decided_by_the_first_and_the_last_where_they_can(window, first, last, expected):
    """Of what happened, and of purchases, on 2026-11-22: ``None``, the page has to be read."""
    moments, now = {"first": from_iso(first), "last": from_iso(last)}, Context(from_iso("2026-11-22T12:00:00+09:00"))
    bought = {"order_count": 2, "first_order_at": moments["first"], "last_order_at": moments["last"], "ltv_gross": 9}
    happened = {"did": {"postback": {"n": 2, **moments}}}
    tapped = parse({"field": "events", "op": "did", "value": {"kind": "postback", **window}})
    assert decide(tapped, happened, now) is expected
    assert decide(parse({"field": "orders", "op": "bought", "value": window}), bought, now) is expected
    since = from_iso("2026-04-01T00:00:00+09:00")
    assert needed(tapped, happened, now) == Need({"postback": since} if expected is None else {})


def test_what_was_not_read_is_not_taken_for_nothing():
    """Between asking the friend's item and asking the page nothing is guessed."""
    node, facts = parse({"not": {"field": "messages", "op": "no_reaction", "value": 2}}), {"last_seen_at": 5}
    assert decide(node, facts, CONTEXT) is None
    assert needed(node, facts, CONTEXT) == Need({"sent": 6})
    with pytest.raises(ValueError, match="has not been read"):
        matches(node, facts, CONTEXT)
    both = {"all": [{"field": "follows", "op": "gte", "value": 1}, node_of("sent"), node_of("notice")]}
    assert needed(parse(both), {"follows": 0}, CONTEXT) == Need()
    assert needed(parse(both), {"follows": 1}, CONTEXT) == Need({"sent": 0, "notice": 0})


def node_of(kind: str) -> dict[str, Any]:
    return {"field": "events", "op": "did", "value": {"kind": kind}}
