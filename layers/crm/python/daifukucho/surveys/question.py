"""A question, and what each type of question carries about itself."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from daifukucho.kernel.attribute import FIELD_PREFIX, AttributeType
from daifukucho.kernel.errors import Fault
from daifukucho.kernel.refusals import CHOICE
from daifukucho.kernel.rules import NULL, AsGiven, Flag, Key, Rule, Schema
from daifukucho.kernel.shape import Label, Shape, nothing_more
from daifukucho.kernel.words import Language, Words
from daifukucho.surveys.condition import SHOW_IF, Condition
from daifukucho.surveys.effects import Effects
from daifukucho.surveys.refusals import ID_RESERVED, KEPT_ELSEWHERE, KEPT_NOWHERE

MOST_OPTIONS = 100
_LABEL, _HELP = 300, 2_000


@dataclass(frozen=True, slots=True)
class Option:
    """One of the things to choose from. ``effects``: what choosing it changes in the friend."""

    value: str
    label: Words
    effects: Effects | None = None


TYPE_IT = Words("入力してください。", "Please fill this in.")
CHOOSE_IT = Words("選んでください。", "Please choose.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. ``show_if`` ``None``: it is always asked. ``saves_to``: the friend's attribute that takes the
    answer, or a field of the shop's own (``fields.<key>``). ``options``: what there is to choose from, if the type has that. A
    type that has more of its own, such as limits, makes a class of its own."""

    id: str
    type: "QuestionType"
    label: Words
    help: Words | None = None
    required: bool = False
    show_if: Condition | None = None
    saves_to: str | None = None
    options: tuple[Option, ...] = ()


def nothing_of_its_own(question: Any, lang: Language) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionType:
    """A type of question.

    ``example`` is what is its own in such a question as a person defines it, ``answer`` an answer to it as a page sends it, and
    ``kept`` that answer as it is kept: the three are the type's test. ``required`` and ``optional`` are the rules of what is its
    own, and ``also`` sees to several of a question's members at once; ``make`` is the question's class. ``check`` returns an answer
    in its one form, or raises Unfit (``today`` is the shop's date); ``show`` is what a page needs of what is the type's own;
    ``cell`` is an answer as a table shows it. ``saves_to``: the attributes of a friend that an answer can be kept in.
    ``fills``: of which type the shop's own fields are that an answer can be kept in.
    ``compares``: by which operators a condition may ask for an answer. ``uploaded``: an answer is the reference of an upload.
    ``needed`` is said where a question that has to be answered is not.
    """

    key: str
    label: Words
    description: Words
    example: Mapping[str, Any]
    answer: Any
    kept: Any
    required: Mapping[str, Rule] = field(default_factory=dict)
    optional: Mapping[str, Rule] = field(default_factory=dict)
    also: Callable[[Mapping[str, Any], str], Iterable[Fault]] = nothing_more
    make: type[Question] = Question
    check: Callable[[Any, Any, date], Any]
    show: Callable[[Any, Language], Mapping[str, Any]] = nothing_of_its_own
    cell: Callable[[Any, Any, Language], str]
    saves_to: tuple[str, ...] = ()
    fills: AttributeType | None = None
    compares: tuple[str, ...] = ()
    uploaded: bool = False
    needed: Words = TYPE_IT

    @property
    def shape(self) -> Shape:
        """Such a question as a person defines it."""
        return Shape(
            {"id": QUESTION_ID, "type": TypeOf({self.key: self}), "label": Label(_LABEL, lines=True), **self.required},
            {
                "help": Label(_HELP, lines=True),
                "required": Flag(),
                "show_if": SHOW_IF,
                "saves_to": SavesTo(self.saves_to, self.fills is not None),
                **self.optional,
            },
            also=self._also,
            at_once=True,
            make=self.make,
        )

    def _also(self, members: Mapping[str, Any], at: str) -> Iterator[Fault]:
        if members.get("id") == "constructor":  # which every object has in JavaScript, as the pages would find
            yield ID_RESERVED.at(f"{at}/id")
        yield from self.also(members, at)


QUESTION_ID = Key(Words("質問のIDです。", "By which conditions and answers know the question."))


@dataclass(frozen=True, slots=True)
class TypeOf:
    """The key of a type, which is kept as the type."""

    types: Mapping[str, QuestionType]
    says: Words | None = None

    @property
    def asks(self) -> Words:
        return CHOICE.words(choices=", ".join(self.types))

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        if not isinstance(given, str) or given not in self.types:
            yield Fault(at, self.asks)

    def kept(self, given: str) -> QuestionType:
        return self.types[given]

    def stored(self, kept: QuestionType) -> str:
        return kept.key

    restored = kept
    shown = stored

    def schema(self) -> Schema:
        return {"type": "string", "enum": list(self.types)}


@dataclass(frozen=True, slots=True)
class SavesTo(AsGiven):
    """Where answers of a type are kept besides: in one of these attributes, or in a field of the shop's own (whether there is
    such a field, ``survey.survey_definer`` knows)."""

    attributes: tuple[str, ...]
    fields: bool
    says: Words | None = None

    @property
    def asks(self) -> Words:
        usable = ", ".join((*self.attributes, *([f"{FIELD_PREFIX}<key>"] if self.fields else [])))
        return (KEPT_ELSEWHERE if usable else KEPT_NOWHERE).words(choices=usable)

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        field = isinstance(given, str) and self.fields and given.startswith(FIELD_PREFIX)
        if not field and given not in self.attributes:
            yield Fault(at, self.asks)

    def schema(self) -> Schema:
        usable = [*self.attributes, *([f"{re.escape(FIELD_PREFIX)}.*"] if self.fields else [])]
        return {"type": "string", "pattern": f"^({'|'.join(usable)})$"} if usable else dict(NULL)
