"""When a campaign goes out by itself: once, by a cron expression, or at a steady rate; and when it does so next.

Dates and times of day are those of the schedule's time zone. Where its clock is turned, the rules are those of Debian's
cron: a time that the clock skips is taken at the first minute after the gap, and of a time that comes twice the first
is taken. An expression whose minute or hour begins with ``*`` goes by real time instead, as does a rate in hours.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from cronsim import CronSim, CronSimError

from daifukucho.campaigns.refusals import (
    BAD_CRON,
    MANY_MINUTES,
    NO_CRON,
    NO_RATE,
    NO_SCHEDULE,
    NO_START,
    NO_TIMEZONE,
    NOT_BESIDE,
    TOO_FAR,
)
from daifukucho.kernel.errors import Fault, Wrong
from daifukucho.kernel.refusals import CHOICE, INSTANT, WHOLE
from daifukucho.kernel.time import DAY, HOUR, SECOND, from_iso, to_datetime, to_iso

TOKYO = "Asia/Tokyo"
FURTHEST = 366 * DAY
"""A first time further away than this is taken for a slip of the pen."""
MOST_EVERY = 366
CRON_LENGTH = 100

_KEYS = {
    "at": {"at"},
    "cron": {"cron", "timezone", "until"},
    "rate": {"rate", "start", "timezone", "until"},
}


class Unit(StrEnum):
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class At:
    """Once, at an instant (UTC epoch milliseconds)."""

    at: int


@dataclass(frozen=True, slots=True)
class Cron:
    """Whenever a cron expression of five fields says so, in an IANA time zone; ``until`` (an instant) included."""

    cron: str
    timezone: str = TOKYO
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """At ``start`` (an instant), and again every so many units; ``until`` (an instant) included.

    Days, weeks and months keep the time of day in the time zone. Months keep the day of ``start``: from 31 January it
    goes on to 28 February and 31 March.
    """

    every: int
    unit: Unit
    start: int
    timezone: str = TOKYO
    until: int | None = None


Schedule = At | Cron | Rate


def recurs(schedule: Schedule | None) -> bool:
    return isinstance(schedule, Cron | Rate)


def next_due(schedule: Schedule, after: int) -> int | None:
    """The schedule's first time later than ``after`` (UTC epoch milliseconds); ``None`` if there is none any more."""
    match schedule:
        case At(at):
            return at if at > after else None
        case Cron():
            due = _next_cron(schedule, after)
        case Rate(unit=Unit.HOURS):
            step = schedule.every * HOUR
            due = schedule.start + max(0, (after - schedule.start) // step + 1) * step
        case Rate():
            due = _next_date(schedule, after)
    return due if due is not None and (schedule.until is None or due <= schedule.until) else None


def _next_cron(schedule: Cron, after: int) -> int | None:
    start = to_datetime(after).astimezone(ZoneInfo(schedule.timezone))
    # Within an hour that comes twice, times of its first passing are found again; they are over.
    return next((due for due in map(_instant, CronSim(schedule.cron, start)) if due > after), None)


def _next_date(schedule: Rate, after: int) -> int:
    zone = ZoneInfo(schedule.timezone)
    first = to_datetime(schedule.start).astimezone(zone).replace(tzinfo=None)
    now = to_datetime(after).astimezone(zone).replace(tzinfo=None)
    if schedule.unit is Unit.MONTHS:
        passed = (now.year - first.year) * 12 + now.month - first.month
    else:
        passed = (now - first).days // (7 if schedule.unit is Unit.WEEKS else 1)
    n = max(0, passed // schedule.every - 1)  # certainly not too late
    while (due := _instant(_real(_later(first, schedule.unit, n * schedule.every), zone))) <= after:
        n += 1
    return due


def _later(first: datetime, unit: Unit, n: int) -> datetime:
    if unit is not Unit.MONTHS:
        return first + timedelta(days=n * (7 if unit is Unit.WEEKS else 1))
    years, month = divmod(first.month - 1 + n, 12)
    year = first.year + years
    return first.replace(year=year, month=month + 1, day=min(first.day, monthrange(year, month + 1)[1]))


def _real(wall: datetime, zone: ZoneInfo) -> datetime:
    """What a clock on the wall shows, or the first minute after, if it is a time that the clock skips."""
    moment = wall.replace(tzinfo=zone)
    while moment != moment.astimezone(UTC).astimezone(zone):
        moment = (moment + timedelta(minutes=1)).replace(second=0)
    return moment


def _instant(moment: datetime) -> int:
    return int(moment.timestamp()) * SECOND


def read_schedule(given: object, now: int) -> tuple[Schedule | None, list[Fault]]:
    """A schedule as a marketer writes it, and what is wrong with it. ``now``: UTC epoch milliseconds."""
    if given is None:
        return None, []
    if not isinstance(given, dict):
        return None, [NO_SCHEDULE.at("/schedule")]
    said = {key: value for key, value in given.items() if value is not None}
    kinds = _KEYS.keys() & said.keys()
    if len(kinds) != 1:
        return None, [NO_SCHEDULE.at("/schedule")]
    (kind,) = kinds
    faults = [NOT_BESIDE.at(f"/schedule/{key}", name=key, kind=kind) for key in said.keys() - _KEYS[kind]]
    reader = _Reader(said, now, faults)
    schedule = reader.at() if kind == "at" else reader.cron() if kind == "cron" else reader.rate()
    return (None if faults else schedule), faults


class _Reader:
    """Reads one kind of schedule, collecting faults; what it returns counts only if there are none."""

    def __init__(self, said: dict[str, Any], now: int, faults: list[Fault]) -> None:
        self._said = said
        self._now = now
        self._faults = faults

    def at(self) -> At:
        return At(self._near("at") or 0)

    def cron(self) -> Cron:
        expression = self._said["cron"]
        if not isinstance(expression, str) or len(expression) > CRON_LENGTH:
            self._fault("cron", NO_CRON)
            return Cron("")
        expression = " ".join(expression.split()).upper()
        try:
            cron = CronSim(expression, to_datetime(self._now))
        except CronSimError as error:
            self._fault("cron", BAD_CRON, error=error)
            return Cron("")
        if len(expression.split()) != 5:
            self._fault("cron", NO_CRON)
        elif len(cron.minutes) != 1:
            self._fault("cron", MANY_MINUTES)
        return Cron(expression, self._timezone(), self._time("until"))

    def rate(self) -> Rate:
        given = self._said["rate"]
        every, unit = (given.get("every"), given.get("unit")) if isinstance(given, dict) else (None, None)
        if not isinstance(given, dict) or given.keys() - {"every", "unit"}:
            self._fault("rate", NO_RATE)
        if not isinstance(every, int) or isinstance(every, bool) or not 1 <= every <= MOST_EVERY:
            self._fault("rate/every", WHOLE, least=1, most=MOST_EVERY)
        if unit not in tuple(map(str, Unit)):
            self._fault("rate/unit", CHOICE, choices=", ".join(Unit))
        if "start" not in self._said:
            self._fault("start", NO_START)
        start, timezone, until = self._near("start"), self._timezone(), self._time("until")
        if self._faults:
            return Rate(1, Unit.DAYS, 0)
        return Rate(every, Unit(unit), start or 0, timezone, until)  # type: ignore[arg-type]

    def _near(self, key: str) -> int | None:
        at = self._time(key)
        if at is not None and at > self._now + FURTHEST:
            self._fault(key, TOO_FAR)
        return at

    def _time(self, key: str) -> int | None:
        given = self._said.get(key)
        if given is None:
            return None
        try:
            at = from_iso(given) if isinstance(given, str) else None
        except (ValueError, OverflowError):
            at = None
        if at is None or not 0 <= at <= self._now + 100 * FURTHEST:
            self._fault(key, INSTANT)
            return None
        return at - at % SECOND  # EventBridge Scheduler counts in seconds

    def _timezone(self) -> str:
        name = self._said.get("timezone", TOKYO)
        if not isinstance(name, str) or name not in available_timezones():
            self._fault("timezone", NO_TIMEZONE)
        return str(name)

    def _fault(self, key: str, wrong: Wrong, **values: object) -> None:
        self._faults.append(wrong.at(f"/schedule/{key}", **values))


def schedule_json(schedule: Schedule) -> dict[str, Any]:
    """The schedule as it is written, with everything said; ``schedule_of`` reads it back."""
    match schedule:
        case At(at):
            return {"at": to_iso(at)}
        case Cron(cron, timezone, until):
            own: dict[str, Any] = {"cron": cron}
        case Rate(every, unit, start, timezone, until):
            own = {"rate": {"every": every, "unit": str(unit)}, "start": to_iso(start)}
    return own | {"timezone": timezone} | ({} if until is None else {"until": to_iso(until)})


def schedule_of(written: dict[str, Any]) -> Schedule:
    """A schedule that ``schedule_json`` has written."""
    if "at" in written:
        return At(from_iso(written["at"]))
    timezone, until = written["timezone"], from_iso(written["until"]) if "until" in written else None
    if "cron" in written:
        return Cron(written["cron"], timezone, until)
    rate = written["rate"]
    return Rate(rate["every"], Unit(rate["unit"]), from_iso(written["start"]), timezone, until)
