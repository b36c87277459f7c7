"""Whatever happens to a copy, and in whatever order, it counts what a scan of the table would have counted.

Random friends change, are deleted and come back; the stream's batches are cut at random, come twice, late, and cut
otherwise the second time; compactions, builds and readers get in between each other's steps, and die at any of them.
"""

import itertools
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import pytest

from daifukucho.kernel.errors import Conflict, NotFound, Unavailable
from daifukucho.kernel.time import HOUR, MINUTE
from daifukucho.segments.among import among_friends
from daifukucho.segments.evaluate import matches
from daifukucho.segments.sql import question
from daifukucho.segments.tree import Node, parse
from daifukucho_aws.roster_copy import columns, compaction, duck
from daifukucho_aws.roster_copy.changes import Deltas, row_of
from daifukucho_aws.roster_copy.compaction import Compactor
from daifukucho_aws.roster_copy.local import LocalCopy
from daifukucho_aws.roster_copy.reader import Reader
from tests.support.roster_copy import MemoryObjects, Table, state_of
from tests.support.search import seeds
from tests.support.segments import CONTEXT, NOW, draw_friend, draw_tree

PEOPLE = [f"U{n}" for n in range(12)]


class Crash(Exception):
    """A process dies."""


class World:
    """A table, its stream's consumers, a bucket, and one of everybody who works on it."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.random = Random(seed)
        self.choose = self.random.choice
        self.folder = folder
        self.now = NOW
        self.table = Table(self.clock)
        self.objects = MemoryObjects(self.clock, self._between)
        self.deltas = Deltas(self.objects)
        self.kept = [0] * self.table.shards
        """How far into each shard of the stream a delta says what happened."""
        self.done = [0] * self.table.shards
        """How far the consumer knows that it got."""
        self.listed: list[int] | None = None
        self.depth = 0
        self.ids = 0
        self.seen: Counter[str] = Counter()
        self.readers = [Reader(LocalCopy(self.objects, folder / f"r{n}", self.clock), 1) for n in range(2)]
        self.reading = False
        self.scanned = [0] * self.table.shards
        """How much of the stream a build may have seen in the table before a delta says it."""

    def clock(self) -> int:
        return self.now

    def id(self) -> str:
        self.ids += 1
        return f"run{self.ids}"

    def _between(self, name: str, key: str) -> None:
        """Ahead of a step of somebody's: others take steps of theirs, and he may die."""
        if self.depth < 2 and self.random.random() < 0.15:
            self.act()
        if self.depth < 2 and name == "replace" and self.random.random() < 0.15:
            self.act([self.compact])  # who was first by a moment
        if self.reading and (name, key) == ("list", "deltas/"):
            self.listed = list(self.kept)
        if not self.reading and self.random.random() < 0.02:
            self.seen["crash"] += 1
            raise Crash

    def act(self, acts: Sequence[Callable[[], None]] = ()) -> None:
        self.depth += 1
        try:
            usual = [self.change] * 6 + [self.consume] * 4 + [self.compact, self.count, self.wait]
            act = self.choose(acts or usual)
            reading, self.reading = self.reading, False
            act()
            self.reading = reading
        finally:
            self.depth -= 1

    def change(self) -> None:
        for _ in range(self.choose([1, 1, 3, 8])):
            friend_id = self.choose(PEOPLE)
            if self.random.random() < 0.2:
                self.table.delete(friend_id)
            else:
                self.table.put(draw_friend(self.choose, CONTEXT, friend_id))
        self.now += self.choose([1, 1_000, 20_000])

    def consume(self) -> None:
        """One batch of one shard, from where the consumer knows that it got. Its last word may be lost."""
        shard = self.choose(range(self.table.shards))
        waiting = self.table.stream[shard][self.done[shard] :]
        if not waiting:
            return
        batch = waiting[: self.choose([1, 2, 5, 100])]
        end = self.done[shard] + len(batch)
        try:
            self.deltas.keep(batch)
        except Crash:
            return
        self.kept[shard] = max(self.kept[shard], end)
        if self.random.random() < 0.7:
            self.done[shard] = max(self.done[shard], end)
        else:
            self.seen["delivered again"] += 1

    def compact(self) -> None:
        def walk():
            for item in self.table.items():
                self.scanned = list(map(len, self.table.stream))
                if self.random.random() < 0.3:
                    self.act()
                yield [row_of(item, self.now)]

        compactor = Compactor(self.objects, self.folder / self.id(), walk, self.clock, self.id, 1)
        try:
            outcome = compactor.run(rebuild=self.random.random() < 0.2, force=self.random.random() < 0.8)
            self.seen[outcome.done] += 1
            self.seen["removed"] += outcome.removed
        except Conflict:
            self.seen["beaten"] += 1
        except Crash:
            pass

    def wait(self) -> None:
        """Not while others are at work, for none of them works for an hour; and the stream keeps nothing for 30."""
        if self.depth > 1:
            return
        passed = self.choose([MINUTE, HOUR, 30 * HOUR])
        while passed > HOUR and self.done != list(map(len, self.table.stream)):
            self.consume()
        self.now += passed

    def count(self) -> None:
        """What a reader answers is what a scan of the table as it was when the reader listed the deltas answers."""
        if self.reading:
            return
        where = draw_tree(self.choose, CONTEXT, depth=3, width=2)
        node = among_friends(parse(where))
        reader, self.reading, self.listed = self.choose(self.readers), True, None
        self.depth += 1
        try:
            counted = reader.count(question(node, CONTEXT), sample=100, undecided=0)
        except Unavailable:
            self.seen["unsettled"] += 1
            return
        finally:
            self.reading = False
            self.depth -= 1
        if counted is None:
            return
        assert self.listed is not None
        found = set(counted.sample_ids)
        assert counted.count == len(found)
        ends = list(zip(self.listed, self.scanned, strict=True))
        # Until the stream has caught up with a build, a friend may be as at any moment since then.
        moments = itertools.product(*(range(listed, max(listed, scanned) + 1) for listed, scanned in ends))
        answers = [self._answer(node, moment) for moment in moments]
        expected = answers[0]
        assert set.intersection(*answers) <= found <= set.union(*answers), where
        self.seen["counted exactly" if len(answers) == 1 else "counted after a build"] += 1
        self.seen["some"] += 0 < len(expected) < 8
        assert counted.as_of <= self.now

    def _answer(self, node: Node, ends: Sequence[int]) -> set[str]:
        state = state_of([shard[:end] for shard, end in zip(self.table.stream, ends, strict=True)])
        return {friend_id for friend_id, facts in state.items() if matches(node, facts, CONTEXT)}


