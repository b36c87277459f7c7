"""Dates, times, amounts and counts as people in Japan write them in tables. Anything that is not certain is refused."""

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

_WEEKDAYS = "月火水木金土日"
_DAY = re.compile(
    rf"""
    (?: (?P<era>[MTSHR]|明治|大正|昭和|平成|令和)? (?P<y>[0-9]{{1,4}}|元)
        (?: (?P<s>[-/.])(?P<m>[0-9]{{1,2}})(?P=s)(?P<d>[0-9]{{1,2}}) | 年(?P<m2>[0-9]{{1,2}})月(?P<d2>[0-9]{{1,2}})日 )
      | (?P<packed>[0-9]{{8}}) )
    (?: [ ]* (?: \((?P<w>[{_WEEKDAYS}])(?:曜日?)?\) | (?P<w2>[{_WEEKDAYS}])曜日? ) )?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MOMENT = re.compile(rf"{_DAY.pattern} (?: (?: [ T]+ | (?<=[日)]) | (?=[午]) ) (?P<clock>.+) )?", _DAY.flags)
_TIME = re.compile(
    r"""
    (?P<half>午前|午後|AM|PM)? [ ]* (?P<h>[0-9]{1,2})
    (?: :(?P<m>[0-9]{2})(?: :(?P<s>[0-9]{2})(?:\.[0-9]+)? )? | 時(?: (?P<m2>[0-9]{1,2})分(?: (?P<s2>[0-9]{1,2})秒 )? )? )
    (?: [ ]* (?P<half2>AM|PM) )?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LOOSE_OFFSET = re.compile(r"(?<=[0-9]) (?=[-+][0-9]{2}:?[0-9]{2}$)")
_MINUS = r"[-\u2212▲△]"
"""Signs of an amount that is paid back: hyphen (of either width, by NFKC), the minus sign, the bookkeepers'
triangles."""

_WHOLE = r"(?P<n>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.0+)?"
_AMOUNT = re.compile(rf"(?P<before>[¥\\]?{_MINUS}?|{_MINUS}[¥\\]){_WHOLE}円?")
_COUNT = re.compile(rf"(?P<minus>{_MINUS})?{_WHOLE}")


def day_of(text: str) -> date:
    """A date such as ``2026/4/1``, ``2026-04-01``, ``2026年4月1日``, ``20260401``, ``R8.4.1`` or ``令和元年5月1日``, with its day
    of the week behind it or without: ``2026/4/1(水)``.

    Raises ValueError for anything else, also for a day that its era does not have, or another day of the week.
    """
    found = _DAY.fullmatch(_half(text))
    if found is None:
        raise ValueError("this is no date")
    return _day(found)


def _day(found: re.Match[str]) -> date:
    day = _in_era(found) if found["era"] else _plain(found)
    weekday = found["w"] or found["w2"]
    if weekday and _WEEKDAYS[day.weekday()] != weekday:
        raise ValueError("this is another day of the week")
    return day


def _plain(found: re.Match[str]) -> date:
    if packed := found["packed"]:
        return date(int(packed[:4]), int(packed[4:6]), int(packed[6:]))
    if len(found["y"]) != 4:
        raise ValueError("this is no date")
    return date(int(found["y"]), *_month_and_day(found))


def _in_era(found: re.Match[str]) -> date:
    letter = found["era"].upper()
    first, last = next((first, last) for name, (key, first, last) in _ERAS.items() if letter in (name, key))
    year = 1 if found["y"] == "元" else int(found["y"])
    day = date(first.year + year - 1, *_month_and_day(found))
    if not first <= day <= last:
        raise ValueError("the era has no such day")
    return day


def _month_and_day(found: re.Match[str]) -> tuple[int, int]:
    return int(found["m"] or found["m2"]), int(found["d"] or found["d2"])


def instant_of(text: str) -> int:
    """A moment in UTC epoch milliseconds: RFC 3339 (a space before its offset does not matter), or a date as ``day_of`` reads
    it, with a time of Japan behind it (``19:30``, ``午後7:30``, ``7:30 PM``, ``19時30分``) or without; then it is noon, which is
    that day wherever the shop's day begins. Raises ValueError for anything else."""
    text = _half(text)
    with suppress(ValueError):
        return from_iso(_LOOSE_OFFSET.sub("", text))
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise ValueError("this is no date")
    day = _day(found)
    if found["clock"] is None:
        return start_of(day) + _NOON
    return int(datetime.combine(day, _time(found["clock"].strip()), JST).timestamp()) * 1_000


def _time(text: str) -> time:
    found = _TIME.fullmatch(text)
    if found is None or (found["half"] and found["half2"]):
        raise ValueError("this is no time")
    hour = int(found["h"])
    if half := (found["half"] or found["half2"] or "").upper():
        # 午前12:30 could mean half past noon or half past midnight; AM and PM have one meaning.
        if not (0 if half.startswith("午") else 1) <= hour <= (11 if half.startswith("午") else 12):
            raise ValueError("this is no time")
        hour = hour % 12 + (12 if half in ("午後", "PM") else 0)
    return time(hour, int(found["m"] or found["m2"] or 0), int(found["s"] or found["s2"] or 0))


def amount_of(text: str) -> int:
    """A whole amount that is paid or paid back, such as ``3200``, ``3,200``, ``¥3,200``, ``３，２００円``, and ``-500``,
    ``▲500``, ``△500`` or ``(500)``. Raises ValueError for anything else."""
    half = _half(text)
    back = half.startswith("(") and half.endswith(")")
    found = _AMOUNT.fullmatch(half[1:-1] if back else half)
    if found is None:
        raise ValueError("this is no whole amount")
    minus = found["before"].strip("¥\\")
    if back and minus:
        raise ValueError("this has two signs")
    amount = _int(found["n"])
    return -amount if back or minus else amount


def yen_of(text: str) -> int:
    """A whole amount that is not negative. Raises ValueError for anything else."""
    amount = amount_of(text)
    if amount < 0:
        raise ValueError("this is negative")
    return amount


def count_of(text: str) -> int:
    """A whole number of things, such as ``12``, ``1,200`` or ``-1``. Raises ValueError for anything else."""
    found = _COUNT.fullmatch(_half(text))
    if found is None:
        raise ValueError("this is no whole number")
    return -_int(found["n"]) if found["minus"] else _int(found["n"])


def _int(digits: str) -> int:
    return int(digits.replace(",", ""))


def _half(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
