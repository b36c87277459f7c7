"""One of several options."""

from datetime import date
from typing import Any

from daifukucho.kernel.attribute import AttributeType
from daifukucho.kernel.errors import Unfit, Wrong
from daifukucho.kernel.reading import Reader
from daifukucho.kernel.words import Language, Words
from daifukucho.surveys.question import CHOOSE_IT, QuestionType, Settings
from daifukucho.surveys.types._options import label_of, read_options, show_options

_NOT_ONE = Wrong("選択肢から1つ選んでください。", "Choose one of the options.")


def _read(reader: Reader) -> Settings:
    return {"options": read_options(reader)}


def _check(settings: Settings, given: Any, today: date) -> str:
    if not isinstance(given, str) or given not in [option.value for option in settings["options"]]:
        raise Unfit(_NOT_ONE.words())
    return given


def _show(settings: Settings, lang: Language) -> Settings:
    return {"options": show_options(settings, lang)}


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
    read=_read,
    check=_check,
    show=_show,
    cell=label_of,
    compares=("is",),
    needed=CHOOSE_IT,
)
