"""A survey as a page shows it: in one language, and without what is the shop's own business."""

from typing import Literal, NotRequired, cast

from typing_extensions import TypedDict

from daifukucho.kernel.words import Language, Words
from daifukucho.surveys.condition import Condition
from daifukucho.surveys.definition import Page, Repeats
from daifukucho.surveys.question import Question
from daifukucho.surveys.survey import Survey


class AllOf(TypedDict):
    all: "list[ShowIf]"


class AnyOf(TypedDict):
    any: "list[ShowIf]"


Not = TypedDict("Not", {"not": "ShowIf"})


class Comparison(TypedDict):
    """A question that has no answer, or was not shown, makes every comparison false."""

    question: str
    op: Literal["answered", "is", "at_least", "at_most"]
    value: NotRequired[str | float]


ShowIf = AllOf | AnyOf | Not | Comparison


class _Asked(TypedDict):
    id: str
    label: str
    help: str | None
    required: bool
    show_if: ShowIf | None


class TextQuestion(_Asked):
    type: Literal["text"]
    multiline: bool
    min_length: int
    max_length: int


class Option(TypedDict):
    value: str
    label: str


class ChoiceQuestion(_Asked):
    type: Literal["choice"]
    options: list[Option]


class ChoicesQuestion(_Asked):
    type: Literal["choices"]
    options: list[Option]
    min_chosen: int
    max_chosen: int


class DateQuestion(_Asked):
    """`first` and `last` may be `today`."""

    type: Literal["date"]
    first: str
    last: str


class NumberQuestion(_Asked):
    type: Literal["number"]
    min: float
    max: float
    decimals: int


class ScaleQuestion(_Asked):
    type: Literal["scale"]
    min: int
    max: int
    low: str | None
    high: str | None


class AddressQuestion(_Asked):
    type: Literal["address"]
    prefectures: list[str]


class ConsentQuestion(_Asked):
    type: Literal["consent"]
    text: str
    text_version: str


class PlainQuestion(_Asked):
    type: Literal["postal_code", "phone", "image"]


ShownQuestion = (
    TextQuestion
    | ChoiceQuestion
    | ChoicesQuestion
    | DateQuestion
    | NumberQuestion
    | ScaleQuestion
    | AddressQuestion
    | ConsentQuestion
    | PlainQuestion
)


class ShownPage(TypedDict):
    title: str | None
    show_if: ShowIf | None
    questions: list[ShownQuestion]


class ShownSurvey(TypedDict):
    """A survey in one language. Instants are epoch milliseconds, dates `YYYY-MM-DD`."""

    survey_id: str
    version: int
    title: str
    description: str | None
    thanks: str | None
    repeats: Repeats
    opens_at: int | None
    closes_at: int | None
    pages: list[ShownPage]


def shown(survey: Survey, lang: Language) -> ShownSurvey:
    """Words, questions, times, limits of answers and conditions; no tags, no attributes, no segments, no staff's name."""
    definition = survey.says
    return {
        "survey_id": survey.id,
        "version": survey.version,
        "title": getattr(definition.title, lang),
        "description": _said(definition.description, lang),
        "thanks": _said(definition.thanks, lang),
        "repeats": definition.repeats,
        "opens_at": definition.opens_at,
        "closes_at": definition.closes_at,
        "pages": [_page(page, lang) for page in definition.pages],
    }


def _page(page: Page, lang: Language) -> ShownPage:
    return {
        "title": _said(page.title, lang),
        "show_if": _show_if(page.show_if),
        "questions": [_question(question, lang) for question in page.questions],
    }


def _question(question: Question, lang: Language) -> ShownQuestion:
    shown = {
        "id": question.id,
        "type": question.type.key,
        "label": getattr(question.label, lang),
        "help": _said(question.help, lang),
        "required": question.required,
        "show_if": _show_if(question.show_if),
        **question.type.show(question, lang),
    }
    return cast(ShownQuestion, shown)  # what a type of question adds is its own


def _show_if(condition: Condition | None) -> ShowIf | None:
    return cast(ShowIf, condition.to_json()) if condition else None


def _said(words: Words | None, lang: Language) -> str | None:
    return words and str(getattr(words, lang))
