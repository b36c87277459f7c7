"""Runs the real notifier under every accident that a random seed brings, and checks the promise: one message at most,
and one record. (The workers are those of ``explorer``; a doorbell rings until a worker has handled it.)"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from daifukucho.delivery.line import Answer, Mode
from daifukucho.delivery.patience import Patience
from daifukucho.delivery.single import Notice, NoticeOutcome
from daifukucho.delivery.single_sender import Notifier
from daifukucho.friends.attributes import Status
from daifukucho.friends.friend import Friend
from daifukucho.kernel.time import HOUR, MINUTE, SECOND
from daifukucho.ledger.entry import Entry
from tests.support.explorer import LAMBDA_LIFE, Port, Worker
from tests.support.keyed_line import KeyedLine

LEASE = 120 * SECOND
AGAIN = 15 * MINUTE
NAME = "rank/gold/2026-11"


class MemoryNotices:
    """``daifukucho.delivery.single_sender.Notices``, with the guarantees of the real ones."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Notice] = {}
        self.ledger: list[Entry] = []

    def get(self, friend_id: str, name: str) -> Notice | None:
        return self.kept.get((friend_id, name))

    def replace(self, before: Notice | None, after: Notice) -> Notice | None:
        found = self.get(after.friend_id, after.name)
        if (found and found.revision) != (before and before.revision):
            return None
        stored = replace(after, revision=before.revision + 1 if before else 1)
        self.kept[after.friend_id, after.name] = stored
        return stored

    def drop(self, notice: Notice) -> None:
        found = self.get(notice.friend_id, notice.name)
        if found and found.revision == notice.revision:
            del self.kept[notice.friend_id, notice.name]

    def end(self, before: Notice, after: Notice) -> bool:
        if self.replace(before, after) is None:
            return False
        self.ledger.append(after.entry())
        return True


