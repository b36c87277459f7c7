"""A postal code alone."""

from datetime import date
from typing import Any

from daifukucho.kernel.errors import Unfit
from daifukucho.kernel.japan import postal_code
from daifukucho.kernel.words import Words
from daifukucho.surveys.question import Question, QuestionType
from daifukucho.surveys.refusals import NO_POSTAL_CODE


def _check(question: Question, given: Any, today: date) -> str:
    code = postal_code(given) if isinstance(given, str) else None
    if code is None:
        raise Unfit(NO_POSTAL_CODE.words())
    return code


TYPE = QuestionType(
    key="postal_code",
    label=Words("郵便番号", "postal code"),
    description=Words("7桁の郵便番号。", "A Japanese postal code, kept as 7 digits."),
    example={},
    answer="〒060－8588",
    kept="0608588",
    check=_check,
    cell=lambda question, value, lang: f"{value[:3]}-{value[3:]}",
    saves_to=("postal_code",),
)
