"""When a campaign goes out by itself: once, by a cron expression, or at a steady rate; and when it does so next.

Dates and times of day are those of the schedule's time zone. Where its clock is turned, the rules are those of Debian's
cron: a time that the clock skips is taken at the first minute after the gap, and of a time that comes twice the first
is taken. An expression whose minute or hour begins with ``*`` goes by real time instead, as does a rate in hours.
"""

from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping
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
from daifukucho.kernel.errors import Fault, Unfit
from daifukucho.kernel.rules import Choice, Fit, Instant, Schema, Whole
from daifukucho.kernel.shape import Shape
from daifukucho.kernel.time import DAY, HOUR, SECOND, from_iso, to_datetime, to_iso
from daifukucho.kernel.words import Words

TOKYO = "Asia/Tokyo"
FURTHEST = 366 * DAY
"""A first time further away than this is taken for a slip of the pen."""
MOST_EVERY = 366
CRON_LENGTH = 100

_KEYS = {
    "at": {"at"},
    "cron": {"cron", "timezone", "ends_at"},
    "rate": {"rate", "starts_at", "timezone", "ends_at"},
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


@dataclass(frozen=True, slots=True)
class Every:
    """So many units."""

    every: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Said:
    """A schedule as a marketer writes it. Instants, in whole seconds."""

    at: int | None = None
    cron: str | None = None
    rate: Every | None = None
    starts_at: int | None = None
    timezone: str | None = None
    ends_at: int | None = None

    @property
    def schedule(self) -> Schedule:
        """What it says, if it has no faults."""
        timezone = self.timezone or TOKYO
        if self.at is not None:
            return At(self.at)
        if self.cron is not None:
            return Cron(self.cron, timezone, self.ends_at)
        assert self.rate is not None and self.starts_at is not None
        return Rate(self.rate.every, self.rate.unit, self.starts_at, timezone, self.ends_at)


def _cron(given: object) -> str:
    if not isinstance(given, str) or len(given) > CRON_LENGTH:
        raise Unfit(NO_CRON.words())
    expression = " ".join(given.split()).upper()
    try:
        cron = CronSim(expression, to_datetime(0))
    except CronSimError as error:
        raise Unfit(BAD_CRON.words(error=error)) from None
    if len(expression.split()) != 5:
        raise Unfit(NO_CRON.words())
    if len(cron.minutes) != 1:
        raise Unfit(MANY_MINUTES.words())
    return expression


def _timezone(given: object) -> str:
    if not isinstance(given, str) or given not in available_timezones():
        raise Unfit(NO_TIMEZONE.words())
    return given


@dataclass(frozen=True, slots=True)
class _Moment(Instant):
    """In whole seconds: EventBridge Scheduler counts in them."""

    def kept(self, given: str) -> int:
        at = from_iso(given)
        return at - at % SECOND


@dataclass(frozen=True, slots=True)
class _OfOneKind(Shape):
    """What says when, and what belongs to that."""

    def read(self, given: Any, at: str = "") -> tuple[list[Fault], dict[str, Any]]:
        faults, fine = super(_OfOneKind, self).read(given, at)
        told = {name for name, value in given.items() if value is not None} if isinstance(given, Mapping) else None
        return (faults if told is None else [*faults, *_of_kind(told, at)]), fine

    def schema(self) -> Schema:
        one_of = [{"required": ["at"]}, {"required": ["cron"]}, {"required": ["rate", "starts_at"]}]
        return {**super(_OfOneKind, self).schema(), "oneOf": one_of}


def _of_kind(told: Collection[str], at: str) -> Iterator[Fault]:
    """What members of a schedule go together."""
    kinds = [kind for kind in _KEYS if kind in told]
    if len(kinds) != 1:
        yield NO_SCHEDULE.at(at)
        return
    (kind,) = kinds
    for name in ("at", "starts_at", "timezone", "ends_at"):
        if name in told and name not in _KEYS[kind]:
            yield NOT_BESIDE.at(f"{at}/{name}", name=name, kind=kind)
    if kind == "rate" and "starts_at" not in told:
        yield NO_START.at(f"{at}/starts_at")


SCHEDULE = _OfOneKind(
    {},
    {
        "at": _Moment(Words("1年以内の日時です。", "Within a year.")),
        "cron": Fit(
            _cron,
            NO_CRON.words(),
            {"type": "string", "examples": ["0 10 * * MON"]},
            Words(
                "cron の形で書いた分、時、日、月、曜日です。分は1つで、多くても1時間に1回です。",
                "Minute, hour, day, month and weekday, as cron has them; one minute, so once an hour at the most.",
            ),
        ),
        "rate": Shape(
            {"every": Whole(1, MOST_EVERY), "unit": Choice(Unit)},
            make=Every,
            says=Words("何時間・日・週・月ごとか", "Every so many hours, days, weeks or months."),
            rule=NO_RATE,
        ),
        "starts_at": _Moment(Words("`rate` のときの、最初の日時です。", "The first time, with `rate`.")),
        "timezone": Fit(
            _timezone,
            NO_TIMEZONE.words(),
            {"type": "string", "examples": [TOKYO]},
            Words(
                "`cron` か `rate` のときのタイムゾーン（IANA の名前）です。省くと `Asia/Tokyo` です。",
                "An IANA name, with `cron` or `rate`: `Asia/Tokyo` unless said.",
            ),
        ),
        "ends_at": _Moment(
            Words(
                "`cron` か `rate` の終わりの日時です（その時を含みます）。",
                "The end, itself included, of `cron` or `rate`.",
            )
        ),
    },
    make=Said,
    says=Words(
        "自動で送る日時です。1回（`at`）、cron の形（`cron`）、`starts_at` からの間隔（`rate`）のどれか。null: 手動で送ります。",
        "When it goes out by itself: once (`at`), by a `cron` expression, or at a `rate` from `starts_at` on. `null`: when somebody sends "
        "it.",
    ),
    rule=NO_SCHEDULE,
)


def read_schedule(given: object, now: int) -> tuple[Schedule | None, list[Fault]]:
    """A schedule as a marketer writes it, if nothing is wrong with it, and what is wrong with it now, beyond its shape. ``now``: UTC
    epoch milliseconds."""
    faults, fine = SCHEDULE.read(given)
    late = [TOO_FAR.at(f"/schedule/{name}") for name in ("at", "starts_at") if fine.get(name, now) > now + FURTHEST]
    return (None if faults or late else Said(**fine).schedule), late


def schedule_json(schedule: Schedule) -> dict[str, Any]:
    """The schedule as it is written, with everything said; ``schedule_of`` reads it back."""
    match schedule:
        case At(at):
            return {"at": to_iso(at)}
        case Cron(cron, timezone, until):
            own: dict[str, Any] = {"cron": cron}
        case Rate(every, unit, start, timezone, until):
            own = {"rate": {"every": every, "unit": str(unit)}, "starts_at": to_iso(start)}
    return own | {"timezone": timezone} | ({} if until is None else {"ends_at": to_iso(until)})


def schedule_of(written: dict[str, Any]) -> Schedule:
    """A schedule that ``schedule_json`` has written."""
    if "at" in written:
        return At(from_iso(written["at"]))
    timezone, until = written["timezone"], from_iso(written["ends_at"]) if "ends_at" in written else None
    if "cron" in written:
        return Cron(written["cron"], timezone, until)
    rate = written["rate"]
    return Rate(rate["every"], Unit(rate["unit"]), from_iso(written["starts_at"]), timezone, until)
