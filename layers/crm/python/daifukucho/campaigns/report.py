"""A run as its report says it."""

from dataclasses import dataclass
from enum import StrEnum

from daifukucho.campaigns.limits import Limits
from daifukucho.campaigns.ports import Outbox
from daifukucho.campaigns.run import Progress, Run, RunState, Totals
from daifukucho.kernel.errors import NotFound


class RunStatus(StrEnum):
    """Where a run stands, for a person. A cancelled run, or one out of quota, may still be closing: see ``closed``."""

    SENDING = "sending"
    HELD = "held"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    QUOTA_EXCEEDED = "quota_exceeded"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class Report:
    """A run, its campaign's name, limits and coupon, what was counted so far, and how much of the way is behind it (0 to
    1)."""

    run: Run
    name: str
    totals: Totals
    progress: float
    limits: Limits | None = None
    coupon_id: str | None = None

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
            return Report(run, pinned.name, run.totals, 1.0, pinned.limits, pinned.coupon_id)
        progress = self._outbox.progress(run)
        done = share_done(progress, run.total_slices)
        return Report(run, pinned.name, progress.totals, done, pinned.limits, pinned.coupon_id)


def status_of(run: Run) -> RunStatus:
    if run.state is not RunState.OPEN:
        return RunStatus(run.state)
    return RunStatus.COMPLETED if run.closed else RunStatus.SENDING


def found(run: Run | None) -> Run:
    """The run. Raises NotFound if there is none."""
    if run is None:
        raise NotFound("There is no such run.", code="run_not_found")
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