@pytest.fixture
def small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a dozen friends need several shards, and a file is not fetched whole."""
    monkeypatch.setattr(compaction, "ROWS_PER_FILE", 3)
    monkeypatch.setattr(columns, "_GAP", 0)


@pytest.mark.search
def test_random_histories(tmp_path: Path, small_files):
    seen: Counter[str] = Counter()
    for seed in seeds(14):
        world = World(seed, tmp_path / str(seed))
        for _ in range(60):
            world.act()
        seen += world.seen
        shutil.rmtree(tmp_path / str(seed), ignore_errors=True)
    for what in ("crash", "delivered again", "built", "compacted", "beaten", "removed", "counted exactly", "some"):
        assert seen[what] > 3, what


def in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    real = duck.merged
    monkeypatch.setattr(duck, "merged", lambda *rows: real(*rows).replace("revision DESC, seq", "seq"))


def without_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    real = duck.merged
    monkeypatch.setattr(duck, "merged", lambda *rows: real(*rows).replace("AND seq >= life", ""))


def without_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compaction, "GRACE", -HOUR)


@pytest.mark.parametrize("leave_out", [in_any_order, without_lives, without_grace])
def test_rules_that_are_left_out_are_missed(leave_out, tmp_path: Path, small_files, monkeypatch: pytest.MonkeyPatch):
    leave_out(monkeypatch)
    with pytest.raises((AssertionError, NotFound)):
        for seed in range(40):
            world = World(seed, tmp_path / str(seed))
            for _ in range(60):
                world.act()
