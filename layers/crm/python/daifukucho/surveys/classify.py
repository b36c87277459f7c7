"""A survey that puts its friends into the nine segments: which answers mean what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from daifukucho.kernel.reading import Reader, is_whole
from daifukucho.nine_segments.segment import Bought, Segment, Thresholds, Told, declared
from daifukucho.nine_segments.standing import EXPIRES_DAYS
from daifukucho.surveys.question import Question
from daifukucho.surveys.refusals import LAPSES_TOO_EARLY, NO_DAYS, NOT_A_CHOICE, NOT_ITS_VALUES

_MOST_DAYS = 3_650


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the options of one question mean."""

    question: str = ""
    of: Mapping[str, Any] = field(default_factory=dict)

    def told(self, answers: Mapping[str, Any]) -> Any:
        """``None`` without an answer, or for one that means nothing here."""
        return self.of.get(answers.get(self.question, ""))


@dataclass(frozen=True, slots=True)
class Classifier:
    """``product``: the key of the product or brand that is asked about."""

    product: str
    aware: Meaning
    bought: Meaning
    intends: Meaning
    thresholds: Thresholds
    expires_days: int

    def segment(self, answers: Mapping[str, Any]) -> Segment | None:
        """The segment that the answers declare; ``None`` if they do not say."""
        told = Told(self.aware.told(answers), self.bought.told(answers), self.intends.told(answers))
        return declared(told, self.thresholds)


def read_classifier(reader: Reader, questions: Mapping[str, Question]) -> Classifier:
    """The part ``nine_segments`` of a definition."""
    product = reader.key("product")
    aware = _yes_or_no(reader, "aware", questions)
    bought = _bought(reader, questions)
    intends = _yes_or_no(reader, "intends", questions)
    loyal = reader.whole("loyal_days", 1, _MOST_DAYS, Thresholds().loyal_days)
    lapse = reader.whole("lapse_days", 2, _MOST_DAYS, max(Thresholds().lapse_days, loyal + 1))
    if lapse <= loyal:
        reader.fault("lapse_days", LAPSES_TOO_EARLY.words())
    expires = reader.whole("expires_days", 1, _MOST_DAYS, EXPIRES_DAYS)
    reader.done()
    return Classifier(product, aware, bought, intends, Thresholds(loyal, lapse), expires)


def _yes_or_no(reader: Reader, name: str, questions: Mapping[str, Question]) -> Meaning:
    inner = Reader(reader.take(name), f"{reader.at}/{name}", reader.faults, "What answers mean")
    key, values = _question(inner, questions)
    found = dict.fromkeys(_values(inner, "yes", values), True)
    found |= dict.fromkeys(_values(inner, "no", values), False)
    inner.done()
    return Meaning(key, found)


def _bought(reader: Reader, questions: Mapping[str, Question]) -> Meaning:
    inner = Reader(reader.take("bought"), f"{reader.at}/bought", reader.faults, "What answers mean")
    key, values = _question(inner, questions)
    none: dict[str, Any] = {}
    days = inner.read(
        "within",
        lambda v: isinstance(v, dict) and all(k in values and is_whole(d, 1, _MOST_DAYS) for k, d in v.items()),
        none,
        NO_DAYS.words(most=_MOST_DAYS),
        needed=True,
    )
    found = dict(days)
    found |= dict.fromkeys(_values(inner, "lapsed", values), Bought.LAPSED)
    found |= dict.fromkeys(_values(inner, "never", values), Bought.NEVER)
    inner.done()
    return Meaning(key, found)


def _question(reader: Reader, questions: Mapping[str, Question]) -> tuple[str, list[str]]:
    key = reader.take("question")
    question = questions.get(key) if isinstance(key, str) else None
    if question is None or question.type.key != "choice":
        reader.fault("question", NOT_A_CHOICE.words())
        return "", []
    return question.question_id, [option.value for option in question.options]


def _values(reader: Reader, name: str, values: list[str]) -> list[str]:
    rule = NOT_ITS_VALUES.words(choices=", ".join(values))
    return reader.read(name, lambda v: isinstance(v, list) and all(x in values for x in v), [], rule)
