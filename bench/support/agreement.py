"""Random segments, asked of random friends by three engines that have to agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from daifukucho.friends.facts import facts_of
from daifukucho.friends.friend import Friend
from daifukucho.segments.context import Context
from daifukucho.segments.definition import Segment
from daifukucho.segments.evaluate import asked_of
from daifukucho.segments.history import Histories
from daifukucho.segments.reference import resolve
from daifukucho.segments.sql import question
from daifukucho_aws.roster_copy import duck
from daifukucho_aws.roster_copy.changes import encode, row_of
from tests.support.duck import Duck, Moment
from tests.support.happened import World, draw_history_tree, draw_world
from tests.support.roster_copy import item_of
from tests.support.segments import draw_context, draw_tree, named_segments, random_friends

ROSTERS, FRIENDS, TREES = 10, 300, 40
WORLDS, LIVES, HAPPENED = 6, 100, 40
"""Trees over what happened too, of friends who have pages."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """(Friend, tree) pairs, how many of them are of trees over what happened, how many are matches, and on how many each
    engine differs from the oracle."""

    pairs: int
    happened: int
    matches: int
    predicate_differs: int
    copy_differs: int


def compare() -> Agreement:
    """The predicate that sending goes by, and the copy's SQL, against a reading of the documentation of its own."""
    with TemporaryDirectory(prefix="daifukucho-bench-") as name:
        folder = Path(name)
        parts = [_roster(seed, folder) for seed in range(ROSTERS)] + [_world(seed, folder) for seed in range(WORLDS)]
    return Agreement(*(sum(part) for part in zip(*parts, strict=True)))


def _roster(seed: int, folder: Path) -> tuple[int, int, int, int, int]:
    """Trees over the friend's item."""
    choose = Random(f"agreement {seed}").choice
    context = draw_context(choose)
    friends = random_friends(FRIENDS, seed, context)
    facts = {friend.friend_id: facts_of(friend) for friend in friends}
    oracle = Duck({"friend_id": friend_id, **known} for friend_id, known in facts.items())
    segments = named_segments(choose, context)
    trees = [
        draw_tree(choose, context, depth=choose([2, 4, 8]), width=2, segments=list(segments) if n % 2 else ())
        for n in range(TREES)
    ]
    found = _compared(trees, segments, friends, World(), oracle, context, folder)
    return FRIENDS * TREES, 0, *found


def _world(seed: int, folder: Path) -> tuple[int, int, int, int, int]:
    """Trees over the friend's item and page."""
    choose = Random(f"happened {seed}").choice
    context = draw_context(choose)
    world = draw_world(choose, context, LIVES)
    friends = list(world.friends.values())
    facts = {friend.friend_id: facts_of(friend) for friend in friends}
    oracle = Duck(({"friend_id": i, **known} for i, known in facts.items()), happened=world.rows)
    segments = {"s0": draw_history_tree(choose, context, depth=2)}
    trees = [draw_history_tree(choose, context) for _ in range(HAPPENED)]
    trees[::2] = [{"any": [tree, {"not": {"segment": "s0"}}]} for tree in trees[::2]]
    found = _compared(trees, segments, friends, world, oracle, context, folder)
    return LIVES * HAPPENED, LIVES * HAPPENED, *found


def _compared(
    trees: Sequence[Mapping[str, Any]],
    segments: Mapping[str, Mapping[str, Any]],
    friends: Sequence[Friend],
    pages: Histories,
    oracle: Duck,
    context: Context,
    folder: Path,
) -> tuple[int, int, int]:
    """How many match by the oracle, and on how many the predicate and the copy differ from it."""
    moment = Moment(context.now, context.cutoff_minutes, str(context.leap_day))
    saved = {name: Segment(name, 1, name, where, 0, 0) for name, where in segments.items()}
    facts = {friend.friend_id: facts_of(friend) for friend in friends}
    copy = _copy_of(friends, folder)
    found = by_predicate = by_copy = 0
    for where in trees:
        node = resolve(where, saved.__getitem__)
        expected = oracle.ask(where, moment, segments)
        asked = question(node, context)
        rows = copy.execute(
            f"SELECT friend_id, {asked.certain or 'TRUE'} FROM base WHERE {asked.perhaps}", list(asked.parameters)
        ).fetchall()
        undecided = {friend_id: facts[friend_id] for friend_id, certain in rows if not certain}
        refined = asked_of(node, undecided, context, pages)
        copied = {friend_id for friend_id, certain in rows if certain or refined[friend_id]}
        held = asked_of(node, facts, context, pages)
        found += len(expected)
        by_predicate += len(expected ^ {friend_id for friend_id, matches in held.items() if matches})
        by_copy += len(expected ^ copied)
    return found, by_predicate, by_copy


def _copy_of(friends: Sequence[Friend], folder: Path) -> duck.Database:
    lines = folder / "lines.jsonl.gz"
    lines.write_bytes(encode(row_of(item_of(friend), 0) for friend in friends))
    copy = duck.connect(folder, threads=1)
    copy.execute(f"CREATE TABLE base AS FROM {duck.merged(duck.base([]), duck.changes([lines]))}")
    return copy
