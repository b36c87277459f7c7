"""A telephone number."""

from datetime import date
from typing import Any

from daifukucho.kernel.errors import Unfit, Wrong
from daifukucho.kernel.japan import phone
from daifukucho.kernel.reading import Reader
from daifukucho.kernel.words import Language, Words
from daifukucho.surveys.question import QuestionType, Settings

_NO_NUMBER = Wrong(
    "電話番号を市外局番または 090 などから入力してください（海外の番号は + から）。",
    "Write the number from its first 0, such as 090-1234-5678, or from its + if it is abroad.",
)


def _read(reader: Reader) -> Settings:
    return {}


def _check(settings: Settings, given: Any, today: date) -> str:
    number = phone(given) if isinstance(given, str) and len(given) <= 40 else None
    if number is None:
        raise Unfit(_NO_NUMBER.words())
    return number


def _show(settings: Settings, lang: Language) -> Settings:
    return settings


TYPE = QuestionType(
    key="phone",
    label=Words("電話番号", "telephone number"),
    description=Words("電話番号。E.164 の形で保存する。", "A telephone number, kept as E.164."),
    example={},
    answer="０９０ー１２３４ー５６７８",
    kept="+819012345678",
    read=_read,
    check=_check,
    show=_show,
    cell=lambda settings, value, lang: str(value),
    saves_to={"phone": lambda settings: True},
)
