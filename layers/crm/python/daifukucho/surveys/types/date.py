"""A date of the calendar."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from daifukucho.kernel.attribute import AttributeType
from daifukucho.kernel.errors import Fault, Unfit, Wrong
from daifukucho.kernel.rules import Day
from daifukucho.kernel.words import Language, Words
from daifukucho.surveys.question import Question, QuestionType

_DAY = re.compile(
    r"(?P<y>[0-9]{4})(?P<mark>[-/.])(?P<m>[0-9]{1,2})(?P=mark)(?P<d>[0-9]{1,2})"
    r"|(?P<y2>[0-9]{4})年(?P<m2>[0-9]{1,2})月(?P<d2>[0-9]{1,2})日|(?P<y3>[0-9]{4})(?P<m3>[0-9]{2})(?P<d3>[0-9]{2})"
)
"""As the page reads it: a year, a month and a day with the same mark between them, or of two digits without any."""

_FIRST, _LAST = "1900-01-01", "2199-12-31"

_ENDS_BEFORE_IT_BEGINS = Wrong(
    "first と同じか、それより後の日付を指定してください。", "Give a last date that does not come before the first."
)
_NO_DATE = Wrong("日付を 2026-04-01 のように入力してください。", "Write a date such as 2026-04-01.")
_NOT_WITHIN = Wrong("{first} から {last} までの日付を入力してください。", "Choose a date from {first} to {last}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class DateQuestion(Question):
    """``first`` and ``last``: a date, or ``today``."""

    first: str = _FIRST
    last: str = _LAST


def _also(members: Mapping[str, Any], at: str) -> Iterator[Fault]:
    first, last = members.get("first", _FIRST), members.get("last", _LAST)
    if "today" not in (first, last) and first > last:
        yield _ENDS_BEFORE_IT_BEGINS.at(f"{at}/last")


def _check(question: DateQuestion, given: Any, today: date) -> str:
    first, last = (today.isoformat() if bound == "today" else bound for bound in (question.first, question.last))
    try:
        day = _day(given).isoformat()
    except ValueError:
        raise Unfit(_NO_DATE.words()) from None
    if not first <= day <= last:
        raise Unfit(_NOT_WITHIN.words(first=first, last=last))
    return day


def _day(given: Any) -> date:
    """Raises ValueError for what is no date."""
    text = unicodedata.normalize("NFKC", given).strip() if isinstance(given, str) and len(given) <= 20 else ""
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError("this is no date")
    return date(*(int(next(filter(None, (found[f"{part}{n}"] for n in ("", "2", "3"))))) for part in "ymd"))


def _show(question: DateQuestion, lang: Language) -> Mapping[str, Any]:
    return {"first": question.first, "last": question.last}


TYPE = QuestionType(
    key="date",
    label=Words("日付", "date"),
    description=Words("日付を選ぶ。誕生日に保存できる。", "A date; it can be kept as the birthday."),
    example={"last": "today"},
    answer="１９９０-04-01",
    kept="1990-04-01",
    fills=AttributeType.DATE,
    optional={"first": Day(), "last": Day()},
    also=_also,
    make=DateQuestion,
    check=_check,
    show=_show,
    cell=lambda question, value, lang: str(value),
    saves_to=("birthday",),
)
