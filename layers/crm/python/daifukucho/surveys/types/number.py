"""A number."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from daifukucho.friends.attributes import AttributeType
from daifukucho.kernel.reading import Reader
from daifukucho.kernel.words import Language, Words
from daifukucho.surveys.question import QuestionType, Refused, Settings

_MOST = 1_000_000_000_000
_NUMBER = re.compile(r"[-+\u2212]?(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)")


def _read(reader: Reader) -> Settings:
    least = reader.whole("min", -_MOST, _MOST, 0)
    most = reader.whole("max", -_MOST, _MOST, max(least, _MOST))
    if least > most:
        reader.fault("max", "The largest number is below the smallest.")
    return {"min": least, "max": most, "decimals": reader.whole("decimals", 0, 3, 0)}


def _check(settings: Settings, given: Any, today: date) -> int | float:
    least, most, decimals = settings["min"], settings["max"], settings["decimals"]
    number = _number(given)
    if number is None or not least <= number <= most or number != round(number, decimals):
        ja, en = (f"（小数は{decimals}桁まで）", f", with at most {decimals} decimals") if decimals else ("", "")
        raise Refused(
            f"{least}〜{most} の{'数' if decimals else '整数'}を入力してください{ja}。",
            f"Give a {'number' if decimals else 'whole number'} from {least} to {most}{en}.",
        )
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


def _show(settings: Settings, lang: Language) -> Settings:
    return settings


TYPE = QuestionType(
    key="number",
    label=Words("数", "number"),
    description=Words("数を入力する。範囲と小数の桁数を決められる。", "A number, within a range."),
    example={"min": 1, "max": 20},
    answer="１２",
    kept=12,
    fills=AttributeType.NUMBER,
    read=_read,
    check=_check,
    show=_show,
    cell=lambda settings, value, lang: str(value),
    compares=("at_least", "at_most"),
)
