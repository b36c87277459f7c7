"""A survey as its shop defines it: pages of questions, when it is open, what an answer changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from daifukucho.friends.edit import Edit
from daifukucho.kernel.attribute import FIELD_PREFIX
from daifukucho.kernel.errors import Fault
from daifukucho.kernel.reading import Reader
from daifukucho.kernel.refusals import CHOICE
from daifukucho.kernel.words import Words
from daifukucho.surveys.classify import Classifier, read_classifier
from daifukucho.surveys.condition import Condition, read_condition
from daifukucho.surveys.effects import read_edit
from daifukucho.surveys.question import Question
from daifukucho.surveys.reachable import unreachable
from daifukucho.surveys.refusals import (
    CLOSES_TOO_EARLY,
    ID_RESERVED,
    ID_TAKEN,
    INVALID_SURVEY,
    KEPT_ELSEWHERE,
    KEPT_NOWHERE,
    KEPT_TOO_SHORT,
    TOO_MANY_QUESTIONS,
    UNREACHABLE,
)
from daifukucho.surveys.types import TYPES

KIND = "survey"
NAME_LIMIT = 100
MOST_PAGES = 20
MOST_QUESTIONS = 100
MOST_APPLICANTS = 1_000_000
_TITLE, _LABEL, _LONG = 100, 300, 2_000


class Repeats(StrEnum):
    """How often one friend may answer. ``ONCE_A_VERSION``: again whenever the survey was changed."""

    ONCE = "once"
    ONCE_A_VERSION = "once_a_version"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Page:
    """Some questions that are shown together. ``show_if`` ``None``: always."""

    title: Words | None
    show_if: Condition | None
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class SurveyDefinition:
    """``name`` is the staff's, ``title`` and the other words are the customers'. Instants are UTC epoch milliseconds:
    open from ``opens_at`` until before ``closes_at``. ``limit``: how many answers are taken at most. ``body``: all of it as
    it was written."""

    name: str
    title: Words
    description: Words | None
    thanks: Words | None
    repeats: Repeats
    opens_at: int | None
    closes_at: int | None
    limit: int | None
    pages: tuple[Page, ...]
    edit: Edit
    classifier: Classifier | None
    body: Mapping[str, Any]

    def questions(self) -> Iterator[Question]:
        """All of them, in their order."""
        for page in self.pages:
            yield from page.questions

    def shown(self) -> Iterator[tuple[Question, tuple[Condition, ...]]]:
        """Each question, and the conditions that all have to hold for it to be shown."""
        for page in self.pages:
            for question in page.questions:
                yield question, tuple(c for c in (page.show_if, question.show_if) if c)


def define_survey(given: object) -> SurveyDefinition:
    """Check what a marketer sent. Raises Invalid with every fault found, each with its place."""
    faults: list[Fault] = []
    reader = Reader(given, "", faults, "A survey")
    found = _read(reader, given if isinstance(given, dict) else {})
    if not faults:
        faults += [UNREACHABLE.at(at) for at in unreachable(found)]
    if faults:
        raise INVALID_SURVEY(*faults)
    return found


def parse_survey(body: Mapping[str, Any]) -> SurveyDefinition:
    """A definition that was checked when it was saved."""
    return _read(Reader(body, "", [], "A survey"), body)


def _read(reader: Reader, body: Mapping[str, Any]) -> SurveyDefinition:
    name = reader.text("name", NAME_LIMIT)
    title = reader.words("title", _TITLE, needed=True)
    description, thanks = reader.words("description", _LONG, lines=True), reader.words("thanks", _LONG, lines=True)
    repeats = Repeats(reader.choice("repeats", tuple(map(str, Repeats)), Repeats.ONCE))
    opens_at, closes_at = reader.instant("opens_at"), reader.instant("closes_at")
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        reader.fault("closes_at", CLOSES_TOO_EARLY.words())
    limit = reader.whole("limit", 1, MOST_APPLICANTS, 0) or None
    pages, questions = _pages(reader)
    edit = read_edit(reader, "effects")
    told = reader.inner("nine_segments", "What puts friends into the nine segments")
    classifier = read_classifier(told, questions) if told else None
    reader.done()
    return SurveyDefinition(
        name=name,
        title=title or Words("", ""),
        description=description,
        thanks=thanks,
        repeats=repeats,
        opens_at=opens_at,
        closes_at=closes_at,
        limit=limit,
        pages=pages,
        edit=edit,
        classifier=classifier,
        body=body,
    )


def _pages(reader: Reader) -> tuple[tuple[Page, ...], dict[str, Question]]:
    pages: list[Page] = []
    questions: dict[str, Question] = {}
    for inner in reader.each("pages", MOST_PAGES, "A page"):
        show_if = _condition(inner, questions)
        title = inner.words("title", _TITLE)
        asked: list[Question] = []
        for member in inner.each("questions", MOST_QUESTIONS, "A question"):
            question = _question(member, questions)
            if question:
                asked.append(question)
                questions[question.question_id] = question
        inner.done()
        pages.append(Page(title, show_if, tuple(asked)))
    if len(questions) > MOST_QUESTIONS:
        reader.fault("pages", TOO_MANY_QUESTIONS.words(most=MOST_QUESTIONS))
    return tuple(pages), questions


def _question(reader: Reader, before: Mapping[str, Question]) -> Question | None:
    key, kind = reader.key("id"), reader.take("type")
    known = TYPES.get(kind) if isinstance(kind, str) else None
    if key in before:
        reader.fault("id", ID_TAKEN.words())
    if key == "constructor":  # which every object has in JavaScript, as the pages would find
        reader.fault("id", ID_RESERVED.words())
    if known is None:
        reader.fault("type", CHOICE.words(choices=", ".join(TYPES)))
        return None  # what else is in it, nobody can tell
    label, help = reader.words("label", _LABEL, needed=True, lines=True), reader.words("help", _LONG, lines=True)
    required = reader.flag("required")
    show_if = _condition(reader, before)
    saves_to = reader.take("saves_to")
    settings = known.read(reader)
    own = isinstance(saves_to, str) and known.fills is not None and saves_to.startswith(FIELD_PREFIX)
    if own:
        pass  # whether there is such a field, ``survey.survey_definer`` knows
    elif saves_to is not None and (not isinstance(saves_to, str) or saves_to not in known.saves_to):
        usable = ", ".join((*known.saves_to, *([f"{FIELD_PREFIX}<key>"] if known.fills else [])))
        reader.fault("saves_to", (KEPT_ELSEWHERE if usable else KEPT_NOWHERE).words(choices=usable))
    elif saves_to is not None and not known.saves_to[saves_to](settings):
        reader.fault("saves_to", KEPT_TOO_SHORT.words())
    reader.done()
    return Question(key, known, label or Words("", ""), help, required, show_if, saves_to, settings)


def _condition(reader: Reader, before: Mapping[str, Question]) -> Condition | None:
    inner = reader.inner("show_if", "A condition")
    return read_condition(inner, before) if inner else None
