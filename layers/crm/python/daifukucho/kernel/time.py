"""Time. Instants are UTC epoch milliseconds; people's dates are plain dates in the shop's zone.

The clock is an argument everywhere, so that a test can move it.
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum

Clock = Callable[[], int]
"""Returns the present instant in UTC epoch milliseconds."""

JST = timezone(timedelta(hours=9), "Asia/Tokyo")
"""Japan has had no daylight saving time since 1951, so a fixed offset is exact and needs no time-zone database."""

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class LeapDay(StrEnum):
    """The day of a common year that stands for 29 February. Japan's licence-type laws take 28 February."""

    FEB_28 = "02-28"
    MAR_1 = "03-01"


def to_datetime(ms: int) -> datetime:
    """The instant as an aware UTC datetime."""
    return datetime.fromtimestamp(ms // 1000, UTC) + timedelta(milliseconds=ms % 1000)


def to_iso(ms: int) -> str:
    """The instant as RFC 3339 in Japan's time, such as ``2026-11-22T19:00:00+09:00``; milliseconds only if any."""
    moment = to_datetime(ms).astimezone(JST)
    return moment.isoformat(timespec="milliseconds" if ms % 1000 else "seconds")


def from_iso(text: str) -> int:
    """Parse RFC 3339 with an offset into epoch milliseconds.

    Raises ValueError for anything else, a time without an offset included: 19:00 alone does not say where.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time needs its offset, such as 2026-11-22T19:00:00+09:00")
    return int((moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))


def business_date(ms: int, cutoff_minutes: int = 0) -> date:
    """The shop's date at an instant: the date in Japan, where a day begins ``cutoff_minutes`` after midnight."""
    return (to_datetime(ms).astimezone(JST) - timedelta(minutes=cutoff_minutes)).date()


def months_after(day: date, months: int) -> date:
    """The same day of a later (or earlier) month, or that month's last day if it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    """The last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def start_of(day: date, cutoff_minutes: int = 0) -> int:
    """The first instant (epoch milliseconds) of a shop's date."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=JST) + timedelta(minutes=cutoff_minutes)
    return int(midnight.timestamp()) * 1000
