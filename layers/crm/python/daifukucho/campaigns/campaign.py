"""A campaign 配信 as a marketer defines it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from daifukucho.kernel.errors import Conflict, Fault, Invalid
from daifukucho.kernel.time import DAY, from_iso
from daifukucho.messages.check import message_faults
from daifukucho.segments.tree import parse

KIND = "campaign"
NAME_LIMIT = 100
FURTHEST = 366 * DAY
_KEYS = {"name", "segment_id", "where", "messages", "schedule"}


@dataclass(frozen=True, slots=True)
class Campaign:
    """One version of a campaign. Exactly one of ``segment_id`` and ``where`` is set.

    ``due_at``: when it goes out by itself (UTC epoch milliseconds); ``None``: when somebody sends it.
    ``run_id``: the run of a campaign that has gone out.
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


@dataclass(frozen=True, slots=True)
class Definition:
    """What a marketer says of a campaign: ``Campaign`` without its identity and history."""

    name: str
    segment_id: str | None
    where: Mapping[str, Any] | None
    messages: tuple[Mapping[str, Any], ...]
    due_at: int | None


def define(given: object, now: int) -> Definition:
    """Check what a marketer sent. ``now``: UTC epoch milliseconds.

    Raises Invalid with every fault found, each with its place.
    """
    if not isinstance(given, dict):
        raise Invalid("A campaign is a JSON object.", code="invalid_campaign")
    faults = [Fault(f"/{key}", f"There is no {key!r} in a campaign; remove it.") for key in given if key not in _KEYS]
    name = given.get("name")
    if not isinstance(name, str) or not name.strip() or len(name) > NAME_LIMIT:
        faults.append(Fault("/name", f"Give a name of 1 to {NAME_LIMIT} characters."))
    segment_id, where = given.get("segment_id"), given.get("where")
    faults += _audience_faults(segment_id, where)
    faults += message_faults(given.get("messages"), "/messages")
    due_at, schedule_faults = _due(given.get("schedule"), now)
    faults += schedule_faults
    if faults:
        raise Invalid("The campaign cannot be saved as it is.", code="invalid_campaign", faults=faults)
    return Definition(str(name).strip(), segment_id, where, tuple(given["messages"]), due_at)


def _audience_faults(segment_id: object, where: object) -> list[Fault]:
    if (segment_id is None) == (where is None):
        return [Fault("/where", "Say who gets it: either segment_id or where, not both.")]
    if segment_id is not None:
        ok = isinstance(segment_id, str) and 0 < len(segment_id) <= 64
        return [] if ok else [Fault("/segment_id", "Give the id of a segment.")]
    try:
        parse(where)
    except Invalid as error:
        return [Fault(f"/where{fault.pointer}", fault.message) for fault in error.faults] or [
            Fault("/where", error.detail)
        ]
    return []


def _due(schedule: object, now: int) -> tuple[int | None, list[Fault]]:
    if schedule is None:
        return None, []
    if not isinstance(schedule, dict) or set(schedule) != {"at"} or not isinstance(schedule["at"], str):
        return None, [Fault("/schedule", 'Write {"at": "2026-11-22T19:00:00+09:00"}, or null to send it by hand.')]
    try:
        due_at = from_iso(schedule["at"])
    except (ValueError, OverflowError):
        return None, [Fault("/schedule/at", "Write a date, a time and an offset, such as 2026-11-22T19:00:00+09:00.")]
    due_at -= due_at % 1000  # EventBridge Scheduler counts in seconds
    if due_at <= now:
        return None, [Fault("/schedule/at", "This time has passed; choose a later one, or send the campaign now.")]
    if due_at > now + FURTHEST:
        return None, [Fault("/schedule/at", "Choose a time within a year.")]
    return due_at, []


def refuse_if_sent(campaign: Campaign) -> None:
    """A campaign that has a run is history: it is neither edited, nor deleted, nor sent again. Raises Conflict."""
    if campaign.run_id is not None:
        raise Conflict(
            f"This campaign has gone out as run {campaign.run_id}; make a new one to send again.",
            code="campaign_has_run",
        )
