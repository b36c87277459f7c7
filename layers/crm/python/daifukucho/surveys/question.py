"""A question, and what each type of question carries about itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from daifukucho.friends.edit import Edit
from daifukucho.kernel.attribute import AttributeType
from daifukucho.kernel.reading import Reader
from daifukucho.kernel.words import Language, Words
from daifukucho.surveys.condition import Condition

Settings = Mapping[str, Any]
"""What is a type's own in a question: its limits, its options. Each type says what is in it."""


@dataclass(frozen=True, slots=True)
class Option:
    """One of the things to choose from. ``edit``: what choosing it changes in the friend."""

    value: str
    label: Words
    edit: Edit


TYPE_IT = Words("入力してください。", "Please fill this in.")
CHOOSE_IT = Words("選んでください。", "Please choose.")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionType:
    """A type of question.

    ``example`` is such a question as a person defines it, ``answer`` one to it as a page sends it, and ``kept`` that
    answer as it is kept: the three are the type's test. ``read`` reads the settings; ``check`` returns an answer in
    its one form, or raises Unfit (``today`` is the shop's date); ``show`` is what a page needs of the settings;
    ``cell`` is an answer as a table shows it. ``saves_to``: the attributes of a friend that an answer can be kept in, if
    the settings let it fit.
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
    read: Callable[[Reader], Settings]
    check: Callable[[Settings, Any, date], Any]
    show: Callable[[Settings, Language], Mapping[str, Any]]
    cell: Callable[[Settings, Any, Language], str]
    saves_to: Mapping[str, Callable[[Settings], bool]] = field(default_factory=dict)
    fills: AttributeType | None = None
    compares: tuple[str, ...] = ()
    uploaded: bool = False
    needed: Words = TYPE_IT


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``show_if`` ``None``: it is always asked. ``saves_to``: the friend's attribute that takes the
    answer, or a field of the shop's own (``fields.<key>``)."""

    question_id: str
    type: QuestionType
    label: Words
    help: Words | None
    required: bool
    show_if: Condition | None
    saves_to: str | None
    settings: Settings = field(default_factory=dict)

    @property
    def options(self) -> tuple[Option, ...]:
        """What there is to choose from, if the type has that."""
        return tuple(self.settings.get("options", ()))
