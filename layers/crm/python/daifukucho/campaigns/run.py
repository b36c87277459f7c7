"""A run: one execution of a campaign, and what its report counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from daifukucho.campaigns.limits import Limits
from daifukucho.coupons.again import Again
from daifukucho.delivery.line import Mode, Quota
from daifukucho.kernel.attribute import Attribute
from daifukucho.messages.variables import Speech
from daifukucho.shop.settings import Shop

SLICE_LIMIT = 64
"""Slices a run may have: they are opened in one transaction, which takes a hundred items."""


class RunState(StrEnum):
    """``open`` sends; ``held`` waits until everybody is counted, because it has limits; ``paused`` waits for somebody;
    the other two end everything that has not been called yet."""

    OPEN = "open"
    HELD = "held"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    QUOTA_EXCEEDED = "quota_exceeded"

    @property
    def waiting(self) -> bool:
        """Nobody is written to, for now."""
        return self in (RunState.HELD, RunState.PAUSED)

    @property
    def ending(self) -> bool:
        return self in (RunState.CANCELLED, RunState.QUOTA_EXCEEDED)


class CouponAgain(StrEnum):
    """What becomes of friends who have had the campaign's coupon before: they are skipped, or are told of it as it is, or
    get it anew, at most once in so long."""

    SKIP = "skip"
    ANNOUNCE = "announce"
    YEAR = "once_a_year"
    MONTH = "once_a_month"
    CAMPAIGN = "once_a_campaign"

    @property
    def period(self) -> Again | None:
        """What has to be over before it is given anew; ``None``: it is not given anew."""
        return _PERIODS.get(self)


_PERIODS = {
    CouponAgain.YEAR: Again.YEAR,
    CouponAgain.MONTH: Again.MONTH,
    CouponAgain.CAMPAIGN: Again.CAMPAIGN,
}


@dataclass(frozen=True, slots=True)
class Intent:
    """The wish to open a run: one campaign, at one revision, for one due time (UTC epoch milliseconds)."""

    campaign_id: str
    revision: int
    due_at: int
    idempotency_key: str | None = None

    @property
    def run_id(self) -> str:
        """One run per due time: the id is made of both."""
        return f"{self.campaign_id}-{self.due_at:x}"


def due_of(run_id: str) -> int:
    """The due time in a run's id."""
    return int(run_id.rpartition("-")[2], 16)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """That a campaign recurs, and when it is due after a run (``None``: never)."""

    next_due: int | None


@dataclass(frozen=True, slots=True)
class Tried:
    """Friends whom LINE was called for, to a final outcome, and those among them who were errors."""

    friends: int = 0
    errors: int = 0

    def __sub__(self, other: "Tried") -> "Tried":
        return Tried(self.friends - other.friends, self.errors - other.errors)


@dataclass(frozen=True, slots=True)
class Totals:
    """What a report counts: friends. ``skipped`` and ``failed`` by reason. ``had``: those among ``sent`` who had the
    campaign's coupon before, by how it stood with them.

    When the run is over: planned = sent + skipped + failed + unknown.
    """

    planned: int = 0
    sent: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    failed: Mapping[str, int] = field(default_factory=dict)
    unknown: int = 0
    had: Mapping[str, int] = field(default_factory=dict)

    @property
    def resolved(self) -> int:
        return self.sent + sum(self.skipped.values()) + sum(self.failed.values()) + self.unknown

    @property
    def pending(self) -> int:
        return self.planned - self.resolved

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            self.planned + other.planned,
            self.sent + other.sent,
            _added(self.skipped, other.skipped),
            _added(self.failed, other.failed),
            self.unknown + other.unknown,
            _added(self.had, other.had),
        )


def _added(a: Mapping[str, int], b: Mapping[str, int]) -> dict[str, int]:
    return {key: a.get(key, 0) + b.get(key, 0) for key in sorted({*a, *b})}


def total(parts: Iterable[Totals]) -> Totals:
    """The sum of some totals."""
    return sum(parts, Totals())


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of a campaign. Instants in UTC epoch milliseconds.

    ``now`` is the due time, for which dates are judged, whenever the evaluation happens; ``opened_at`` bounds who is
    in it: friends first seen later are not. ``quota`` ``None``: LINE did not say. ``totals`` is set when it closes.
    ``acknowledged``: what had been tried when somebody last resumed it; errors count anew from there.
    """

    run_id: str
    campaign_id: str
    version: int
    mode: Mode
    state: RunState
    now: int
    opened_at: int
    total_slices: int
    quota: Quota | None = None
    idempotency_key: str | None = None
    reason: str | None = None
    acknowledged: Tried = Tried()
    closed_at: int | None = None
    totals: Totals | None = None

    @property
    def closed(self) -> bool:
        return self.closed_at is not None


@dataclass(frozen=True, slots=True)
class RunDefinition:
    """What a run pinned when it was opened: the campaign's name, its segment's tree, its messages (their links filled in),
    limits, coupon and promises, the shop's settings, so that dates are judged the same throughout, and what it calls the
    values that its messages say (``messages.variables``)."""

    name: str
    where: Mapping[str, Any]
    messages: tuple[Mapping[str, Any], ...]
    limits: Limits | None = None
    shop: Shop = field(default_factory=Shop)
    coupon_id: str | None = None
    coupon_again: CouponAgain = CouponAgain.SKIP
    freeze_audience: bool = False
    spoken: Mapping[str, Attribute] = field(default_factory=dict)

    def speech(self, at: int) -> Speech:
        """How its messages are filled in at an instant: values are those of that day, names those that were pinned."""
        return Speech(self.shop.context(at).today, self.spoken)


@dataclass(frozen=True, slots=True)
class Slice:
    """One part of the audience, and how far its evaluation has come.

    ``cursor``: the friend after whom it goes on; ``batches``: how many have been closed, which is also the next
    one's number; ``planned``: the friends in them; ``reachable``: those of them who would not be skipped, counted for
    runs with limits alone.
    """

    run_id: str
    slice_no: int
    cursor: str | None = None
    batches: int = 0
    planned: int = 0
    reachable: int = 0
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come: its totals so far, how many of its slices are evaluated, and whom they found reachable."""

    totals: Totals
    slices_ended: int
    reachable: int = 0
