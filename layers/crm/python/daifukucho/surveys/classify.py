"""A survey that puts its friends into the nine segments: which answers mean what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from daifukucho.kernel.errors import Fault, Unfit
from daifukucho.kernel.rules import Fit, Key, Text, Whole, is_whole
from daifukucho.kernel.shape import Each, Shape, below
from daifukucho.kernel.words import Words
from daifukucho.nine_segments.segment import Bought, Segment, Thresholds, Told, declared
from daifukucho.nine_segments.standing import EXPIRES_DAYS
from daifukucho.surveys.condition import Asked
from daifukucho.surveys.refusals import LAPSES_TOO_EARLY, NO_DAYS, NOT_A_CHOICE, NOT_ITS_VALUES

_MOST_DAYS = 3_650
_MOST_VALUES = 100


@dataclass(frozen=True, slots=True)
class YesOrNo:
    """Which options of a question mean yes, and which no."""

    question: str
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()

    def told(self, answers: Mapping[str, Any]) -> bool | None:
        """``None`` without an answer, or for one that means nothing here."""
        answer = answers.get(self.question)
        return False if answer in self.no else True if answer in self.yes else None


@dataclass(frozen=True, slots=True)
class LastBought:
    """Which options of a question mean that the friend bought it ``within`` so many days, has ``lapsed``, or ``never`` bought it."""

    question: str
    within: Mapping[str, int]
    lapsed: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    def told(self, answers: Mapping[str, Any]) -> Bought | int | None:
        """``None`` without an answer, or for one that means nothing here."""
        answer = answers.get(self.question, "")
        if answer in self.never:
            return Bought.NEVER
        return Bought.LAPSED if answer in self.lapsed else self.within.get(answer)


@dataclass(frozen=True, slots=True)
class Classifier:
    """``product_id``: the key of the product or brand that is asked about. ``lapse_days`` ``None``: as many as usual, or one more than
    ``loyal_days``."""

    product_id: str
    aware: YesOrNo
    bought: LastBought
    intends: YesOrNo
    loyal_days: int = Thresholds().loyal_days
    lapse_days: int | None = None
    expires_days: int = EXPIRES_DAYS

    @property
    def thresholds(self) -> Thresholds:
        lapse = self.lapse_days or max(Thresholds().lapse_days, self.loyal_days + 1)
        return Thresholds(self.loyal_days, lapse)

    def segment(self, answers: Mapping[str, Any]) -> Segment | None:
        """The segment that the answers declare; ``None`` if they do not say."""
        told = Told(self.aware.told(answers), self.bought.told(answers), self.intends.told(answers))
        return declared(told, self.thresholds)


def _days(given: object) -> object:
    if not isinstance(given, dict) or not all(is_whole(days, 1, _MOST_DAYS) for days in given.values()):
        raise Unfit(NO_DAYS.words(most=_MOST_DAYS))
    return given


def _lapses_later(members: Mapping[str, Any], at: str) -> Iterator[Fault]:
    if "lapse_days" in members and members["lapse_days"] <= members.get("loyal_days", Thresholds().loyal_days):
        yield LAPSES_TOO_EARLY.at(f"{at}/lapse_days")


_VALUES = Each(Text(40), _MOST_VALUES)
_DAYS = Fit(
    _days,
    NO_DAYS.words(most=_MOST_DAYS),
    {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1, "maximum": _MOST_DAYS}},
)
_QUESTION = Text(40, rule=NOT_A_CHOICE)
_YES_OR_NO = Shape({"question": _QUESTION}, {"yes": _VALUES, "no": _VALUES}, make=YesOrNo)
_BOUGHT = Shape({"question": _QUESTION, "within": _DAYS}, {"lapsed": _VALUES, "never": _VALUES}, make=LastBought)
CLASSIFIER = Shape(
    {"product_id": Key(), "aware": _YES_OR_NO, "bought": _BOUGHT, "intends": _YES_OR_NO},
    {
        "loyal_days": Whole(1, _MOST_DAYS),
        "lapse_days": Whole(2, _MOST_DAYS),
        "expires_days": Whole(1, _MOST_DAYS),
    },
    also=_lapses_later,
    at_once=True,
    make=Classifier,
    says=Words("どの回答で9セグメントのどこに入るかです。", "Which answers put a friend into which segment."),
)


def meaning_faults(given: Any, at: str, questions: Mapping[str, Asked]) -> Iterator[Fault]:
    """What is wrong with the questions and the options that something sent as a classifier names, whatever else is."""
    told = given if isinstance(given, Mapping) else {}
    for name, shape in (("aware", _YES_OR_NO), ("bought", _BOUGHT), ("intends", _YES_OR_NO)):
        here, (_, fine) = below(at, name), shape.read(told.get(name))
        question = questions.get(fine.get("question", ""))
        if "question" in fine and (question is None or question.type not in ("choice", None)):
            yield NOT_A_CHOICE.at(f"{here}/question")
        values = question.values if question else ()
        for part in ("within", "yes", "no", "lapsed", "never"):
            if values is not None and not all(value in values for value in fine.get(part, ())):
                wrong = NO_DAYS if part == "within" else NOT_ITS_VALUES
                yield wrong.at(f"{here}/{part}", choices=", ".join(values), most=_MOST_DAYS)
