"""Send a batch: take the lease, read the run again, check everybody again, fix the claim, call, write what is known.

Each step is one conditional write, and each is survived by whoever comes next; the order of the steps is the
protocol (docs/adr/outbox-protocol.md).
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Lock

from daifukucho.campaigns.batch import Batch, BatchRef, Failure, Unit, retry_key
from daifukucho.campaigns.ports import Doorbell, Giving, Outbox
from daifukucho.campaigns.recheck import Pinned, Recheck, gift_of, rule_of
from daifukucho.campaigns.run import Run, RunDefinition, RunState, Totals
from daifukucho.campaigns.trouble import ERROR_THRESHOLD, too_many, tried_in
from daifukucho.delivery.calling import Call, Caller
from daifukucho.delivery.line import Answer, AnswerKind, Line, Mode
from daifukucho.delivery.patience import Patience
from daifukucho.delivery.skip import Skip
from daifukucho.kernel.errors import Unavailable
from daifukucho.kernel.ids import Ids
from daifukucho.kernel.time import Clock
from daifukucho.messages.template import render

BATCHES_AT_ONCE = 4
"""Batches that an invocation sends side by side, each in a thread of its own: most of a batch's time is waiting."""

CONCURRENT_PUSHES = 8
"""Pushes that are made at once for a batch."""


@dataclass(slots=True)
class _Verdict:
    """What the calls of a claim said of the run as a whole."""

    quota_exceeded: bool = False
    refusal: str | None = None
    split: bool = False

    @property
    def stop(self) -> bool:
        return self.quota_exceeded or self.refusal is not None


@dataclass(frozen=True, slots=True)
class Sent:
    """What one call did: the totals of the batch if it ended here, and whether it paused the run."""

    totals: Totals = field(default_factory=Totals)
    paused: bool = False


