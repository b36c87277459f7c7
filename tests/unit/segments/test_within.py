"""A saved segment, asked of friends who were read: as exactly as everywhere, and of a bounded number."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from daifukucho.friends.attributes import Status
from daifukucho.friends.facts import facts_of
from daifukucho.friends.friend import Friend
from daifukucho.segments.among import among_friends
from daifukucho.segments.definition import Segment
from daifukucho.segments.evaluate import asked_of
from daifukucho.segments.reference import Find
from daifukucho.segments.tree import parse
from daifukucho.segments.within import MOST_PAGES, within_segments
from tests.support.happened import draw_history_tree, draw_world
from tests.support.search import seeds
from tests.support.segments import CONTEXT, draw_context


def saved(where: dict[str, Any]) -> Find:
    return lambda segment_id: Segment(segment_id, 1, "s", where, 0, 0)


@pytest.mark.parametrize("seed", seeds(4))
def test_it_holds_whom_the_segment_holds(seed):
    choose = Random(seed).choice
    context = draw_context(choose)
    world = draw_world(choose, context, friends=30)
    friends = list(world.friends.values())
    for _ in range(5):
        where = draw_history_tree(choose, context)
        ask = within_segments(saved(where), lambda: context, world)
        facts = {friend.friend_id: facts_of(friend) for friend in friends}
        expected = asked_of(among_friends(parse(where)), facts, context, world)
        assert ask("s").hold(friends) == [expected[friend.friend_id] for friend in friends]


def test_it_reads_so_many_and_then_says_nothing_of_the_others():
    world = draw_world(Random(1).choice, CONTEXT, friends=MOST_PAGES + 20)
    friends = [replace(friend, status=Status.ACTIVE) for friend in world.friends.values()]
    where = {"field": "coupons", "op": "state_is", "value": {"coupon_id": "K1", "state": "never"}}  # no item says that
    asked = within_segments(saved(where), lambda: CONTEXT, world)("s")
    assert len(asked.hold(friends[:40])) == 40
    assert len(asked.hold(friends[40:])) == MOST_PAGES - 40
    assert asked.hold(friends[:1]) == []
    assert len(world.asked) == MOST_PAGES


def test_a_visitor_is_in_none():
    where = {"not": {"field": "tags", "op": "any_of", "value": ["vip"]}}
    ask = within_segments(saved(where), lambda: CONTEXT, None)
    assert ask("s").hold([Friend("U1"), Friend("U2", status=Status.VISITOR)]) == [True, False]
