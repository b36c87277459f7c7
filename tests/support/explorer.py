"""Runs the real code of campaigns under every accident that a random seed brings, and checks the promise.

Each worker is a thread that stops before every call it makes to the outside; one of them goes on at a time. Between
two calls a worker may die, sleep past its lease, or be overtaken; a write may be done and its answer lost; LINE may
accept late, after the caller gave up, or refuse. Then the accidents end, the sweep goes on, and the books must close.
"""

import random
import threading
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from daifukucho.campaigns.batch import Batch, BatchRef, BatchState, Outcome
from daifukucho.campaigns.control import Control
from daifukucho.campaigns.evaluate import Evaluator
from daifukucho.campaigns.limits import Limits
from daifukucho.campaigns.open import Opener
from daifukucho.campaigns.ports import AudiencePage, Question
from daifukucho.campaigns.receipts import Receipts
from daifukucho.campaigns.recheck import Recheck
from daifukucho.campaigns.run import Intent, Run, RunState
from daifukucho.campaigns.send import Sender
from daifukucho.campaigns.sweep import Sweeper
from daifukucho.campaigns.trouble import ERROR_THRESHOLD, too_many, tried_in
from daifukucho.coupons.giver import Giver
from daifukucho.coupons.holding import Holding
from daifukucho.delivery.line import Answer, AnswerKind, Mode
from daifukucho.delivery.look import look
from daifukucho.delivery.patience import Patience
from daifukucho.delivery.skip import Skip
from daifukucho.friends.attributes import Status
from daifukucho.friends.friend import ATTRIBUTES, Friend
from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.errors import Conflict, Unavailable
from daifukucho.kernel.setups import Setup
from daifukucho.kernel.time import HOUR, MINUTE, SECOND
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry
from daifukucho.shop.settings import SHOP, Shop
from tests.support.campaigns import COUPON, campaign_of
from tests.support.outbox import MemoryOutbox

LEASE = 120 * SECOND
WRITES = {
    *("replace", "finish", "split", "close_batch", "open_run"),
    *("change_state", "pause_for_errors", "close_run", "put_new"),
}
KEY_LIFE = 24 * HOUR
ON_THE_WIRE = 25 * MINUTE
LAMBDA_LIFE = 15 * MINUTE
VIP = {"vip": 1}


class Death(BaseException):
    """The worker's process is gone."""


class Worker:
    """A thread that goes on only when told to, from one outside call to the next."""

    def __init__(self, name: str, work: Callable[["Worker"], object], born: int) -> None:
        self.name = name
        self.born = born
        self.over = False
        self.error: BaseException | None = None
        self._doomed = False
        self._go, self._back = threading.Semaphore(0), threading.Semaphore(0)
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def _run(self, work: Callable[["Worker"], object]) -> None:
        self._go.acquire()
        try:
            if not self._doomed:
                work(self)
        except (Death, Unavailable):
            pass  # what a dead process or a failed invocation leaves behind is the sweep's to finish
        except BaseException as error:  # noqa: BLE001 — handed to the thread that drives this one
            self.error = error
        self.over = True
        self._back.release()

    def point(self) -> None:
        self._back.release()
        self._go.acquire()
        if self._doomed:
            raise Death

    def step(self) -> None:
        self._go.release()
        self._back.acquire()
        if self.error is not None:
            raise self.error

    def kill(self) -> None:
        self._doomed = True
        if not self.over:
            self.step()


class Port:
    """A port whose every call is a point; ``lose``: whether this call's answer is lost after it took effect."""

    def __init__(self, target: object, worker: Worker, lose: Callable[[str], bool]) -> None:
        self._target, self._worker, self._lose = target, worker, lose

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method: Callable[..., Any] = getattr(self._target, name)
        if name == "known":  # it asks nobody, unless the segment asks a field of the shop's own
            return method

        def call(*args: object, **kwargs: object) -> object:
            self._worker.point()
            answer = method(*args, **kwargs)
            if self._lose(name):
                raise Unavailable(Words("応答が失われました。", "The answer was lost."))
            return answer

        return call


