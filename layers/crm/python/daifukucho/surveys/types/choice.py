"""One of several options."""

from datetime import date
from typing import Any

from daifukucho.kernel.attribute import AttributeType
from daifukucho.kernel.errors import Unfit, Wrong
from daifukucho.kernel.words import Words
from daifukucho.surveys.question import CHOOSE_IT, Question, QuestionType
from daifukucho.surveys.types._options import OPTIONS, label_of, show_options

_NOT_ONE = Wrong("選択肢から1つ選んでください。", "Choose one of the options.")


def _check(question: Question, given: Any, today: date) -> str:
    if not isinstance(given, str) or given not in [option.value for option in question.options]:
        raise Unfit(_NOT_ONE.words())
    return given


TYPE = QuestionType(
    key="choice",
    label=Words("単一選択", "choose one"),
    description=Words("選択肢から1つ選ぶ。", "One of several options."),
    example={
        "options": [
            {"value": "sweet", "label": {"ja": "甘め", "en": "Sweet"}, "effects": {"tags_add": ["甘め"]}},
            {"value": "plain", "label": {"ja": "ひかえめ", "en": "Less sweet"}},
        ]
    },
    answer="sweet",
    kept="sweet",
    fills=AttributeType.CHOICE,
    required={"options": OPTIONS},
    check=_check,
    show=show_options,
    cell=label_of,
    compares=("is",),
    needed=CHOOSE_IT,
)
