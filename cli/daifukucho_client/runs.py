"""``client.runs``: how a campaign goes out, and taking a hand in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from daifukucho_client.http import Http, Page, at, every
from daifukucho_client.segments import Clause, Words


@dataclass(frozen=True, kw_only=True)
class Quota:
    """LINE's monthly quota when the run was opened. ``limit`` is ``None`` if the plan has none."""

    limit: int | None
    used: int


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a run may not exceed: ``recipients`` and ``yen``, each ``None`` if it has no such limit."""

    recipients: int | None
    yen: int | None


@dataclass(frozen=True, kw_only=True)
class CouponCounts:
    """What became of a run's coupon, in friends."""

    given: int
    already_held: int
    already_used: int


@dataclass(frozen=True, kw_only=True)
class Run:
    """One execution of a campaign, and its report:
    ``planned`` = ``sent`` + ``skipped_total`` + ``failed_total`` + ``unknown`` + ``pending``. ``coupon_id``: the coupon that it
    gives; where nothing is said, those who have it count as ``sent``. ``coupon``: how many got it, and who had it before.
    ``freeze_audience``: the segment was not asked again when each friend was written to."""

    run_id: str
    campaign_id: str
    name: str
    state: str
    closed: bool
    planned: int
    sent: int
    skipped: dict[str, int]
    skipped_total: int
    failed: dict[str, int]
    failed_total: int
    unknown: int
    pending: int
    progress: float
    quota: Quota | None
    limits: Limits | None
    coupon_id: str | None
    coupon: CouponCounts | None
    freeze_audience: bool
    reason: str | None
    due_at: datetime
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ListedRun:
    """A run in a list. How many it has reached is in its report."""

    run_id: str
    campaign_id: str
    name: str | None
    state: str
    closed: bool
    reason: str | None
    due_at: datetime
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """What became of one friend of a run: ``sent``, ``skipped``, ``failed``, ``unknown`` or ``pending``."""

    friend_id: str
    outcome: str
    reason: str | None
    at: datetime | None
    request_id: str | None


@dataclass(frozen=True, kw_only=True)
class Explained(Recipient):
    """The same in words. The ``outcome`` of a friend whom the run has not found is ``not_in_run``; ``clause`` is then its
    segment, by what is known of the friend now."""

    sentence: Words
    clause: Clause | None


class Runs:
    """The operations on runs. Each raises ApiError."""

    def __init__(self, http: Http, sleep: Callable[[float], None]) -> None:
        self._http = http
        self._sleep = sleep

    def list(
        self, *, campaign_id: str | None = None, state: str | None = None, sort: str | None = None
    ) -> Iterator[ListedRun]:
        """Every run of the campaign, and in the state; 100 a call. ``sort``: ``-opened`` (the newest first) or
        ``opened``."""
        return every(
            lambda cursor: self.page(cursor=cursor, limit=100, campaign_id=campaign_id, state=state, sort=sort)
        )

    def page(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        campaign_id: str | None = None,
        state: str | None = None,
        sort: str | None = None,
    ) -> Page[ListedRun]:
        """A page of runs."""
        query = {"cursor": cursor, "limit": limit, "campaign_id": campaign_id, "state": state, "sort": sort}
        return self._http.call("GET", "/runs", Page[ListedRun], query=query)

    def get(self, run_id: str) -> Run:
        return self._http.call("GET", at("runs", run_id), Run)

    def watch(self, run_id: str, *, seconds: float = 2.0) -> Iterator[Run]:
        """The run as it is now, and again every so many seconds until it is closed or paused; that comes last."""
        while True:
            run = self.get(run_id)
            yield run
            if run.closed or run.state == "paused":
                return
            self._sleep(seconds)

    def pause(self, run_id: str) -> Run:
        """Calls under way are finished; nothing more goes out until the run is resumed."""
        return self._http.call("POST", at("runs", run_id, "pause"), Run)

    def resume(self, run_id: str) -> Run:
        return self._http.call("POST", at("runs", run_id, "resume"), Run)

    def cancel(self, run_id: str) -> Run:
        """Whoever has not been written to is skipped. A cancelled run cannot be resumed."""
        return self._http.call("POST", at("runs", run_id, "cancel"), Run)

    def recipients(self, run_id: str, *, outcome: str | None = None, reason: str | None = None) -> Iterator[Recipient]:
        """Each friend whom the run has found, with the outcome; 100 a call."""
        return every(
            lambda cursor: self.recipients_page(run_id, cursor=cursor, limit=100, outcome=outcome, reason=reason)
        )

    def recipients_page(
        self,
        run_id: str,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        outcome: str | None = None,
        reason: str | None = None,
    ) -> Page[Recipient]:
        """A page of a run's recipients."""
        query = {"cursor": cursor, "limit": limit, "outcome": outcome, "reason": reason}
        return self._http.call("GET", at("runs", run_id, "recipients"), Page[Recipient], query=query)

    def explain(self, run_id: str, friend_id: str) -> Explained:
        """Why a friend got it, or did not."""
        return self._http.call("GET", at("runs", run_id, "recipients", friend_id), Explained)
