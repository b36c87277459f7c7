"""A scale, from one end to the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from daifukucho.kernel.errors import Unfit, Wrong
from daifukucho.kernel.rules import Whole, is_whole
from daifukucho.kernel.shape import Label
from daifukucho.kernel.words import Language, Words
from daifukucho.surveys.question import CHOOSE_IT, Question, QuestionType

_END = 40
_NOT_WITHIN = Wrong("{least}〜{most} から選んでください。", "Choose from {least} to {most}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleQuestion(Question):
    """``low`` and ``high``: what its ends are called."""

    min: int = 1
    max: int = 5
    low: Words | None = None
    high: Words | None = None


def _check(question: ScaleQuestion, given: Any, today: date) -> int:
    least, most = question.min, question.max
    if not is_whole(given, least, most):
        raise Unfit(_NOT_WITHIN.words(least=least, most=most))
    return int(given)


def _show(question: ScaleQuestion, lang: Language) -> Mapping[str, Any]:
    low, high = (end and getattr(end, lang) for end in (question.low, question.high))
    return {"min": question.min, "max": question.max, "low": low, "high": high}


TYPE = QuestionType(
    key="scale",
    label=Words("段階評価", "scale"),
    description=Words("0または1から、2〜10までの段階で答える。", "From 0 or 1 to as far as 10."),
    example={"min": 0, "max": 10, "low": {"ja": "すすめない"}, "high": {"ja": "ぜひすすめたい"}},
    answer=9,
    kept=9,
    optional={"min": Whole(0, 1), "max": Whole(2, 10), "low": Label(_END), "high": Label(_END)},
    make=ScaleQuestion,
    check=_check,
    show=_show,
    cell=lambda question, value, lang: str(value),
    compares=("at_least", "at_most"),
    needed=CHOOSE_IT,
)
