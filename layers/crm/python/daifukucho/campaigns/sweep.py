"""The sweep: once a minute for each run, it finishes whatever crashed, and closes the run. And the watch over plans."""

from dataclasses import dataclass

from daifukucho.campaigns.hold import settle
from daifukucho.campaigns.open import Opener
from daifukucho.campaigns.ports import Campaigns, Doorbell, Outbox, Schedules, Silent
from daifukucho.campaigns.ring import ring_unfinished
from daifukucho.campaigns.run import Intent, Run, RunState
from daifukucho.campaigns.trouble import ERROR_THRESHOLD, too_many, tried_in
from daifukucho.kernel.errors import Conflict, Invalid, NotFound
from daifukucho.kernel.time import MINUTE, SECOND, Clock

RINGS_A_MINUTE = 300
RINGS_AT_ONCE = 5_000
"""Doorbells rung when a held run is let go: nobody works on it yet, so all may begin. Ten a call, within seconds."""

AHEAD = 15 * MINUTE
LATE = MINUTE


@dataclass(frozen=True, slots=True)
class Swept:
    """A run as a sweep left it (``None``: it will never be), and whether this sweep opened, paused or closed it."""

    run: Run | None
    opened: bool = False
    paused: bool = False
    closed: bool = False


class Sweeper:
    """Sweeps runs. ``silent_for`` (milliseconds): how long something unfinished may be silent before it is rung."""

    def __init__(
        self,
        opener: Opener,
        outbox: Outbox,
        schedules: Schedules,
        doorbell: Doorbell,
        clock: Clock,
        silent_for: int = 120 * SECOND,
    ) -> None:
        self._opener = opener
        self._outbox = outbox
        self._schedules = schedules
        self._doorbell = doorbell
        self._clock = clock
        self._silent_for = silent_for

    def sweep(self, intent: Intent) -> Swept:
        """Open the intent's run if it is not, let it go, pause or close it if that is due, and ring what is silent.

        Two queries and two reads a slice; the sweep ends itself when the run is closed and every ledger has its
        entries, or when the intent can never get its run. Raises Unavailable.
        """
        run = self._outbox.run(intent.run_id)
        if run is None:
            try:
                return Swept(self._opener.open(intent), opened=True)
            except (NotFound, Conflict, Invalid):
                run = self._opened_meanwhile(intent)
                if run is None:
                    return Swept(None)
        if not run.closed:
            if run.state is RunState.PAUSED:
                return Swept(run)
            if run.state is RunState.HELD and settle(self._outbox, run):
                return Swept(self._let_go(run))
            if run.state is RunState.OPEN and self._in_trouble(run):
                paused = self._outbox.pause_for_errors(run, ERROR_THRESHOLD)
                return Swept(self._outbox.run(run.run_id), paused=paused)
        self._ring(run)
        closed = False
        if not run.closed and self._finished(run):
            # Everything has its end before the counters are read: no receipt can come after.
            totals = self._outbox.progress(run).totals
            closed = self._outbox.close_run(run.run_id, totals, self._clock())
            run = self._outbox.run(run.run_id) or run
        if run.closed and not self._outbox.receipts_owed(run):
            self._schedules.stop_sweep(intent)
        return Swept(run, closed=closed)

    def _opened_meanwhile(self, intent: Intent) -> Run | None:
        """The run of an intent that is refused, if the reason is that somebody else has just opened it.

        If not, the campaign was deleted, changed or sent as another run: the intent never gets one, and its sweep ends.
        """
        run = self._outbox.run(intent.run_id)
        if run is None:
            self._schedules.stop_sweep(intent)
        return run

    def _let_go(self, run: Run) -> Run:
        run = self._outbox.run(run.run_id) or run
        ring_unfinished(self._outbox, self._doorbell, run, self._clock(), RINGS_AT_ONCE)
        return run

    def _in_trouble(self, run: Run) -> bool:
        """Too many errors since somebody last resumed it, and still something to keep from going out."""
        progress = self._outbox.progress(run)
        over = progress.slices_ended == run.total_slices and progress.totals.pending == 0
        return not over and too_many(tried_in(progress.totals) - run.acknowledged)

    def _ring(self, run: Run) -> None:
        now = self._clock()
        left = RINGS_A_MINUTE
        for slice_no in range(run.total_slices):
            if left <= 0:
                break
            silent = self._outbox.silent(run, slice_no, now - self._silent_for, left)
            if not len(silent):
                continue
            self._ring_bells(silent)
            self._outbox.rung(silent, now)
            left -= len(silent)

    def _ring_bells(self, silent: Silent) -> None:
        """Ring the doorbells of what is unfinished."""
        if silent.evaluate:
            self._doorbell.evaluate(silent.run_id, [silent.slice_no])
        if silent.send:
            self._doorbell.send(silent.send)
        if silent.write:
            self._doorbell.write_receipts(silent.write)

    def _finished(self, run: Run) -> bool:
        return all(self._outbox.finished(run.run_id, n) for n in range(run.total_slices))


class Watch:
    """Every five minutes: campaigns that are overdue without a run, and plans whose schedule is missing."""

    def __init__(self, campaigns: Campaigns, opener: Opener, schedules: Schedules, clock: Clock) -> None:
        self._campaigns = campaigns
        self._opener = opener
        self._schedules = schedules
        self._clock = clock

    def look(self) -> int:
        """Open what is overdue by a minute, plan what is due within a quarter of an hour. Returns how many opened.

        One query, and a call for each campaign found.
        """
        now = self._clock()
        opened = 0
        for intent in self._campaigns.due(now + AHEAD):
            if intent.due_at > now - LATE:
                self._schedules.plan_if_missing(intent)
                continue
            try:
                self._opener.open(intent)
                opened += 1
            except (NotFound, Conflict, Invalid):
                continue  # changed, sent or deleted since the index was read, or its segment is gone
        return opened
