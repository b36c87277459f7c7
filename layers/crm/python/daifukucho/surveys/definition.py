"""A survey as its shop defines it: pages of questions, when it is open, what an answer changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from daifukucho.kernel.errors import Fault
from daifukucho.kernel.resource import Resource
from daifukucho.kernel.rules import Choice, Instant, Text, Whole
from daifukucho.kernel.shape import Each, Label, OneOf, Shape
from daifukucho.kernel.words import Words
from daifukucho.surveys.classify import CLASSIFIER, Classifier
from daifukucho.surveys.condition import SHOW_IF, Condition
from daifukucho.surveys.effects import EFFECTS, Effects
from daifukucho.surveys.question import QUESTION_ID, Question, TypeOf
from daifukucho.surveys.refusals import CLOSES_TOO_EARLY, INVALID_SURVEY, SURVEY_NOT_FOUND
from daifukucho.surveys.types import TYPES, Shapes

KIND = "survey"
NAME_LIMIT = 100
MOST_PAGES = 20
MOST_QUESTIONS = 100
MOST_APPLICANTS = 1_000_000
_TITLE, _LONG = 100, 2_000


class Repeats(StrEnum):
    """How often one friend may answer. ``ONCE_A_VERSION``: again whenever the survey was changed."""

    ONCE = "once"
    ONCE_A_VERSION = "once_a_version"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Page:
    """Some questions that are shown together. ``show_if`` ``None``: always."""

    questions: tuple[Question, ...]
    title: Words | None = None
    show_if: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyDefinition:
    """``name`` is the staff's, ``title`` and the other words are the customers'. Instants are UTC epoch milliseconds:
    open from ``opens_at`` until before ``closes_at``. ``limit``: how many answers are taken at most. ``effects``: what any answer
    changes."""

    name: str
    title: Words
    pages: tuple[Page, ...]
    description: Words | None = None
    thanks: Words | None = None
    repeats: Repeats = Repeats.ONCE
    opens_at: int | None = None
    closes_at: int | None = None
    limit: int | None = None
    effects: Effects | None = None
    nine_segments: Classifier | None = None

    def questions(self) -> Iterator[Question]:
        """All of them, in their order."""
        for page in self.pages:
            yield from page.questions

    def shown(self) -> Iterator[tuple[Question, tuple[Condition, ...]]]:
        """Each question, and the conditions that all have to hold for it to be shown."""
        for page in self.pages:
            for question in page.questions:
                yield question, tuple(c for c in (page.show_if, question.show_if) if c)


def _closes_later(members: Mapping[str, Any], at: str) -> Iterator[Fault]:
    if "opens_at" in members and "closes_at" in members and members["closes_at"] <= members["opens_at"]:
        yield CLOSES_TOO_EARLY.at(f"{at}/closes_at")


QUESTION = OneOf("type", {"id": QUESTION_ID, "type": TypeOf(TYPES)}, Shapes())
_PAGE = Shape({"questions": Each(QUESTION, MOST_QUESTIONS, 1)}, {"title": Label(_TITLE), "show_if": SHOW_IF}, make=Page)
SURVEY: Resource[SurveyDefinition] = Resource(
    kind=KIND,
    path="surveys",
    id_name="survey_id",
    name=Words("回答フォーム", "survey"),
    shape=Shape(
        {
            "name": Text(NAME_LIMIT, says=Words("スタッフが呼ぶ名前です。", "The staff's name for it.")),
            "title": Label(
                _TITLE, says=Words("お客様に見せる題です。", "For the customers: `ja`, and `en` if there is one.")
            ),
            "pages": Each(
                _PAGE,
                MOST_PAGES,
                1,
                says=Words(
                    f"質問のページと、それを表示する条件です。質問は全部で{MOST_QUESTIONS}個までです。",
                    "Pages of questions, with the conditions under which they show; "
                    f"{MOST_QUESTIONS} questions in all at most.",
                ),
            ),
        },
        {
            "description": Label(_LONG, lines=True),
            "thanks": Label(
                _LONG, lines=True, says=Words("回答のあとに見せる言葉です。", "What is shown once it was answered.")
            ),
            "repeats": Choice(Repeats, Words("1人が何回答えられるかです。", "How often one friend may answer.")),
            "opens_at": Instant(),
            "closes_at": Instant(),
            "limit": Whole(
                1,
                MOST_APPLICANTS,
                Words("受け付ける回答の数の上限です。", "How many answers are taken at most."),
            ),
            "effects": EFFECTS,
            "nine_segments": CLASSIFIER,
        },
        also=_closes_later,
        at_once=True,
        make=SurveyDefinition,
    ),
    missing=SURVEY_NOT_FOUND,
    invalid=INVALID_SURVEY,
    example={
        "name": "来店アンケート",
        "title": {"ja": "ご来店アンケート", "en": "About your visit"},
        "description": {"ja": "30秒で終わります。", "en": "It takes half a minute."},
        "thanks": {"ja": "ありがとうございました。", "en": "Thank you."},
        "repeats": "once",
        "opens_at": "2026-11-22T10:00:00+09:00",
        "closes_at": "2026-12-24T20:00:00+09:00",
        "limit": 100,
        "pages": [
            {
                "questions": [
                    {
                        "id": "taste",
                        "type": "choice",
                        "label": {"ja": "お好みの甘さは？", "en": "How sweet do you like it?"},
                        "required": True,
                        "options": [
                            {
                                "value": "sweet",
                                "label": {"ja": "甘め", "en": "Sweet"},
                                "effects": {"tags_add": ["甘め"]},
                            },
                            {"value": "plain", "label": {"ja": "ひかえめ", "en": "Less sweet"}},
                        ],
                    },
                    {
                        "id": "birthday",
                        "type": "date",
                        "label": {"ja": "お誕生日", "en": "Your birthday"},
                        "last": "today",
                        "saves_to": "birthday",
                    },
                ]
            }
        ],
        "effects": {"tags_add": ["アンケート回答"]},
        "nine_segments": None,
    },
)
