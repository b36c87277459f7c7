"""A run as its report says it."""

from dataclasses import dataclass
from enum import StrEnum

from daifukucho.campaigns.ports import Outbox
from daifukucho.campaigns.refusals import RUN_NOT_FOUND
from daifukucho.campaigns.run import Progress, Run, RunDefinition, RunState, Totals
from daifukucho.coupons.again import Had
from daifukucho.delivery.skip import Skip


class RunStatus(StrEnum):
    """Where a run stands, for a person. A cancelled run, or one out of quota, may still be closing: see ``closed``."""

    SENDING = "sending"
    HELD = "held"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    QUOTA_EXCEEDED = "quota_exceeded"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class CouponCounts:
    """What became of a run's coupon, in friends: ``given``; ``held``, who had it before and had not used it; ``used``, who
    had. Whether the latter two were skipped or written to, the campaign says."""

    given: int
    held: int
    used: int


@dataclass(frozen=True, slots=True)
class Report:
    """A run, what it pinned, what was counted so far, and how much of the way is behind it (0 to 1)."""

    run: Run
    pinned: RunDefinition
    totals: Totals
    progress: float

    @property
    def coupon(self) -> CouponCounts | None:
        """``None``: the run carries none."""
        if self.pinned.coupon_id is None:
            return None
        had, skipped = self.totals.had, self.totals.skipped
        return CouponCounts(
            given=self.totals.sent - sum(had.values()),
            held=had.get(Had.HELD, 0) + skipped.get(Skip.COUPON_HELD, 0),
            used=had.get(Had.USED, 0) + skipped.get(Skip.COUPON_USED, 0),
        )

    @property
    def status(self) -> RunStatus:
        return status_of(self.run)


@dataclass(frozen=True, slots=True)
class ListedRun:
    """A run as a list shows it. What it has counted so far is in its report."""

    run: Run
    name: str | None

    @property
    def status(self) -> RunStatus:
        return status_of(self.run)


class Reports:
    """Reads reports."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def read(self, run_id: str) -> Report:
        """Two reads, and two a slice while the run is open. Raises NotFound and Unavailable."""
        run = found(self._outbox.run(run_id))
        pinned = self._outbox.definition(run_id)
        if run.totals is not None:
            return Report(run, pinned, run.totals, 1.0)
        progress = self._outbox.progress(run)
        return Report(run, pinned, progress.totals, share_done(progress, run.total_slices))


def status_of(run: Run) -> RunStatus:
    if run.state is not RunState.OPEN:
        return RunStatus(run.state)
    return RunStatus.COMPLETED if run.closed else RunStatus.SENDING


def found(run: Run | None) -> Run:
    """The run. Raises NotFound if there is none."""
    if run is None:
        raise RUN_NOT_FOUND()
    return run


def share_done(progress: Progress, slices: int) -> float:
    """How much of the way is behind a run: the slices evaluated, times the friends in them who are settled.

    Exactly 1 if and only if every slice has ended and nobody is pending.
    """
    totals = progress.totals
    if progress.slices_ended == slices and totals.pending == 0:
        return 1.0
    settled = totals.resolved / totals.planned if totals.planned else 0.0
    return progress.slices_ended / slices * settled