class Sender:
    """Sends batches, several at once if it is asked from several threads. ``lease`` (milliseconds) is longer than an
    invocation can live."""

    def __init__(
        self,
        outbox: Outbox,
        recheck: Recheck,
        line: Line,
        doorbell: Doorbell,
        giving: Giving,
        clock: Clock,
        ids: Ids,
        lease: int,
    ) -> None:
        self._outbox = outbox
        self._recheck = recheck
        self._caller = Caller(line, clock)
        self._doorbell = doorbell
        self._giving = giving
        self._clock = clock
        self._ids = ids
        self._lease = lease
        self._reading = Lock()
        self._pinned: tuple[str, Pinned] | None = None

    def send(self, ref: BatchRef, patience: Patience) -> Sent:
        """Bring a batch as far as it goes now. Raises Unavailable when the database does not answer.

        For a batch of multicast: 3 reads (4 for the first of a run), what ``Recheck.check`` reads, 3 writes (4 items in the
        last two), 1 call to LINE;
        with a coupon, a transaction for each 25 friends before that. Where nothing is said, LINE is not called. Of a run
        that is ending, its friends are read (a unit each) to tell who could have been written to.
        """
        batch = self._outbox.batch(ref)
        if batch is None or batch.over or batch.leased(self._clock()):
            return Sent()
        now = self._clock()
        claim = self._outbox.replace(batch, batch.taken(self._ids(), now + self._lease), now)
        if claim is None:
            return Sent()
        # Only now is the run's state worth anything: a pause or an end written before this read is obeyed.
        run = self._outbox.run(ref.run_id)
        if run is None or run.state.waiting:
            self._outbox.replace(claim, claim.released(), self._clock())
            return Sent()
        pinned = self._pinned_by(ref.run_id)
        if run.state.ending:
            skipped = self._recheck.unreachable(claim.to_check(), run, pinned)
            return self._finish(claim, claim.called_off(_unsent(run), skipped))
        fixed = self._fix(claim, run, pinned)
        if fixed is None:
            return Sent()
        if fixed.over:
            return Sent(fixed.counted())
        return self._call(fixed, run, pinned.definition, patience)

    def _pinned_by(self, run_id: str) -> Pinned:
        """What a run pinned never changes, so that of the last run is kept; of more it would be too much to hold."""
        with self._reading:  # whoever comes meanwhile needs it, too
            if self._pinned is None or self._pinned[0] != run_id:
                self._pinned = run_id, Pinned.of(self._outbox.definition(run_id))
            return self._pinned[1]

    def _fix(self, claim: Batch, run: Run, pinned: Pinned) -> Batch | None:
        """Check everybody not yet tried again, and fix who gets what. ``None``: the claim was lost."""
        to_check = claim.to_check()
        if not to_check:
            return claim
        checked = self._recheck.check(to_check, run, pinned)
        now = self._clock()
        fixed = claim.fixed(self._units(claim, run.mode, checked.going, now), checked.skipped, checked.had)
        if fixed.resolved:
            ended = fixed.ended()
            return ended if self._finish(claim, ended).totals.resolved else None
        return self._outbox.replace(claim, fixed, now)

    @staticmethod
    def _units(claim: Batch, mode: Mode, going: Mapping[str, Mapping[str, str]], now: int) -> list[Unit]:
        generation = claim.next_generation()
        if mode is Mode.PUSH:
            return [Unit((f,), generation.get(f, 1), now, values) for f, values in going.items()]
        return [Unit(tuple(going), max(generation.values(), default=1), now)] if going else []

    def _call(self, claim: Batch, run: Run, definition: RunDefinition, patience: Patience) -> Sent:
        verdict = _Verdict()
        if definition.coupon_id is not None:
            self._give(claim, run, definition, definition.coupon_id, patience)

        def work(unit: Unit) -> Unit:
            return self._try(claim.ref, unit, run, definition, patience, verdict) if unit.callable else unit

        if run.mode is Mode.GIVE:
            tried = claim.with_units(unit.accepted(None) if unit.callable else unit for unit in claim.units)
        elif run.mode is Mode.PUSH:
            with ThreadPoolExecutor(CONCURRENT_PUSHES) as pool:  # joined here: no thread outlives the invocation
                tried = claim.with_units(pool.map(work, claim.units))
        else:
            tried = claim.with_units([work(unit) for unit in claim.units])
        sent = self._write(claim, tried, verdict)
        paused, goes_on = False, (RunState.OPEN, RunState.HELD)
        if verdict.quota_exceeded:
            self._outbox.change_state(run.run_id, RunState.QUOTA_EXCEEDED, (*goes_on, RunState.PAUSED))
        elif verdict.refusal is not None:
            paused = self._outbox.change_state(run.run_id, RunState.PAUSED, goes_on, verdict.refusal)
        elif too_many(tried_in(sent.totals)):
            paused = self._outbox.pause_for_errors(run, ERROR_THRESHOLD)
        return replace(sent, paused=paused)

    def _give(self, claim: Batch, run: Run, definition: RunDefinition, coupon_id: str, patience: Patience) -> None:
        """Everybody who will be called has the coupon before anybody is. Raises Unavailable, having given the claim up:
        nobody was called in it."""
        friends = [friend_id for unit in claim.units if unit.callable for friend_id in unit.friends]
        try:
            self._giving.give(friends, coupon_id, gift_of(run), rule_of(definition), patience.time_is_short)
        except Unavailable:
            if run.mode is not Mode.GIVE:
                claim = claim.with_units(unit.refused() if unit.callable else unit for unit in claim.units)
            # Some may have it by now: where nothing is said, that is the outcome, so nobody is checked again and skipped.
            self._outbox.replace(claim, claim.released(), self._clock())
            raise

    def _write(self, claim: Batch, tried: Batch, verdict: _Verdict) -> Sent:
        """Write what is known. A lost write is forgotten: the batch has another owner, who will meet 409."""
        if verdict.split:
            (unit,) = tried.units
            parent = tried.split()
            # The sweep rings the halves: a function that queued itself would be stopped by Lambda after 16 hops.
            stored = self._outbox.split(claim, parent, tried.halves(unit.friends), self._clock())
            return Sent(parent.counted()) if stored else Sent()
        if tried.resolved:
            return self._finish(claim, tried.ended())
        self._outbox.replace(claim, tried.released(), self._clock())
        return Sent()

    def _finish(self, before: Batch, ended: Batch) -> Sent:
        if not self._outbox.finish(before, ended, self._clock()):
            return Sent()
        if owes_entries(ended):
            self._doorbell.write_receipts([ended.ref])
        return Sent(ended.counted())

    def _try(
        self,
        ref: BatchRef,
        unit: Unit,
        run: Run,
        definition: RunDefinition,
        patience: Patience,
        verdict: _Verdict,
    ) -> Unit:
        """Call LINE for one unit, unless the run must stop."""
        call = Call(
            run.mode,
            unit.friends,
            render(definition.messages, unit.values),
            retry_key(ref, unit, push=run.mode is Mode.PUSH),
            unit.first_try_at,
            unit.doubt,
        )
        called = self._caller.call(call, patience, lambda: verdict.stop)
        if called.accepted is not None:
            return unit.accepted(called.accepted.request_id)
        if called.expired:
            return unit.given_up()
        if called.doubt:
            unit = unit.doubted()
        return unit.refused() if called.refusal is None else _refused(unit, called.refusal, verdict)


def _refused(unit: Unit, answer: Answer, verdict: _Verdict) -> Unit:
    """A refusal speaks of its own call alone, so in doubt it changes nothing of the unit; it still tells of the run."""
    if answer.kind is AnswerKind.QUOTA_EXCEEDED:
        verdict.quota_exceeded = True
        return unit.refused()
    if answer.kind is AnswerKind.REFUSED:
        verdict.refusal = answer.detail or "LINE refused the call"
        return unit.refused()
    if len(unit.friends) == 1:
        return unit.failed(Failure.REFUSED)
    verdict.split = not unit.doubt
    return unit


def _unsent(run: Run) -> Skip | Failure:
    """What becomes of those whom a run that is ending has not written to."""
    if run.state is RunState.QUOTA_EXCEEDED:
        return Failure.QUOTA
    return Skip(run.reason) if run.reason else Skip.CANCELLED


def owes_entries(batch: Batch) -> bool:
    """Somebody in an ended batch was, or may have been, sent something: it belongs into the ledger."""
    totals = batch.counted()
    return bool(totals.sent or totals.unknown)
