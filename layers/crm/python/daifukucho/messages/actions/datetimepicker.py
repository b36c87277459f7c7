"""Datetime picker: asks for a date, a time or both (Messaging API reference, Datetime picker action)."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from daifukucho.kernel.errors import Fault, Wrong
from daifukucho.messages.action_type import ActionType
from daifukucho.messages.rules import Choice, Data

_DATE = r"(?P<date>(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}|2100-[0-9]{2}-[0-9]{2})"
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_FORMATS = {
    "date": (
        _DATE,
        Wrong(
            "mode が date なので、1900-01-01 から 2100-12-31 までの日付を 2026-11-22 のように書いてください。",
            "Write a date from 1900-01-01 to 2100-12-31, such as 2026-11-22, for the mode 'date'.",
        ),
    ),
    "time": (
        _TIME,
        Wrong(
            "mode が time なので、00:00 から 23:59 までの時刻を 19:30 のように書いてください。",
            "Write a time from 00:00 to 23:59, such as 19:30, for the mode 'time'.",
        ),
    ),
    "datetime": (
        f"{_DATE}[Tt]{_TIME}",
        Wrong(
            "mode が datetime なので、日付と時刻を 2026-11-22T19:30 のように書いてください。",
            "Write a date and a time, such as 2026-11-22T19:30, for the mode 'datetime'.",
        ),
    ),
}
"""By the mode: its pattern, and what is asked for."""

_ENDS_BEFORE_IT_BEGINS = Wrong("max には min より後を指定してください。", "Give a 'max' that is later than 'min'.")


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
            yield says.at(f"{at}/{name}")
    if "min" in fits and "max" in fits and fits["min"] >= fits["max"]:
        yield _ENDS_BEFORE_IT_BEGINS.at(f"{at}/max")
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
