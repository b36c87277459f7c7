"""What was answered: an answer as a person reads it, and as a line of a table (CSV)."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from daifukucho.friends.friend import Friend
from daifukucho.kernel.cell import harmless
from daifukucho.kernel.time import to_iso
from daifukucho.kernel.words import Language, Words
from daifukucho.surveys.definition import SurveyDefinition

BOM = "\ufeff"
"""Excel takes a file for UTF-8 if it begins with this."""

_COLUMNS = {
    "answer_id": Words("回答ID", "answer id"),
    "at": Words("回答日時", "answered"),
    "friend_id": Words("友だちのID", "friend id"),
    "display_name": Words("LINEの表示名", "LINE display name"),
    "real_name": Words("氏名", "real name"),
    "alias": Words("管理名", "alias"),
    "member_no": Words("会員番号", "member number"),
    "version": Words("回答フォームの版", "version"),
}
NAMES = ("display_name", "family_name", "given_name", "alias", "member_no")
"""The attributes of a friend that a table shows."""

_OTHERS = Words("以前の版の質問", "questions of former versions")


@dataclass(frozen=True, slots=True)
class Answer:
    """One friend's answers to a survey, by question, as they are kept. ``at``: UTC epoch milliseconds."""

    answer_id: str
    friend_id: str
    at: int
    version: int
    answers: Mapping[str, Any]


def to_csv(
    survey: SurveyDefinition,
    answers: Iterable[Answer],
    friends: Mapping[str, Friend],
    lang: Language,
    *,
    first: bool,
) -> str:
    """A table, a row for each answer, with the names by which ``friends`` (by id) are known now; the ``first`` part of it begins with a byte order mark and the columns' names.

    A column is a question of the survey as it is now; answers to questions that it no longer has are in the last
    column. No cell is taken for a formula (see ``harmless``).
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    questions = list(survey.questions())
    if first:
        names = [*_COLUMNS.values(), *(question.label for question in questions), _OTHERS]
        writer.writerow([harmless(getattr(name, lang)) for name in names])
    for answer in answers:
        cells = [answer.answer_id, to_iso(answer.at), *_friend(answer.friend_id, friends), str(answer.version)]
        left = dict(answer.answers)
        for question in questions:
            value = left.get(question.id)
            fits = question.id in left and _fits(question.type.kept, value)
            cells.append(question.type.cell(question, left.pop(question.id), lang) if fits else "")
        cells.append("; ".join(f"{key}: {value}" for key, value in left.items()))
        writer.writerow(map(harmless, cells))
    return (BOM if first else "") + written.getvalue()


def _friend(friend_id: str, friends: Mapping[str, Friend]) -> list[str]:
    friend = friends.get(friend_id) or Friend(friend_id)
    real_name = " ".join(filter(None, (friend.family_name, friend.given_name)))
    return [friend_id, friend.display_name or "", real_name, friend.alias or "", friend.member_no or ""]


def _fits(example: Any, value: Any) -> bool:
    """Whether an answer is one of this type: a question may have had another type in a former version."""
    if isinstance(example, int):
        return isinstance(value, int | float)
    if isinstance(example, dict):
        return isinstance(value, dict) and example.keys() <= value.keys()
    return isinstance(value, type(example))
