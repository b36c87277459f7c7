"""Random segments, asked of random friends by three engines that have to agree."""

from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from daifukucho.friends.facts import facts_of
from daifukucho.segments.definition import Segment
from daifukucho.segments.evaluate import matches
from daifukucho.segments.reference import resolve
from daifukucho.segments.sql import question
from daifukucho_aws.roster_copy import duck
from daifukucho_aws.roster_copy.changes import encode, row_of
from tests.support.duck import Duck, Moment
from tests.support.roster_copy import item_of
from tests.support.segments import draw_context, draw_tree, named_segments, random_friends

ROSTERS, FRIENDS, TREES = 10, 300, 40


@dataclass(frozen=True, slots=True)
class Agreement:
    """(Friend, tree) pairs, how many of them are matches, and on how many each engine differs from the oracle."""

    pairs: int
    matches: int
    predicate_differs: int
    copy_differs: int


def compare() -> Agreement:
    """The predicate that sending goes by, and the copy's SQL, against a reading of the documentation of its own."""
    with TemporaryDirectory(prefix="daifukucho-bench-") as folder:
        parts = [_roster(seed, Path(folder)) for seed in range(ROSTERS)]
    return Agreement(*(sum(part) for part in zip(*parts, strict=True)))


def _roster(seed: int, folder: Path) -> tuple[int, int, int, int]:
    choose = Random(f"agreement {seed}").choice
    context = draw_context(choose)
    moment = Moment(context.now, context.cutoff_minutes, str(context.leap_day))
    friends = random_friends(FRIENDS, seed, context)
    facts = {friend.friend_id: facts_of(friend) for friend in friends}
    oracle = Duck({"friend_id": friend_id, **known} for friend_id, known in facts.items())
    lines = folder / "lines.jsonl.gz"
    lines.write_bytes(encode(row_of(item_of(friend), 0) for friend in friends))
    copy = duck.connect(folder, threads=1)
    copy.execute(f"CREATE TABLE base AS FROM {duck.merged(duck.base([]), duck.changes([lines]))}")
    segments = named_segments(choose, context)
    saved = {name: Segment(name, 1, name, where, 0, 0) for name, where in segments.items()}
    found = by_predicate = by_copy = 0
    for n in range(TREES):
        where = draw_tree(choose, context, depth=choose([2, 4, 8]), width=2, segments=list(segments) if n % 2 else ())
        node = resolve(where, saved.__getitem__)
        expected = oracle.ask(where, moment, segments)
        asked = question(node, context)
        rows = copy.execute(f"SELECT friend_id FROM base WHERE {asked.sql}", list(asked.parameters)).fetchall()
        found += len(expected)
        by_predicate += len(expected ^ {i for i, known in facts.items() if matches(node, known, context)})
        by_copy += len(expected ^ {friend_id for (friend_id,) in rows})
    return FRIENDS * TREES, found, by_predicate, by_copy
