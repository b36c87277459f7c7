"""A postal code alone."""

from datetime import date
from typing import Any

from daifukucho.kernel.errors import Unfit
from daifukucho.kernel.japan import postal_code
from daifukucho.kernel.reading import Reader
from daifukucho.kernel.words import Language, Words
from daifukucho.surveys.question import QuestionType, Settings
from daifukucho.surveys.refusals import NO_POSTAL_CODE


def _read(reader: Reader) -> Settings:
    return {}


def _check(settings: Settings, given: Any, today: date) -> str:
    code = postal_code(given) if isinstance(given, str) else None
    if code is None:
        raise Unfit(NO_POSTAL_CODE.words())
    return code


def _show(settings: Settings, lang: Language) -> Settings:
    return settings


TYPE = QuestionType(
    key="postal_code",
    label=Words("郵便番号", "postal code"),
    description=Words("7桁の郵便番号。", "A Japanese postal code, kept as 7 digits."),
    example={},
    answer="〒060－8588",
    kept="0608588",
    read=_read,
    check=_check,
    show=_show,
    cell=lambda settings, value, lang: f"{value[:3]}-{value[3:]}",
    saves_to={"postal_code": lambda settings: True},
)
