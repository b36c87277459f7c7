"""A campaign 配信 as a marketer defines it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from daifukucho.campaigns.carried import again_of, carried_faults
from daifukucho.campaigns.limits import Limits, read_limits
from daifukucho.campaigns.refusals import (
    ENDS_TOO_EARLY,
    HAS_PASSED,
    HAS_RUN,
    INVALID_CAMPAIGN,
    NEVER_DUE,
    NO_AUDIENCE,
    NO_CAMPAIGN,
    NO_NAME,
    NO_SEGMENT_ID,
    NO_SUCH_FIELD,
    RECURS,
    STILL_RECURS,
)
from daifukucho.campaigns.run import CouponAgain, due_of
from daifukucho.campaigns.schedule import At, Schedule, next_due, read_schedule, recurs
from daifukucho.kernel.attribute import FIELD_PREFIX, AttributeType
from daifukucho.kernel.errors import Fault, Invalid
from daifukucho.kernel.refusals import FLAG, NOT_HERE
from daifukucho.kernel.text import is_blank
from daifukucho.messages.template import named
from daifukucho.segments.fields import field_named
from daifukucho.segments.tree import Known, parse

KIND = "campaign"
NAME_LIMIT = 100
_KEYS = {
    "name",
    "segment_id",
    "where",
    "freeze_audience",
    "messages",
    "coupon_id",
    "coupon_again",
    "schedule",
    "limits",
}


class CampaignState(StrEnum):
    """Where a campaign stands.

    ``draft``: waits to be sent by hand; ``scheduled``: for its time; ``recurring``: for its next time; ``sent``: has
    its run; ``finished``: no time of it is left; ``stopped``: could not go out, see its problem, and was given up.
    """

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    RECURRING = "recurring"
    SENT = "sent"
    FINISHED = "finished"
    STOPPED = "stopped"


class Problem(StrEnum):
    """Why a campaign whose time had come could not go out; its next edit clears it."""

    SEGMENT_DELETED = "segment_deleted"
    SEGMENT_INVALID = "segment_invalid"
    COUPON_DELETED = "coupon_deleted"
    LIFF_UNKNOWN = "liff_unknown"
    RESTORED = "restored"
    """Its time had come, or all but, when the tables were restored from a backup: it may have gone out before."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """One version of a campaign. Exactly one of ``segment_id`` and ``where`` is set, and ``messages``, ``coupon_id`` or
    both are. ``freeze_audience``: whoever the evaluation finds stays in; else the segment is asked again when each is
    written to.

    ``schedule`` ``None``: it goes out when somebody sends it. ``due_at``: when it goes out next by itself (UTC epoch
    milliseconds). ``run_id``: the run of a campaign that has gone out; of one that recurs, the latest.
    """

    campaign_id: str
    version: int
    name: str
    segment_id: str | None
    where: Mapping[str, Any] | None
    messages: tuple[Mapping[str, Any], ...]
    due_at: int | None
    created_at: int
    updated_at: int
    run_id: str | None = None
    schedule: Schedule | None = None
    limits: Limits | None = None
    problem: Problem | None = None
    coupon_id: str | None = None
    coupon_again: CouponAgain = CouponAgain.SKIP
    freeze_audience: bool = False

    @property
    def state(self) -> CampaignState:
        if self.problem is not None:
            return CampaignState.STOPPED
        if recurs(self.schedule):
            return CampaignState.FINISHED if self.due_at is None else CampaignState.RECURRING
        if self.run_id is not None:
            return CampaignState.SENT
        return CampaignState.DRAFT if self.due_at is None else CampaignState.SCHEDULED


@dataclass(frozen=True, slots=True)
class Definition:
    """What a marketer says of a campaign, and when it is due first: ``Campaign`` without its identity and history."""

    name: str
    segment_id: str | None
    where: Mapping[str, Any] | None
    messages: tuple[Mapping[str, Any], ...]
    due_at: int | None
    schedule: Schedule | None = None
    limits: Limits | None = None
    coupon_id: str | None = None
    coupon_again: CouponAgain = CouponAgain.SKIP
    freeze_audience: bool = False


def define(
    given: object,
    now: int,
    before: Campaign | None = None,
    liff_id: str | None = None,
    known: Known = field_named,
) -> Definition:
    """Check what a marketer sent, to take the place of the campaign ``before``. ``now``: UTC epoch milliseconds.

    ``liff_id``: the deployment's LIFF app, if it knows one. ``known``: what a segment may ask. Raises Invalid with
    every fault found, each with its place.
    """
    if not isinstance(given, dict):
        raise NO_CAMPAIGN()
    faults = [NOT_HERE.at(f"/{key}", name=key) for key in given if key not in _KEYS]
    name = given.get("name")
    if not isinstance(name, str) or is_blank(name) or len(name) > NAME_LIMIT:
        faults.append(NO_NAME.at("/name", most=NAME_LIMIT))
    segment_id, where = given.get("segment_id"), given.get("where")
    faults += _audience_faults(segment_id, where, known)
    messages: Any = given.get("messages")
    coupon_id = given.get("coupon_id")
    faults += carried_faults(coupon_id, messages, liff_id) + _variable_faults(messages, known)
    schedule, due_at, schedule_faults = _schedule(given.get("schedule"), now, before)
    limits, limit_faults = read_limits(given.get("limits"))
    again, again_faults = again_of(given.get("coupon_again"), coupon_id, messages)
    freeze = given.get("freeze_audience", False)
    if not isinstance(freeze, bool):
        faults.append(FLAG.at("/freeze_audience"))
    faults += schedule_faults + limit_faults + again_faults
    if faults:
        raise INVALID_CAMPAIGN(*faults)
    return Definition(
        str(name).strip(), segment_id, where, tuple(messages), due_at, schedule, limits, coupon_id, again, freeze
    )


def _audience_faults(segment_id: object, where: object, known: Known) -> list[Fault]:
    if (segment_id is None) == (where is None):
        return [NO_AUDIENCE.at("/where")]
    if segment_id is not None:
        ok = isinstance(segment_id, str) and 0 < len(segment_id) <= 64
        return [] if ok else [NO_SEGMENT_ID.at("/segment_id")]
    try:
        parse(where, known)
    except Invalid as error:
        return [Fault(f"/where{fault.pointer}", fault.message) for fault in error.faults] or [
            Fault("/where", error.detail)
        ]
    return []


def _variable_faults(messages: object, known: Known) -> list[Fault]:
    """Variables of fields that the shop does not have, or whose value is no text."""
    names = sorted(name for name in named(messages) if name.startswith(FIELD_PREFIX))
    return [
        NO_SUCH_FIELD.at("/messages", name=name)
        for name in names
        if (attribute := known(name)) is None or attribute.type is AttributeType.IMAGE
    ]


def _schedule(given: object, now: int, before: Campaign | None) -> tuple[Schedule | None, int | None, list[Fault]]:
    """The schedule, and its first time: after those for which the campaign has gone out already."""
    schedule, faults = read_schedule(given, now)
    ran = before.run_id if before else None
    if faults:
        return None, None, faults
    if ran is not None and not recurs(schedule):
        return None, None, [STILL_RECURS.at("/schedule")]
    if schedule is None:
        return None, None, []
    due_at = next_due(schedule, now if ran is None else max(now, due_of(ran)))
    if due_at is not None or ran is not None:
        return schedule, due_at, []
    if isinstance(schedule, At):
        fault = HAS_PASSED.at("/schedule/at")
    elif schedule.until is not None:
        fault = ENDS_TOO_EARLY.at("/schedule/until")
    else:
        fault = NEVER_DUE.at("/schedule")
    return None, None, [fault]


def refuse_if_sent(campaign: Campaign) -> None:
    """A campaign that has its run is history: it is neither edited, nor deleted, nor sent again. Raises Conflict.

    One that recurs is not: each of its runs keeps what it was opened with.
    """
    if campaign.run_id is not None and not recurs(campaign.schedule):
        raise HAS_RUN(run_id=campaign.run_id)


def refuse_by_hand(campaign: Campaign) -> None:
    """A campaign that recurs goes out at its times alone. Raises Conflict."""
    if recurs(campaign.schedule):
        raise RECURS()