class World:
    """A friend who has risen, twice in a month, LINE, and workers who have accidents; ``accidents`` is how many are left."""

    def __init__(self, seed: int, accidents: int = 8) -> None:
        self.rng = random.Random(seed)
        self.now = 1_795_000_000_000
        self.accidents = accidents
        self.friend: Friend | None = Friend("U1", display_name="花", rank="gold")
        self.messages: Sequence[Mapping[str, Any]] | None = [{"type": "text", "text": "{{ name }}様、おめでとう"}]
        self.entries = [Entry("rank_changed", self.now + n, f"e{n}", "U1") for n in range(2)]
        self.notices = MemoryNotices()
        self.bells = [entry.version for entry in self.entries]
        self.workers: list[Worker] = []
        self.line = KeyedLine(self.rng, self.clock, self.accident)

    @property
    def got(self) -> int:
        return self.line.got["U1"]

    # The world as its ports

    def clock(self) -> int:
        return self.now

    def entry(self, friend_id: str, version: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.version == version), None)

    def get(self, friend_id: str) -> Friend | None:
        return self.friend

    def name(self, entry: Entry) -> str:
        return NAME

    def says(self, entry: Entry, friend: Friend) -> Sequence[Mapping[str, Any]] | None:
        return self.messages if friend.rank == "gold" else None

    def send(self, mode: Mode, friends: Sequence[str], messages: Any, key: str) -> Answer:
        assert friends == ("U1",)
        assert messages[0]["text"].endswith("おめでとう"), "something else was said"
        return self.line.send(mode, friends, messages, key)

    # Accidents

    def accident(self, chance: float) -> bool:
        if self.accidents > 0 and self.rng.random() < chance:
            self.accidents -= 1
            return True
        return False

    def jump(self, ms: int) -> None:
        self.now += ms
        for worker in self.workers:
            if self.now - worker.born > LAMBDA_LIFE:
                worker.kill()

    def something_happens(self) -> None:
        what = self.rng.choice(
            ["expire", "expire", "late", "late", "kill", "kill", "flag", "block", "fall", "set", "day"]
        )
        if what == "expire":
            self.jump(LEASE + SECOND)
        elif what == "late":
            self.line.late()
        elif what == "kill" and self.workers:
            self.rng.choice(self.workers).kill()
        elif what == "flag" and self.friend:
            self.friend = replace(self.friend, do_not_send=not self.friend.do_not_send)
        elif what == "block" and self.friend:
            self.friend = replace(self.friend, status=Status.BLOCKED)
        elif what == "fall" and self.friend:
            self.friend = replace(self.friend, rank="regular")
        elif what == "set" and self.messages:
            self.messages = self.rng.choice([None, [{"type": "text", "text": "おめでとう"}]])
        elif what == "day":
            self.jump(self.rng.choice([HOUR, 12 * HOUR, 22 * HOUR, 23 * HOUR]))

    # Work

    def ring(self, version: str) -> None:
        """A doorbell, which is taken away by a worker who has come to an end with it."""

        def lose(name: str) -> bool:
            return name in ("replace", "end", "drop") and self.accident(0.1)

        def work(worker: Worker) -> None:
            world: Any = Port(self, worker, lose)
            ids = iter(f"{worker.name}-{n}" for n in range(9))
            notifier = Notifier(
                world,
                {"rank_up": self},
                world,
                Port(self.notices, worker, lose),  # type: ignore[arg-type]
                world,
                self.clock,
                lambda: next(ids),
                LEASE,
            )
            notifier.notify(
                "U1", version, "rank_up", Patience(lambda: self.accident(0.05), lambda seconds: None, (1.0,))
            )
            if version in self.bells:
                self.bells.remove(version)

        self.workers.append(Worker(f"w{self.rng.random()}", work, self.now))

    def turn(self) -> None:
        self.workers = [worker for worker in self.workers if not worker.over]
        dice = self.rng.random()
        if dice < 0.12 and self.accidents > 0:
            self.accidents -= 1
            self.something_happens()
        elif dice < 0.35 and self.bells and len(self.workers) < 3:
            self.ring(self.rng.choice(self.bells))  # perhaps while another worker is at it
        elif self.workers:
            self.rng.choice(self.workers).step()
        else:
            self.jump(SECOND)
        self.check()

    def explore(self, turns: int = 80) -> Notice | None:
        """Let things happen, then let them end: each doorbell rings every quarter of an hour until it is handled."""
        for _ in range(turns):
            self.turn()
        self.accidents = 0
        for worker in self.workers:
            worker.kill()
        for _ in range(100):
            for version in list(self.bells):
                self.ring(version)
                while not self.workers[-1].over:
                    self.workers[-1].step()
                self.check()
            if not self.bells:
                return self.notices.get("U1", NAME)
            self.workers = []
            self.jump(AGAIN)
        raise AssertionError("a doorbell is never handled")

    # The promise

    def check(self) -> None:
        """At every moment: nothing is sent twice, there is one record at most, and it is true."""
        assert self.got <= 1, "the friend got it twice"
        assert len(self.line.calls) <= 1, "there is a second key"
        assert len(self.notices.ledger) <= 1, "there are two records"
        notice = self.notices.get("U1", NAME)
        assert bool(notice and notice.over) == bool(self.notices.ledger)
        if notice is None or not notice.over:
            return
        assert not notice.messages and not notice.values
        assert self.notices.ledger == [notice.entry()]
        if notice.outcome is NoticeOutcome.SENT:
            assert self.got == 1, "sent, but LINE has not accepted"
        if notice.outcome in (NoticeOutcome.SKIPPED, NoticeOutcome.FAILED):
            assert self.got == 0, f"{notice.outcome}, but LINE accepted"
            assert notice.reason is not None

    def check_ended(self, notice: Notice | None) -> None:
        """When all doorbells are gone: whoever got it, or may have, has a record that says so."""
        if notice is None or not notice.over:
            assert self.got == 0, "the friend got it, and there is no record"
            assert notice is None or not notice.in_doubt
            assert self.messages is None or self.friend is None or self.friend.rank != "gold", (
                "the friend was forgotten"
            )
