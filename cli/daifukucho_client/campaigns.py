"""``client.campaigns``: what is to be said to whom and when, a look at it, a test, and saying it now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from daifukucho_client.coupons import Coupon
from daifukucho_client.http import Http, Page, Tagged, at, every, new_key
from daifukucho_client.runs import Limits, Quota
from daifukucho_client.segments import Clause, Range, Words


class CampaignDefinition(TypedDict, total=False):
    """A campaign to save. Needed are ``name``, ``messages``, and one of ``segment_id`` and ``where``.

    ``messages``: one to five of LINE's message objects; an empty list, if there is a ``coupon_id`` and nothing is to be said.
    ``coupon_id``: a coupon that each friend is given before the friend is written to. ``coupon_again``: ``skip`` (unless
    said), ``announce``, ``once_a_year``, ``once_a_month`` or ``once_a_campaign``: what becomes of friends who have had it.
    ``freeze_audience``: the segment is not asked again when each friend is written to. ``schedule``: ``{"at": …}``, ``{"cron": …}`` or ``{"rate": …}`` as
    the API describes them; without one, it goes out when somebody sends it. ``limits``: ``recipients``, ``yen``, or both.
    """

    name: str
    segment_id: str | None
    where: Mapping[str, Any] | None
    messages: Sequence[Mapping[str, Any]]
    coupon_id: str | None
    coupon_again: str
    freeze_audience: bool
    schedule: Mapping[str, Any] | None
    limits: Mapping[str, int | None] | None


@dataclass(frozen=True, kw_only=True)
class Campaign(Tagged):
    """A campaign 配信. ``due_at``: when it goes out next by itself. ``run_id``: its run; if it recurs, the latest one.
    ``problem``: why it is ``stopped``."""

    campaign_id: str
    version: int
    name: str
    segment_id: str | None
    where: dict[str, Any] | None
    messages: list[dict[str, Any]]
    coupon_id: str | None
    coupon_again: str
    freeze_audience: bool
    schedule: dict[str, Any] | None
    limits: Limits | None
    state: str
    due_at: datetime | None
    run_id: str | None
    problem: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True)
class Sent:
    """The run that a campaign has now."""

    run_id: str


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What one friend would get. ``messages``: as the friend would see them; ``None`` if the friend does not match, or
    is skipped. ``clause``: the segment, explained for the friend."""

    friend_id: str
    matches: bool
    skipped: str | None
    messages: list[dict[str, Any]] | None
    clause: Clause


@dataclass(frozen=True, kw_only=True)
class MonthlyQuota(Quota):
    """LINE's quota in the month in which the campaign goes out. ``left`` is ``None`` if the plan has no limit."""

    left: int | None


@dataclass(frozen=True, kw_only=True)
class CostRange:
    """What it costs at the least and at the most; ``None``: it cannot be told."""

    least: int | None
    most: int | None


@dataclass(frozen=True, kw_only=True)
class ForecastEstimate:
    """How far counts are sure that a random sample told: ``asked`` of ``population`` who may match were looked at; each
    range holds with this ``confidence``."""

    confidence: float
    asked: int
    population: int | None
    planned: Range
    to_send: Range
    cost_yen: CostRange | None


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """What would happen if the campaign went out at ``at``: ``planned`` = ``to_send`` + ``skipped_total``.

    Not ``complete``: the roster was too large to be asked in time; counts and cost are the most likely ones, and
    ``estimate`` says how far they are sure.
    ``cost_yen`` ``None``: ``cost_unknown`` says why. ``refused``: for which of its limits the run would be cancelled.
    ``coupon``: the one that it carries. ``coupon_had``: how many friends have had it, whether they
    match or not, and are skipped for it; ``None``: too many to be counted, and ``to_send`` holds those of them
    who match. ``freeze_audience``: the segment is not asked again when each is written to.
    """

    at: datetime
    complete: bool
    estimate: ForecastEstimate | None
    planned: int
    skipped: dict[str, int]
    skipped_total: int
    to_send: int
    quota: MonthlyQuota | None
    over_quota: bool | None
    cost_yen: int | None
    cost_unknown: str | None
    refused: str | None
    coupon: Coupon | None
    coupon_had: int | None
    freeze_audience: bool
    sentence: Words
    shown: Shown | None


