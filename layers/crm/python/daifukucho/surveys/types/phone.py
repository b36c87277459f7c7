"""A telephone number."""

from datetime import date
from typing import Any

from daifukucho.kernel.errors import Unfit, Wrong
from daifukucho.kernel.japan import phone
from daifukucho.kernel.words import Words
from daifukucho.surveys.question import Question, QuestionType

_NO_NUMBER = Wrong(
    "電話番号を市外局番または 090 などから入力してください（海外の番号は + から）。",
    "Write the number from its first 0, such as 090-1234-5678, or from its + if it is abroad.",
)


def _check(question: Question, given: Any, today: date) -> str:
    number = phone(given) if isinstance(given, str) and len(given) <= 40 else None
    if number is None:
        raise Unfit(_NO_NUMBER.words())
    return number


TYPE = QuestionType(
    key="phone",
    label=Words("電話番号", "telephone number"),
    description=Words("電話番号。E.164 の形で保存する。", "A telephone number, kept as E.164."),
    example={},
    answer="０９０ー１２３４ー５６７８",
    kept="+819012345678",
    check=_check,
    cell=lambda question, value, lang: str(value),
    saves_to=("phone",),
)
