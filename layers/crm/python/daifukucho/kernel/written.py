"""Dates, times and amounts as people in Japan write them in tables."""

import re
import unicodedata
from contextlib import suppress
from datetime import date, datetime, time

from daifukucho.kernel.time import HOUR, JST, from_iso, start_of

_NOON = 12 * HOUR
_ERAS = {
    "明治": ("M", date(1868, 1, 25), date(1912, 7, 29)),
    "大正": ("T", date(1912, 7, 30), date(1926, 12, 24)),
    "昭和": ("S", date(1926, 12, 25), date(1989, 1, 7)),
    "平成": ("H", date(1989, 1, 8), date(2019, 4, 30)),
    "令和": ("R", date(2019, 5, 1), date.max),
}
"""Each era's letter, its first day and its last."""

_DAY = re.compile(
    r"(?P<era>[MTSHR]|明治|大正|昭和|平成|令和)?(?P<y>[0-9]{1,4}|元)[-/.年](?P<m>[0-9]{1,2})[-/.月](?P<d>[0-9]{1,2})日?",
    re.I,
)
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?")
_YEN = re.compile(r"[¥\\]?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.0+)?円?")


def day_of(text: str) -> date:
    """A date such as ``2026/4/1``, ``2026-04-01``, ``2026年4月1日``, ``R8.4.1`` or ``令和元年5月1日``.

    Raises ValueError for anything else, also for a day that its era does not have.
    """
    found = _DAY.fullmatch(_half(text))
    if found is None or (found["era"] is None and len(found["y"]) != 4):
        raise ValueError("this is no date")
    year = 1 if found["y"] == "元" else int(found["y"])
    if found["era"] is None:
        return date(year, int(found["m"]), int(found["d"]))
    letter = found["era"].upper()
    first, last = next((first, last) for name, (key, first, last) in _ERAS.items() if letter in (name, key))
    day = date(first.year + year - 1, int(found["m"]), int(found["d"]))
    if not first <= day <= last:
        raise ValueError("the era has no such day")
    return day


def instant_of(text: str) -> int:
    """A moment in UTC epoch milliseconds: RFC 3339, or a date as ``day_of`` reads it, with a time of Japan behind it or
    without; then it is noon, which is that day wherever the shop's day begins. Raises ValueError for anything else."""
    text = _half(text)
    with suppress(ValueError):
        return from_iso(text)
    written, _, clock = text.replace("T", " ").partition(" ")
    day = day_of(written)
    if not clock.strip():
        return start_of(day) + _NOON
    found = _TIME.fullmatch(clock.strip())
    if found is None:
        raise ValueError("this is no time")
    hour, minute, second = (int(part or 0) for part in found.groups())
    return int(datetime.combine(day, time(hour, minute, second), JST).timestamp()) * 1_000


def yen_of(text: str) -> int:
    """A whole amount such as ``3200``, ``3,200``, ``¥3,200`` or ``３，２００円``. Raises ValueError for anything else."""
    found = _YEN.fullmatch(_half(text))
    if found is None:
        raise ValueError("this is no whole amount")
    return int(found[1].replace(",", ""))


def _half(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