@dataclass(frozen=True, kw_only=True)
class TestOutcome:
    """What became of one friend of a test: ``sent``, ``skipped``, ``failed`` or ``unknown``."""

    friend_id: str
    outcome: str
    reason: str | None
    detail: str | None


@dataclass(frozen=True, kw_only=True)
class Tested:
    """What became of each friend of a test."""

    items: list[TestOutcome]


class Campaigns:
    """The operations on campaigns. Each raises ApiError."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def list(
        self, *, q: str | None = None, state: str | None = None, segment_id: str | None = None, sort: str | None = None
    ) -> Iterator[Campaign]:
        """Every campaign that the filters leave (``q``: part of its name); 100 a call. ``sort``: ``-created`` (the
        newest first), ``created``, or ``due``: those that wait for their time, the next one first."""
        return every(
            lambda cursor: self.page(cursor=cursor, limit=100, q=q, state=state, segment_id=segment_id, sort=sort)
        )

    def page(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        q: str | None = None,
        state: str | None = None,
        segment_id: str | None = None,
        sort: str | None = None,
    ) -> Page[Campaign]:
        """A page of campaigns."""
        query = {"cursor": cursor, "limit": limit, "q": q, "state": state, "segment_id": segment_id, "sort": sort}
        return self._http.call("GET", "/campaigns", Page[Campaign], query=query)

    def get(self, campaign_id: str) -> Campaign:
        return self._http.call("GET", at("campaigns", campaign_id), Campaign)

    def create(self, definition: CampaignDefinition, *, idempotency_key: str | None = None) -> Campaign:
        """Save a campaign. With the same key, only once."""
        return self._http.call("POST", "/campaigns", Campaign, body=definition, key=idempotency_key or new_key())

    def update(self, campaign_id: str, definition: CampaignDefinition, *, if_match: str | None = None) -> Campaign:
        """Take the place of a campaign that has not gone out, or recurs."""
        return self._http.call("PUT", at("campaigns", campaign_id), Campaign, body=definition, if_match=if_match)

    def delete(self, campaign_id: str, *, if_match: str | None = None) -> None:
        """Raises Conflict if it has gone out, unless it recurs."""
        self._http.call("DELETE", at("campaigns", campaign_id), type(None), if_match=if_match)

    def preview(self, campaign_id: str, *, friend_id: str | None = None) -> Forecast:
        """What would happen if it went out, and what one friend would see. Nothing is sent; 5 seconds, of a large
        roster some 10."""
        body = {"friend_id": friend_id}
        return self._http.call("POST", at("campaigns", campaign_id, "preview"), Forecast, body=body)

    def preview_draft(self, definition: CampaignDefinition, *, friend_id: str | None = None) -> Forecast:
        """The same for a campaign that is not saved."""
        body = {**definition, "friend_id": friend_id}
        return self._http.call("POST", "/campaigns/preview", Forecast, body=body)

    def test(self, campaign_id: str, friend_ids: Sequence[str], *, idempotency_key: str | None = None) -> Tested:
        """Send its messages to one to five friends, now; counts against LINE's quota. With the same key, nobody gets
        it twice."""
        path, body = at("campaigns", campaign_id, "test"), {"friend_ids": [*friend_ids]}
        return self._http.call("POST", path, Tested, body=body, key=idempotency_key or new_key())

    def send(self, campaign_id: str, *, idempotency_key: str | None = None, if_match: str | None = None) -> Sent:
        """Send a campaign now. With the same key the answer is the same, and nobody gets it twice."""
        path = at("campaigns", campaign_id, "send")
        return self._http.call("POST", path, Sent, key=idempotency_key or new_key(), if_match=if_match)
