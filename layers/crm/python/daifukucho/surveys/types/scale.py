"""A scale, from one end to the other."""

from datetime import date
from typing import Any

from daifukucho.kernel.errors import Unfit, Wrong
from daifukucho.kernel.reading import Reader, is_whole
from daifukucho.kernel.words import Language, Words
from daifukucho.surveys.question import CHOOSE_IT, QuestionType, Settings

_END = 40
_NOT_WITHIN = Wrong("{least}〜{most} から選んでください。", "Choose from {least} to {most}.")


def _read(reader: Reader) -> Settings:
    least = reader.whole("min", 0, 1, 1)
    most = reader.whole("max", 2, 10, 5)
    return {"min": least, "max": most, "low": reader.words("low", _END), "high": reader.words("high", _END)}


def _check(settings: Settings, given: Any, today: date) -> int:
    least, most = settings["min"], settings["max"]
    if not is_whole(given, least, most):
        raise Unfit(_NOT_WITHIN.words(least=least, most=most))
    return int(given)


def _show(settings: Settings, lang: Language) -> Settings:
    ends = {end: settings[end] and getattr(settings[end], lang) for end in ("low", "high")}
    return {"min": settings["min"], "max": settings["max"], **ends}


TYPE = QuestionType(
    key="scale",
    label=Words("段階評価", "scale"),
    description=Words("0または1から、2〜10までの段階で答える。", "From 0 or 1 to as far as 10."),
    example={"min": 0, "max": 10, "low": {"ja": "すすめない"}, "high": {"ja": "ぜひすすめたい"}},
    answer=9,
    kept=9,
    read=_read,
    check=_check,
    show=_show,
    cell=lambda settings, value, lang: str(value),
    compares=("at_least", "at_most"),
    needed=CHOOSE_IT,
)
