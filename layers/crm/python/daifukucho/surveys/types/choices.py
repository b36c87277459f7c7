"""Any number of several options."""

from datetime import date
from typing import Any

from daifukucho.kernel.errors import Unfit, Wrong
from daifukucho.kernel.reading import Reader
from daifukucho.kernel.words import Language, Words
from daifukucho.surveys.question import CHOOSE_IT, QuestionType, Settings
from daifukucho.surveys.types._options import label_of, read_options, show_options

_NOT_SO_MANY = Wrong("選択肢から{least}〜{most}個選んでください。", "Choose {least} to {most} of the options.")


def _read(reader: Reader) -> Settings:
    options = read_options(reader)
    most = reader.whole("max_chosen", 1, max(1, len(options)), max(1, len(options)))
    least = reader.whole("min_chosen", 1, most, 1)
    return {"options": options, "min_chosen": least, "max_chosen": most}


def _check(settings: Settings, given: Any, today: date) -> list[str]:
    values = [option.value for option in settings["options"]]
    least, most = settings["min_chosen"], settings["max_chosen"]
    fine = isinstance(given, list) and all(isinstance(value, str) and value in values for value in given)
    chosen = [value for value in values if value in given] if fine else []
    if not fine or not least <= len(chosen) <= most:
        raise Unfit(_NOT_SO_MANY.words(least=least, most=most))
    return chosen


def _show(settings: Settings, lang: Language) -> Settings:
    return {**settings, "options": show_options(settings, lang)}


TYPE = QuestionType(
    key="choices",
    label=Words("複数選択", "choose many"),
    description=Words("選択肢からいくつでも選ぶ。", "As many of the options as apply."),
    example={
        "options": [
            {"value": "mame", "label": {"ja": "豆大福"}, "effects": {"tags_add": ["豆大福が好き"]}},
            {"value": "ichigo", "label": {"ja": "いちご大福"}},
            {"value": "yomogi", "label": {"ja": "よもぎ大福"}},
        ],
        "max_chosen": 2,
    },
    answer=["ichigo", "mame"],
    kept=["mame", "ichigo"],
    read=_read,
    check=_check,
    show=_show,
    cell=lambda settings, value, lang: ", ".join(label_of(settings, each, lang) for each in value),
    compares=("is",),
    needed=CHOOSE_IT,
)
