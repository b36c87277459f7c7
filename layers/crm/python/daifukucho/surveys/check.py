"""Checking what a customer answers against the version of the survey that she was shown."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from daifukucho.friends.attributes import FIELD_PREFIX
from daifukucho.friends.edit import Edit, edit_from
from daifukucho.kernel.errors import Fault, Invalid
from daifukucho.kernel.text import is_blank
from daifukucho.kernel.words import Language, Words
from daifukucho.surveys.definition import SurveyDefinition
from daifukucho.surveys.effects import merged
from daifukucho.surveys.question import Question, Refused

MOST_BYTES = 60_000
"""All answers together, as JSON: an entry of the ledger holds them."""

_UNKNOWN = Words("この質問はありません。", "There is no such question.")
_UNBORN = Words(
    "まだ来ていない日付です。生年月日を入力してください。", "This date has not come yet. Give the date of birth."
)
_TOO_LONG = Words("回答が全体で長すぎます。短くしてください。", "All answers together are too long; shorten some.")
_KANA = Words("ひらがなかカタカナで入力してください。", "Write it in hiragana or katakana.")
_ASKED = {
    "family_kana": _KANA,
    "given_kana": _KANA,
    "mail": Words(
        "メールアドレスを確認してください（例：hanako@example.com）。", "Check the address, such as hanako@example.com."
    ),
}
"""What is asked for where a text is to be kept that has a form."""
_DETAIL = Words("回答を確認してください。まだ送信されていません。", "Look at your answers again; nothing was sent yet.")


@dataclass(frozen=True, slots=True)
class Checked:
    """Answers in the form in which they are kept, by question, and what they change in the friend. ``uploads``: those
    that are the reference of one, which nobody has looked for yet."""

    answers: Mapping[str, Any]
    edit: Edit
    uploads: Mapping[str, str]


def check_answers(survey: SurveyDefinition, given: object, today: date, lang: Language) -> Checked:
    """Check all answers at once. What was answered and then hidden by a condition is left out.

    ``today``: the shop's date. Raises Invalid (``invalid_answers``) with every fault, in the language of the page;
    pointers lead into ``given``, an object from a question's id to its answer.
    """
    faults: list[Fault] = []
    told: Mapping[str, Any] = given if isinstance(given, dict) else {}
    known = {question.question_id for question in survey.questions()}
    for key in told:
        if key not in known:
            escaped = str(key).replace("~", "~0").replace("/", "~1")
            faults.append(Fault(f"/{escaped}", getattr(_UNKNOWN, lang)))
    answers: dict[str, Any] = {}
    for question, conditions in survey.shown():
        if not all(condition.holds(answers) for condition in conditions):
            continue
        value = told.get(question.question_id)
        if _is_blank(value):
            if question.required:
                faults.append(Fault(f"/{question.question_id}", getattr(question.type.needed, lang)))
            continue
        try:
            answer = question.type.check(question.settings, value, today)
            _refuse_unless_kept(question, answer)
            answers[question.question_id] = answer
            if question.saves_to == "birthday" and answer > today.isoformat():
                faults.append(Fault(f"/{question.question_id}", getattr(_UNBORN, lang)))
        except Refused as refused:
            faults.append(Fault(f"/{question.question_id}", getattr(refused.words, lang)))
    if not faults and len(json.dumps(answers, ensure_ascii=False).encode()) > MOST_BYTES:
        faults.append(Fault("", getattr(_TOO_LONG, lang)))
    if faults:
        raise invalid_answers(faults, lang)
    uploads = {question.question_id for question in survey.questions() if question.type.uploaded}
    named = {key: reference for key, reference in answers.items() if key in uploads}
    return Checked(answers, merged(_edits(survey, answers)), named)


def invalid_answers(faults: Sequence[Fault], lang: Language) -> Invalid:
    """The refusal of answers with faults; pointers lead from a question's id."""
    return Invalid(getattr(_DETAIL, lang), code="invalid_answers", faults=faults)


def _is_blank(value: Any) -> bool:
    return value is None or value is False or value == [] or (isinstance(value, str) and is_blank(value))


def _edits(survey: SurveyDefinition, answers: Mapping[str, Any]) -> Iterator[Edit]:
    """What changes: by the answers in their order, then by the survey as a whole."""
    for question in survey.questions():
        if question.question_id in answers:
            yield from _edits_of(question, answers[question.question_id])
    yield survey.edit


def _edits_of(question: Question, answer: Any) -> Iterator[Edit]:
    chosen = answer if isinstance(answer, list) else [answer]
    yield from (option.edit for option in question.options if option.value in chosen)
    if question.saves_to and question.saves_to.startswith(FIELD_PREFIX):
        yield Edit(fields={question.saves_to.removeprefix(FIELD_PREFIX): answer})
    elif question.saves_to:
        yield edit_from({question.saves_to: answer})


def _refuse_unless_kept(question: Question, answer: Any) -> None:
    """Raises Refused for a text that its attribute cannot take: a mail address or kana that is none."""
    ask = _ASKED.get(question.saves_to or "")
    if ask is None:
        return
    try:
        edit_from({question.saves_to or "": answer})
    except Invalid:
        raise Refused(*ask) from None
