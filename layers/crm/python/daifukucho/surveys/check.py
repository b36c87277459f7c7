"""Checking what a customer answers against the version of the survey that was shown."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from daifukucho.friends.edit import Edit, edit_from
from daifukucho.kernel.attribute import FIELD_PREFIX
from daifukucho.kernel.errors import Fault, Invalid, Unfit
from daifukucho.kernel.text import is_blank
from daifukucho.surveys.definition import SurveyDefinition
from daifukucho.surveys.effects import merged
from daifukucho.surveys.question import Question
from daifukucho.surveys.refusals import (
    ANSWERS_TOO_LONG,
    INVALID_ANSWERS,
    NO_KANA,
    NO_MAIL,
    NO_SUCH_QUESTION,
    NOT_BORN_YET,
)

MOST_BYTES = 60_000
"""All answers together, as JSON: an entry of the ledger holds them."""

_ASKED = {"family_kana": NO_KANA, "given_kana": NO_KANA, "mail": NO_MAIL}
"""The sentence for a text that has to have a form."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Answers in the form in which they are kept, by question, and what they change in the friend. ``uploads``: the
    answers that are the reference of an upload, which was not looked up yet."""

    answers: Mapping[str, Any]
    edit: Edit
    uploads: Mapping[str, str]


def check_answers(survey: SurveyDefinition, given: object, today: date) -> Checked:
    """Check all answers at once. What was answered and then hidden by a condition is left out.

    ``today``: the shop's date. Raises Invalid (``invalid_answers``) with every fault; pointers lead into
    ``given``, an object from a question's id to its answer.
    """
    faults: list[Fault] = []
    told: Mapping[str, Any] = given if isinstance(given, dict) else {}
    known = {question.id for question in survey.questions()}
    for key in told:
        if key not in known:
            escaped = str(key).replace("~", "~0").replace("/", "~1")
            faults.append(NO_SUCH_QUESTION.at(f"/{escaped}"))
    answers: dict[str, Any] = {}
    for question, conditions in survey.shown():
        if not all(condition.holds(answers) for condition in conditions):
            continue
        value = told.get(question.id)
        if _is_blank(value):
            if question.required:
                faults.append(Fault(f"/{question.id}", question.type.needed))
            continue
        try:
            answer = question.type.check(question, value, today)
            _refuse_unless_kept(question, answer)
            answers[question.id] = answer
            if question.saves_to == "birthday" and answer > today.isoformat():
                faults.append(NOT_BORN_YET.at(f"/{question.id}"))
        except Unfit as refused:
            faults.append(Fault(f"/{question.id}", refused.words))
    if not faults and len(json.dumps(answers, ensure_ascii=False).encode()) > MOST_BYTES:
        faults.append(ANSWERS_TOO_LONG.at(""))
    if faults:
        raise INVALID_ANSWERS(*faults)
    uploads = {question.id for question in survey.questions() if question.type.uploaded}
    named = {key: reference for key, reference in answers.items() if key in uploads}
    return Checked(answers, merged(_edits(survey, answers)), named)


def _is_blank(value: Any) -> bool:
    return value is None or value is False or value == [] or (isinstance(value, str) and is_blank(value))


def _edits(survey: SurveyDefinition, answers: Mapping[str, Any]) -> Iterator[Edit]:
    """What changes: by the answers in their order, then by the survey as a whole."""
    for question in survey.questions():
        if question.id in answers:
            yield from _edits_of(question, answers[question.id])
    if survey.effects:
        yield survey.effects.edit


def _edits_of(question: Question, answer: Any) -> Iterator[Edit]:
    chosen = answer if isinstance(answer, list) else [answer]
    yield from (o.effects.edit for o in question.options if o.effects and o.value in chosen)
    if question.saves_to and question.saves_to.startswith(FIELD_PREFIX):
        yield Edit(fields={question.saves_to.removeprefix(FIELD_PREFIX): answer})
    elif question.saves_to:
        yield edit_from({question.saves_to: answer})


def _refuse_unless_kept(question: Question, answer: Any) -> None:
    """Raises Unfit for a text that its attribute cannot take: one that is no mail address, or no kana."""
    ask = _ASKED.get(question.saves_to or "")
    if ask is None:
        return
    try:
        edit_from({question.saves_to or "": answer})
    except Invalid:
        raise Unfit(ask.words()) from None
