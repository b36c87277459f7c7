"""A number."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from daifukucho.kernel.attribute import AttributeType
from daifukucho.kernel.errors import Fault, Unfit, Wrong
from daifukucho.kernel.rules import Whole
from daifukucho.kernel.words import Language, Words
from daifukucho.surveys.question import Question, QuestionType

_MOST = 1_000_000_000_000
_NUMBER = re.compile(r"[-+\u2212]?(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)")

_MOST_BELOW_LEAST = Wrong(
    "min と同じか、それより大きい数を指定してください。", "Give a largest number that is not below the smallest."
)
_NOT_WHOLE = Wrong("{least}〜{most} の整数を入力してください。", "Give a whole number from {least} to {most}.")
_NO_NUMBER = Wrong(
    "{least}〜{most} の数を入力してください（小数は{decimals}桁まで）。",
    "Give a number from {least} to {most}, with at most {decimals} decimals.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberQuestion(Question):
    min: int = 0
    max: int = _MOST
    decimals: int = 0


def _also(members: Mapping[str, Any], at: str) -> Iterator[Fault]:
    if members.get("min", 0) > members.get("max", _MOST):
        yield _MOST_BELOW_LEAST.at(f"{at}/max")


def _check(question: NumberQuestion, given: Any, today: date) -> int | float:
    least, most, decimals = question.min, question.max, question.decimals
    number = _number(given)
    if number is None or not least <= number <= most or number != round(number, decimals):
        wrong = _NO_NUMBER if decimals else _NOT_WHOLE
        raise Unfit(wrong.words(least=least, most=most, decimals=decimals))
    return int(number) if number == int(number) else float(number)


def _number(given: Any) -> Decimal | None:
    """JSON's number, or one as people type it, in full width or with commas."""
    if isinstance(given, bool) or not isinstance(given, int | float | str) or len(str(given)) > 30:
        return None
    if not isinstance(given, str):
        found = Decimal(str(given))
        return found if found.is_finite() and abs(found) <= _MOST else None
    text = unicodedata.normalize("NFKC", given).strip()
    if not _NUMBER.fullmatch(text):
        return None
    found = Decimal(text.replace(",", "").replace("\u2212", "-"))
    return found if abs(found) <= _MOST else None


def _show(question: NumberQuestion, lang: Language) -> Mapping[str, Any]:
    return {"min": question.min, "max": question.max, "decimals": question.decimals}


TYPE = QuestionType(
    key="number",
    label=Words("数", "number"),
    description=Words("数を入力する。範囲と小数の桁数を決められる。", "A number, within a range."),
    example={"min": 1, "max": 20},
    answer="１２",
    kept=12,
    fills=AttributeType.NUMBER,
    optional={"min": Whole(-_MOST, _MOST), "max": Whole(-_MOST, _MOST), "decimals": Whole(0, 3)},
    also=_also,
    make=NumberQuestion,
    check=_check,
    show=_show,
    cell=lambda question, value, lang: str(value),
    compares=("at_least", "at_most"),
)
