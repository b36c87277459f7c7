"""Runs the real test send under every accident that a random seed brings, and checks the promise: a request that is
repeated with its key brings a friend one message at most, and what it tells is true."""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from daifukucho.campaigns import trial as module
from daifukucho.campaigns.campaign import Campaign
from daifukucho.campaigns.recipients import Fate
from daifukucho.campaigns.trial import Result, Tester, Trial
from daifukucho.delivery.line import Mode
from daifukucho.friends.attributes import Status
from daifukucho.friends.friend import Friend
from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.time import HOUR, MINUTE, SECOND
from daifukucho.ledger.entry import Entry
from daifukucho.ledger.repository import Written
from tests.support.campaigns import campaign_of
from tests.support.explorer import LAMBDA_LIFE, Port, Worker
from tests.support.keyed_line import KeyedLine

FRIENDS = ("U1", "U2")


class MemoryTrials:
    """``daifukucho.campaigns.trial.Trials``, with the guarantees of the real ones."""

    def __init__(self) -> None:
        self.kept: Trial | None = None

    def open(self, trial: Trial) -> Trial | None:
        if self.kept is None:
            self.kept = trial
            return None
        return self.kept

    def get(self, trial: Trial) -> Trial:
        assert self.kept is not None
        return self.kept

    def replace(self, before: Trial, after: Trial) -> Trial | None:
        assert self.kept is not None
        if self.kept.revision != before.revision:
            return None
        self.kept = replace(after, revision=before.revision + 1)
        return self.kept


class World:
    """Two friends, LINE, and copies of one request that have accidents; ``accidents`` is how many are left."""

    def __init__(self, seed: int, accidents: int = 8) -> None:
        self.rng = random.Random(seed)
        self.now = 1_795_000_000_000
        self.accidents = accidents
        self.friends = {friend_id: Friend(friend_id, display_name="花") for friend_id in FRIENDS}
        self.campaign: Campaign = campaign_of(Mode.PUSH)
        self.line = KeyedLine(self.rng, self.clock, self.accident)
        self.trials = MemoryTrials()
        self.ledger: dict[str, Entry] = {}
        self.told: list[Mapping[str, Result]] = []
        self.copies: list[Worker] = []

    # The world as its ports

    def clock(self) -> int:
        return self.now

    def get(self, campaign_id: str) -> Campaign:
        return self.campaign

    def spoken(self, name: str) -> Attribute | None:
        return None

    def get_many(self, friend_ids: Collection[str], *, consistent: bool = False) -> Mapping[str, Friend]:
        return {friend_id: self.friends[friend_id] for friend_id in friend_ids}

    def write(self, entries: Sequence[Entry]) -> Written:
        new = [entry for entry in entries if entry.event_id not in self.ledger]
        self.ledger |= {entry.event_id: entry for entry in new}
        return Written(len(new), len(entries) - len(new))

    # Accidents

    def accident(self, chance: float) -> bool:
        if self.accidents > 0 and self.rng.random() < chance:
            self.accidents -= 1
            return True
        return False

    def jump(self, ms: int) -> None:
        self.now += ms
        for copy in self.copies:
            if self.now - copy.born > LAMBDA_LIFE:
                copy.kill()

    def something_happens(self) -> None:
        what = self.rng.choice(["late", "kill", "kill", "block", "flag", "minute", "day"])
        friend_id = self.rng.choice(FRIENDS)
        if what == "late":
            self.line.late()
        elif what == "kill" and self.copies:
            self.rng.choice(self.copies).kill()
        elif what == "block":
            self.friends[friend_id] = replace(self.friends[friend_id], status=Status.BLOCKED)
        elif what == "flag":
            friend = self.friends[friend_id]
            self.friends[friend_id] = replace(friend, do_not_send=not friend.do_not_send)
        elif what == "minute":
            self.jump(MINUTE)
        elif what == "day":
            self.jump(self.rng.choice([HOUR, 12 * HOUR, 22 * HOUR, 24 * HOUR]))

    # Work

    def ask(self) -> None:
        """A copy of the request: the caller repeats it, perhaps while another is under way."""

        def lose(name: str) -> bool:
            return name in ("open", "replace", "write") and self.accident(0.1)

        def work(worker: Worker) -> None:
            world: Any = Port(self, worker, lose)
            tester = Tester(
                world,
                world,
                Port(self.line, worker, lose),  # type: ignore[arg-type]
                Port(self.trials, worker, lose),  # type: ignore[arg-type]
                world,
                self.clock,
                lambda seconds: None,
            )
            self.told.append(tester.send("C1", {"friend_ids": list(FRIENDS)}, "key", "caller"))

        self.copies.append(Worker(f"c{self.rng.random()}", work, self.now))

    def turn(self) -> None:
        self.copies = [copy for copy in self.copies if not copy.over]
        dice = self.rng.random()
        if dice < 0.12 and self.accidents > 0:
            self.accidents -= 1
            self.something_happens()
        elif dice < 0.3 and len(self.copies) < 2:
            self.ask()
        elif self.copies:
            self.rng.choice(self.copies).step()
        else:
            self.jump(SECOND)
        self.check()

    def explore(self, turns: int = 60) -> Trial:
        """Let things happen, then let them end, and ask once more."""
        for _ in range(turns):
            self.turn()
        self.accidents = 0
        for copy in self.copies:
            copy.kill()
        self.ask()
        while not self.copies[-1].over:
            self.copies[-1].step()
        self.check()
        self.check_ended()
        assert self.trials.kept is not None
        return self.trials.kept

    # The promise

    def check(self) -> None:
        """At every moment: nobody got it twice, and whoever is said to have got it has."""
        for friend_id in FRIENDS:
            assert self.line.got[friend_id] <= 1, f"{friend_id} got it twice"
            assert len(self.line.keys.get(friend_id, ())) <= 1, "there is a second key"
        for told in self.told:
            assert all(self.line.got[f] == 1 for f, result in told.items() if result.fate is Fate.SENT)
        assert all(self.line.got[entry.friend_id] == 1 for entry in self.ledger.values())
        assert len(self.ledger) <= len(FRIENDS)

    def check_ended(self) -> None:
        """Nobody calls any more: what the last copy tells is true, and each acceptance that is known is in the ledger."""
        last = self.told[-1]
        for friend_id, result in last.items():
            if result.fate in (Fate.FAILED, Fate.SKIPPED):
                assert self.line.got[friend_id] == 0, f"{result.fate}, but LINE accepted"
        assert {e.friend_id for e in self.ledger.values()} == {f for f, r in last.items() if r.fate is Fate.SENT}


class InTurn(module.ThreadPoolExecutor):
    """A pool that works when asked: the explorer decides which copy goes on."""

    def map(self, work: Any, *items: Any, **_: Any) -> Any:
        return [work(*each) for each in zip(*items, strict=True)]
