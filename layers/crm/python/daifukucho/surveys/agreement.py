"""What the parts of a survey have to agree on, as far as each can be told: so whoever sends one hears all of it at once."""

from collections.abc import Iterator, Mapping
from typing import Any

from daifukucho.kernel.errors import Fault
from daifukucho.surveys.classify import meaning_faults
from daifukucho.surveys.condition import Asked, comparison_faults
from daifukucho.surveys.definition import MOST_PAGES, MOST_QUESTIONS, QUESTION
from daifukucho.surveys.question import MOST_OPTIONS, QuestionType
from daifukucho.surveys.refusals import ID_TAKEN, TOO_MANY_QUESTIONS


def disagreements(given: object) -> Iterator[Fault]:
    """What is wrong between the parts of what was sent as a survey: questions of one id, conditions on questions that are not
    before them, meanings of options that are not there."""
    told: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    asked: dict[str, Asked] = {}
    for page, at in _objects(told.get("pages"), "/pages", MOST_PAGES):
        yield from comparison_faults(page.get("show_if"), f"{at}/show_if", asked)
        for question, here in _objects(page.get("questions"), f"{at}/questions", MOST_QUESTIONS):
            yield from comparison_faults(question.get("show_if"), f"{here}/show_if", asked)
            _, fine = QUESTION.read(question)
            if "id" in fine:
                if fine["id"] in asked:
                    yield ID_TAKEN.at(f"{here}/id")
                asked[fine["id"]] = _asked(fine.get("type"), question.get("options"))
    if len(asked) > MOST_QUESTIONS:
        yield TOO_MANY_QUESTIONS.at("/pages", most=MOST_QUESTIONS)
    yield from meaning_faults(told.get("nine_segments"), "/nine_segments", asked)


def _objects(given: Any, at: str, most: int) -> Iterator[tuple[Mapping[str, Any], str]]:
    for n, item in enumerate(given[:most] if isinstance(given, list) else ()):
        if isinstance(item, Mapping):
            yield item, f"{at}/{n}"


def _asked(kind: QuestionType | None, options: Any) -> Asked:
    """``options`` as they were sent: one may be named before all is right with it."""
    if kind is None:
        return Asked(None, None, None)
    values = [option.get("value") for option, _ in _objects(options, "", MOST_OPTIONS)]
    told = [value for value in values if isinstance(value, str)] if isinstance(options, list) else None
    return Asked(kind.key, kind.compares, told)
