"""Any number of several options."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from daifukucho.kernel.errors import Fault, Unfit, Wrong
from daifukucho.kernel.refusals import WHOLE
from daifukucho.kernel.rules import Whole
from daifukucho.kernel.words import Language, Words
from daifukucho.surveys.question import CHOOSE_IT, MOST_OPTIONS, Question, QuestionType
from daifukucho.surveys.types._options import OPTIONS, label_of, show_options

_NOT_SO_MANY = Wrong("選択肢から{least}〜{most}個選んでください。", "Choose {least} to {most} of the options.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoicesQuestion(Question):
    """``max_chosen`` ``None``: all of the options."""

    min_chosen: int = 1
    max_chosen: int | None = None

    @property
    def most(self) -> int:
        return self.max_chosen or len(self.options)


def _also(members: Mapping[str, Any], at: str) -> Iterator[Fault]:
    there = len(members["options"]) if "options" in members else MOST_OPTIONS
    most = members.get("max_chosen", there)
    if most > there:
        yield WHOLE.at(f"{at}/max_chosen", least=1, most=there)
    elif members.get("min_chosen", 1) > most:
        yield WHOLE.at(f"{at}/min_chosen", least=1, most=most)


def _check(question: ChoicesQuestion, given: Any, today: date) -> list[str]:
    values = [option.value for option in question.options]
    least, most = question.min_chosen, question.most
    fine = isinstance(given, list) and all(isinstance(value, str) and value in values for value in given)
    chosen = [value for value in values if value in given] if fine else []
    if not fine or not least <= len(chosen) <= most:
        raise Unfit(_NOT_SO_MANY.words(least=least, most=most))
    return chosen


def _show(question: ChoicesQuestion, lang: Language) -> Mapping[str, Any]:
    return {**show_options(question, lang), "min_chosen": question.min_chosen, "max_chosen": question.most}


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
    required={"options": OPTIONS},
    optional={"min_chosen": Whole(1, MOST_OPTIONS), "max_chosen": Whole(1, MOST_OPTIONS)},
    also=_also,
    make=ChoicesQuestion,
    check=_check,
    show=_show,
    cell=lambda question, value, lang: ", ".join(label_of(question, each, lang) for each in value),
    compares=("is",),
    needed=CHOOSE_IT,
)
