"""Segments asked of an independent engine: DuckDB must find just the friends whom our predicate accepts."""

from collections import Counter
from random import Random

import pytest

from daifukucho.friends.facts import facts_of
from daifukucho.friends.friend import ATTRIBUTES
from daifukucho.segments.definition import Segment
from daifukucho.segments.evaluate import matches
from daifukucho.segments.operators import OPERATORS
from daifukucho.segments.reference import resolve
from daifukucho.segments.tree import parse_expanded
from tests.support.duck import Duck, Moment
from tests.support.search import seeds
from tests.support.segments import (
    ITEM_OPERATORS,
    draw_context,
    draw_tree,
    draw_value,
    leaves_of,
    named_segments,
    random_friends,
)

TREES, FRIENDS = 1_200, 300
TREES_PER_ROSTER = 50


@pytest.mark.search
def test_duckdb_finds_the_same_friends():
    """Trees of all shapes, with references, NOT, facts that are missing, cut-offs and both leap days."""
    asked: Counter[str] = Counter()
    shapes: Counter[str] = Counter()
    some = 0
    for seed in seeds(TREES // TREES_PER_ROSTER):
        choose = Random(seed).choice
        context = draw_context(choose)
        moment = Moment(context.now, context.cutoff_minutes, str(context.leap_day))
        facts = {friend.friend_id: facts_of(friend) for friend in random_friends(FRIENDS, seed, context)}
        duck = Duck({"friend_id": friend_id, **known} for friend_id, known in facts.items())
        segments = named_segments(choose, context)
        saved = {name: Segment(name, 1, f"名前{name}", where, 0, 0) for name, where in segments.items()}
        for n in range(TREES_PER_ROSTER):
            where = draw_tree(
                choose, context, depth=choose([2, 4, 8]), width=2, segments=list(segments) if n % 2 else ()
            )
            node = resolve(where, saved.__getitem__)
            expected = {friend_id for friend_id, known in facts.items() if matches(node, known, context)}
            assert duck.ask(where, moment, segments) == expected, (where, context)
            asked.update(leaf["op"] for leaf in leaves_of(where))
            shapes.update(kind for kind in ("segment", "not", "all", "any") if f"'{kind}':" in str(where))
            some += 0 < len(expected) < FRIENDS
    assert set(asked) == {operator.key for operator in ITEM_OPERATORS} and min(asked.values()) >= 20
    assert min(shapes.values()) > TREES / 10
    assert some > TREES / 2


def test_duckdb_agrees_on_each_operator_alone():
    """Conditions for themselves, so that none hides behind another."""
    for seed, operator in enumerate(OPERATORS.values()):
        choose = Random(seed).choice
        context = draw_context(choose)
        facts = {friend.friend_id: facts_of(friend) for friend in random_friends(FRIENDS, seed, context)}
        duck = Duck({"friend_id": friend_id, **known} for friend_id, known in facts.items())
        for attribute in (a for a in ATTRIBUTES.values() if a.type in operator.types):
            for _ in range(8):
                moment = Moment(context.now, context.cutoff_minutes, str(context.leap_day))
                value = draw_value(choose, operator.form(attribute), attribute, context)
                where = {"field": attribute.name, "op": operator.key, "value": value}
                node = parse_expanded(where)
                expected = {friend_id for friend_id, known in facts.items() if matches(node, known, context)}
                assert duck.ask(where, moment) == expected, (where, context)