class Explorer:
    """One world: a roster, an outbox, LINE, and workers who have accidents. ``accidents`` is how many are left; ``bad``,
    how many friends LINE refuses; ``most``, how many recipients the campaign's limit allows; ``coupon``: it carries one.
    Where nothing is said, whoever is given the coupon has got it."""

    def __init__(
        self,
        seed: int,
        mode: Mode = Mode.MULTICAST,
        slices: Sequence[int] = (5, 4),
        accidents: int = 14,
        bad: int = 0,
        most: int | None = None,
        coupon: bool = False,
    ) -> None:
        self.rng = random.Random(seed)
        self.mode = mode
        self.limits = None if most is None else Limits(recipients=most)
        self.now = 1_795_000_000_000
        self.accidents = accidents
        ids = iter(f"U{n:032x}" for n in range(100))
        self.roster = [[next(ids) for _ in range(n)] for n in slices]
        everybody = [f for part in self.roster for f in part]
        self.friends = {f: Friend(f, display_name="花", first_seen_at=1, tags=dict(VIP)) for f in everybody}
        self.matching = dict.fromkeys(everybody, True)
        self.steady = set(everybody)
        self.bad = set(self.rng.sample(everybody, bad))
        self.outbox = MemoryOutbox()
        self.outbox.campaign_versions["C1"] = 1
        self.intent = Intent("C1", 1, self.now)
        self.sweeping = False
        self.bells: list[tuple[str, object]] = []
        self.workers: list[Worker] = []
        self.keys: dict[str, tuple[int, bool]] = {}
        self.wire: list[tuple[int, str, tuple[str, ...]]] = []
        self.got: Counter[str] = Counter()
        self.ledger: Counter[tuple[str, str]] = Counter()
        self.coupon_id = COUPON if coupon or mode is Mode.GIVE else None
        self.had = set(everybody[:2]) if self.coupon_id else set()
        self.holders = {f: Holding(f, COUPON, 1, revision=1) for f in self.had}
        self.issued: Counter[str] = Counter()
        self.redeemed: set[str] = set()
        self.matched_at_last_look: dict[str, bool] = {}

    # The world as its ports

    def clock(self) -> int:
        return self.now

    def evaluate(self, run_id: str, slice_nos: Sequence[int]) -> None:
        self.bells += [("slice", n) for n in slice_nos]

    def send_bell(self, refs: Sequence[BatchRef]) -> None:
        self.bells += [("batch", ref) for ref in refs]

    def write_receipts(self, refs: Sequence[BatchRef]) -> None:
        self.bells += [("receipt", ref) for ref in refs]

    def start_sweep(self, intent: Intent) -> None:
        self.sweeping = True

    def stop_sweep(self, intent: Intent) -> None:
        run = self.outbox.run(intent.run_id)
        assert run is None or run.closed
        self.sweeping = False

    def slices(self) -> int:
        return len(self.roster)

    def page(self, asked: Question, run: Run, slice_no: int, after: str | None) -> AudiencePage:
        assert (asked.wanted is None) == (self.limits is None)
        part = self.roster[slice_no]
        start = part.index(after) + 1 if after else 0
        read = part[start : start + 3]
        cursor = read[-1] if start + 3 < len(part) else None
        assert asked.silent is (self.mode is Mode.GIVE)
        wanted, silent = asked.wanted, asked.silent
        skipped = [] if wanted is None else [f for f in read if look(self.friends[f], wanted, silent=silent)[0]]
        return AudiencePage([f for f in read if self.matching[f]], cursor, skipped)

    def get_many(
        self, friend_ids: Sequence[str], *, consistent: bool, attributes: Collection[str]
    ) -> dict[str, Friend]:
        assert consistent
        if "tags" in attributes:
            self.matched_at_last_look.update({f: self.matching[f] or f in self.issued for f in friend_ids})
        known = {"friend_id", *attributes}  # what is not asked for is not there
        return {f: Friend(**{name: getattr(self.friends[f], name) for name in known}) for f in friend_ids}

    def read(self, needs: Any, until: int) -> Any:
        raise AssertionError("the segment asks nothing of what happened")

    def put_many(self, entries: Sequence[Any]) -> None:
        for entry in entries:
            self.ledger[entry.friend_id, entry.version] = 1

    def send(self, mode: Mode, friends: Sequence[str], messages: object, key: str) -> Answer:
        """LINE: a key is accepted once in 24 hours from its first attempt; a lost call may arrive later, or never."""
        assert self.mode is not Mode.GIVE, "LINE was called to say nothing"
        assert self.coupon_id is None or set(friends) <= self.holders.keys(), "somebody is called without the coupon"
        assert not self.had & set(friends), "somebody is told of a coupon that the friend had before"
        assert all(self.matched_at_last_look[f] for f in friends), "somebody is called who did not match any more"
        first, accepted = self.keys.get(key, (self.now, False))
        if self.now - first >= KEY_LIFE:
            first, accepted = self.now, False
        self.keys[key] = (first, accepted)
        if self.accident(0.15):
            self.wire.append((self.now, key, tuple(friends)))
            return Answer(AnswerKind.IN_DOUBT)
        if self.accident(0.1):
            return Answer(self.rng.choice([AnswerKind.TRY_LATER, AnswerKind.REFUSED, AnswerKind.BAD_RECIPIENT]))
        if self.bad & set(friends):
            return Answer(AnswerKind.BAD_RECIPIENT)
        self.accept(key, friends)
        if self.accident(0.1):
            return Answer(AnswerKind.IN_DOUBT)
        return Answer(AnswerKind.ACCEPTED, "r")

    def accept(self, key: str, friends: Sequence[str]) -> None:
        first, accepted = self.keys[key]
        if not accepted or self.now - first >= KEY_LIFE:
            self.keys[key] = (first, True)
            self.got.update(friends)

    def held(self, friend_ids: Sequence[str], coupon_id: str) -> dict[str, Holding]:
        assert coupon_id == self.coupon_id
        return {f: self.holders[f] for f in friend_ids if f in self.holders}

    def put_new(self, gifts: Sequence[tuple[Holding, Entry]]) -> list[str]:
        """The ledger: an issue is put where the holding is at the revision before."""
        refused = []
        for holding, entry in gifts:
            before = self.holders.get(holding.friend_id)
            if holding.revision - 1 != (before.revision if before else 0):
                refused.append(holding.friend_id)
            else:
                assert holding.coupon_id == self.coupon_id and entry.friend_id == holding.friend_id
                self.holders[holding.friend_id] = holding
                self.issued[holding.friend_id] += 1
                if self.mode is Mode.GIVE:
                    self.got[holding.friend_id] += 1
        return refused

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
        self.wire = [call for call in self.wire if self.now - call[0] < ON_THE_WIRE]

    def something_happens(self) -> None:
        """One of the things that other people, time and the network do."""
        run_id = self.intent.run_id
        what = self.rng.choice(
            ["expire", "expire", "late", "late", "flag", "tag", "pause", "day", "kill", "kill", "cancel"]
            + ["redeem", "flag"] * (self.coupon_id is not None)
        )
        friend = self.rng.choice(list(self.friends))
        if what == "expire":
            self.jump(LEASE + SECOND)
        elif what == "late" and self.wire:
            _, key, friends = self.wire.pop(self.rng.randrange(len(self.wire)))
            if not self.bad & set(friends):
                self.accept(key, friends)
        elif what == "flag":
            status = Status.BLOCKED if self.mode is Mode.GIVE else Status.ACTIVE
            self.friends[friend] = replace(self.friends[friend], do_not_send=True, status=status)
        elif what == "redeem" and friend in self.holders:
            self.holders[friend] = replace(self.holders[friend], used=1, revision=self.holders[friend].revision + 1)
            self.redeemed.add(friend)
        elif what == "tag":
            self.matching[friend] = not self.matching[friend]
            tags = dict(VIP) if self.matching[friend] else {}
            self.friends[friend] = replace(self.friends[friend], tags=tags)
            self.steady.discard(friend)
        elif what == "pause" and self.outbox.run(run_id):
            self.outbox.change_state(run_id, RunState.PAUSED, [RunState.OPEN, RunState.HELD])
        elif what == "day":
            self.jump(self.rng.choice([HOUR, 12 * HOUR, 23 * HOUR]))
        elif what == "kill" and self.workers:
            self.rng.choice(self.workers).kill()
        elif what == "cancel" and self.outbox.run(run_id) and self.rng.random() < 0.3:
            to = self.rng.choice([RunState.CANCELLED, RunState.QUOTA_EXCEEDED])
            self.outbox.change_state(run_id, to, [RunState.OPEN, RunState.HELD, RunState.PAUSED])

    # Work

    def start(self, name: str, work: Callable[[Worker], object]) -> None:
        self.workers.append(Worker(name, work, self.now))

    def ports(self, worker: Worker) -> dict[str, Any]:
        """The world's ports as one worker sees them."""

        def lose(name: str) -> bool:
            return name in WRITES and self.accident(0.04)

        world = Port(self, worker, lose)
        doorbell = Port(_Bells(self), worker, lose)
        return {"outbox": Port(self.outbox, worker, lose), "world": world, "doorbell": doorbell}

    def opener(self, p: dict[str, Any]) -> Opener:
        campaigns: Any = _Campaigns(self)
        return Opener(campaigns, p["outbox"], p["world"], p["doorbell"], self, _NoQuota(), _Settings(), self.clock)

    def fire(self, worker: Worker) -> None:
        self.opener(self.ports(worker)).open(self.intent)

    def sweep(self, worker: Worker) -> None:
        p = self.ports(worker)
        Sweeper(self.opener(p), p["outbox"], p["world"], p["doorbell"], self.clock).sweep(self.intent)

    def resume(self, worker: Worker) -> None:
        p = self.ports(worker)
        unused: Any = None
        with suppress(Conflict):  # it is ending, or over
            Control(unused, unused, p["outbox"], p["doorbell"], self.clock).resume(self.intent.run_id)

    def ring(self, bell: tuple[str, Any]) -> None:
        kind, what = bell

        def work(worker: Worker) -> object:
            p = self.ports(worker)
            patience = Patience(lambda: self.accident(0.05), lambda seconds: None, (1.0,))
            if kind == "slice":
                evaluator = Evaluator(p["outbox"], p["world"], p["doorbell"], self.clock)
                return evaluator.evaluate(self.intent.run_id, what, lambda: self.accident(0.1))
            if kind == "receipt":
                return Receipts(p["outbox"], p["world"]).write(what)
            ids = iter(f"{worker.name}{n}" for n in range(9))
            giver = Giver(p["world"], self.clock)
            recheck = Recheck(p["world"], p["world"], giver, self.clock)
            ports = (p["outbox"], recheck, p["world"], p["doorbell"], giver)
            return Sender(*ports, self.clock, lambda: next(ids), LEASE).send(what, patience)

        self.start(f"{kind}{len(self.workers)}-{self.rng.random()}", work)

    def turn(self) -> None:
        """One thing happens: a worker's step, a doorbell, a sweep, an accident."""
        self.workers = [w for w in self.workers if not w.over]
        dice = self.rng.random()
        if dice < 0.06 and self.accidents > 0:
            self.accidents -= 1
            self.something_happens()
        elif dice < 0.10 and self.sweeping and len(self.workers) < 4:
            self.start(f"sweep{self.rng.random()}", self.sweep)
        elif dice < 0.14 and self.paused and len(self.workers) < 4 and self.rng.random() < 0.5:
            self.start(f"resume{self.rng.random()}", self.resume)
        elif dice < 0.40 and self.bells and len(self.workers) < 4:
            bell = self.rng.choice(self.bells)
            if self.rng.random() < 0.85:  # otherwise the queue will deliver it once more
                self.bells.remove(bell)
            self.ring(bell)
        elif self.workers:
            self.rng.choice(self.workers).step()
        else:
            self.jump(SECOND)
        self.check()

    @property
    def paused(self) -> bool:
        run = self.outbox.run(self.intent.run_id)
        return run is not None and run.state is RunState.PAUSED

    def explore(self, turns: int = 400) -> Run:
        """Open the run twice, let things happen, then let them end; the run must close, and the books be right."""
        for n in range(2):
            self.start(f"fire{n}", self.fire)
        for _ in range(turns):
            self.turn()
        self.accidents = 0
        for worker in self.workers:
            worker.kill()
        self.workers, self.bells = [], []
        if self.outbox.run(self.intent.run_id) is None:
            self.start("fire again", self.fire)  # EventBridge repeats what failed
        return self.recover()

    def recover(self) -> Run:
        """No more accidents: only the sweep, once a minute, and whoever it rings."""
        for _ in range(2_000):
            run = self.outbox.run(self.intent.run_id)
            if run is not None and run.closed and not self.sweeping:
                return run
            if self.paused:
                self.start("resume", self.resume)
            while self.bells:
                self.ring(self.bells.pop())
            for worker in self.workers:
                while not worker.over:
                    worker.step()
            self.workers = []
            self.jump(MINUTE)
            if self.sweeping:
                self.start("sweep", self.sweep)
            self.check()
        raise AssertionError("the run does not close")

    # The promise

    def check(self) -> None:
        """At every moment: nobody twice; nobody in two batches; what is written is true."""
        twice = [f for f, n in self.got.items() if n > 1]
        assert not twice, f"{len(twice)} friends got it twice"
        outcomes: Counter[str] = Counter()
        for batch in self.outbox.batches.values():
            self._check_batch(batch, outcomes)
        assert all(n == 1 for n in outcomes.values()), "a friend has two outcomes"
        planned = [f for b in self.outbox.batches.values() if "." not in b.ref.number for f in b.matched]
        assert len(planned) == len(set(planned)), "a friend is in two batches"
        assert all(self.holders[f].used for f in self.redeemed), "what was redeemed was given anew"
        self._check_run()

    def _check_run(self) -> None:
        """At every moment: nobody is written to before all are counted, or beyond the limit; no pause without cause."""
        run = self.outbox.run(self.intent.run_id)
        if run is None:
            return
        progress = self.outbox.progress(run)
        if self.limits is not None and (self.got or self.issued):
            assert progress.slices_ended == run.total_slices, "somebody got it before all were counted"
            assert progress.reachable <= (self.limits.recipients or 0), "somebody got it beyond the limit"
        if run.reason == ERROR_THRESHOLD:
            assert too_many(tried_in(progress.totals) - run.acknowledged), "it paused itself without a new cause"

    def _check_batch(self, batch: Batch, outcomes: Counter[str]) -> None:
        for friend in batch.skipped:
            assert not self.got[friend], "skipped, but LINE accepted"
        for unit in batch.units:
            for friend in unit.friends:
                if unit.outcome is Outcome.SENT:
                    assert self.got[friend], "sent, but LINE has not accepted"
                if unit.outcome in (Outcome.FAILED, Outcome.REFUSED):
                    assert not self.got[friend], "not sent, but LINE accepted"
        if batch.state is BatchState.DONE:
            outcomes.update(list(batch.skipped))
            outcomes.update(f for unit in batch.units for f in unit.friends)
        elif batch.state is BatchState.SPLIT:
            outcomes.update(list(batch.skipped))

    def check_closed(self, run: Run) -> None:
        """When the run is closed: nobody lost, and the report adds up to what happened."""
        totals = run.totals
        assert totals is not None
        planned = {f for b in self.outbox.batches.values() if "." not in b.ref.number for f in b.matched}
        if run.state is RunState.OPEN:
            assert self.steady & {f for f, yes in self.matching.items() if yes} <= planned, "somebody was lost"
        assert totals.planned == len(planned) == totals.resolved, totals
        assert totals.sent <= sum(self.got.values()) <= totals.sent + totals.unknown, totals
        entries = Counter(friend for friend, _ in self.ledger)
        assert all(n == 1 for n in entries.values())
        assert len(entries) == (0 if self.mode is Mode.GIVE else totals.sent + totals.unknown)
        assert all(n == 1 for n in self.issued.values()), "somebody was given it twice"
        if run.reason == Skip.OVER_RECIPIENT_LIMIT:
            assert not self.got
            assert totals.resolved == sum(totals.skipped.values())
            assert totals.skipped.keys() <= {
                str(skip) for skip in (Skip.OVER_RECIPIENT_LIMIT, Skip.DO_NOT_SEND, Skip.BLOCKED)
            }


class _Bells:
    def __init__(self, world: Explorer) -> None:
        self.evaluate, self.send, self.write_receipts = world.evaluate, world.send_bell, world.write_receipts


class _Campaigns:
    def __init__(self, world: Explorer) -> None:
        self._world = world

    def version(self, campaign_id: str, version: int) -> Any:
        world = self._world
        run_id = world.outbox.campaign_runs.get(campaign_id)
        campaign = campaign_of(world.mode, campaign_id, run_id, world.limits, world.coupon_id)
        return replace(campaign, where={"field": "tags", "op": "any_of", "value": ["vip"]})

    def coupon(self, coupon_id: str) -> Any:
        assert coupon_id == self._world.coupon_id

    def known(self, name: str) -> Attribute | None:
        return ATTRIBUTES.get(name)

    def spoken(self, name: str) -> Attribute | None:
        return None

    def segment(self, segment_id: str) -> Any:
        raise AssertionError("the campaign has a tree of its own")


class _Settings:
    def get(self) -> Setup[Shop]:
        return Setup(Shop(), SHOP.default)


class _NoQuota:
    def quota(self) -> Any:
        raise Unavailable(Words("問い合わせていません。", "It was not asked."))
