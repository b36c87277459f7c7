"""Datetime picker: asks for a date, a time or both (Messaging API reference, Datetime picker action)."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from daifukucho.kernel.errors import Fault
from daifukucho.messages.action_type import ActionType
from daifukucho.messages.rules import Choice, Data

_DATE = r"(?P<date>(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}|2100-[0-9]{2}-[0-9]{2})"
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_FORMATS = {
    "date": (_DATE, "a date from 1900-01-01 to 2100-12-31, such as 2026-11-22"),
    "time": (_TIME, "a time from 00:00 to 23:59, such as 19:30"),
    "datetime": (f"{_DATE}[Tt]{_TIME}", "a date and a time, such as 2026-11-22T19:30"),
}


def _fits(value: object, pattern: str) -> bool:
    found = re.fullmatch(pattern, value) if isinstance(value, str) else None
    if found is None:
        return False
    try:
        day = found.groupdict().get("date")
        return day is None or bool(date.fromisoformat(day))
    except ValueError:  # 30 February
        return False


def _also(given: Mapping[str, object], at: str) -> Iterator[Fault]:
    mode = given.get("mode")
    if not isinstance(mode, str) or mode not in _FORMATS:
        return
    pattern, says = _FORMATS[mode]
    fits = {name: str(given[name]).upper() for name in ("initial", "min", "max") if _fits(given.get(name), pattern)}
    for name in ("initial", "min", "max"):
        if name in given and name not in fits:
            yield Fault(f"{at}/{name}", f"Write {says}, for the mode {mode!r}.")
    if "min" in fits and "max" in fits and fits["min"] >= fits["max"]:
        yield Fault(f"{at}/max", "'max' must be later than 'min'.")
    # Whether 'initial' has to lie between the two is not documented.


ACTION = ActionType(
    key="datetimepicker",
    ja="日時選択",
    en="Date and time",
    description="Asks for a date, a time or both, and sends the answer back to the webhook.",
    example={
        "type": "datetimepicker",
        "label": "日時を選ぶ",
        "data": "action=reserve",
        "mode": "datetime",
        "initial": "2026-12-24T18:00",
        "min": "2026-12-01T11:00",
        "max": "2026-12-31T21:00",
    },
    required={"data": Data(300), "mode": Choice(tuple(_FORMATS))},
    optional={"initial": Data(), "min": Data(), "max": Data()},
    also=_also,
)
