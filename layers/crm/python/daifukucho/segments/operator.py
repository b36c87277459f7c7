"""What every segment operator carries about itself."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Literal, NamedTuple

from daifukucho.friends.attributes import Attribute, AttributeType
from daifukucho.segments.condition import Condition
from daifukucho.segments.context import Context

Language = Literal["ja", "en"]


class Words(NamedTuple):
    """The same words in both languages."""

    ja: str
    en: str


class Form(StrEnum):
    """What a person fills in to give an operator its value."""

    TAGS = "tags"
    TEXT = "text"
    CHOICE = "choice"
    FLAG = "flag"
    NUMBER = "number"
    NUMBER_RANGE = "number_range"
    DAYS = "days"


EXAMPLE_CONTEXT = Context(now=1_795_316_400_000)
"""Examples are asked at 2026-11-22 12:00 in Japan."""


@dataclass(frozen=True, slots=True)
class Example:
    """A condition, what is known of a friend who meets it, and of one who does not. It is also the operator's test."""

    leaf: Mapping[str, object]
    matches: Mapping[str, object]
    differs: Mapping[str, object]


class Operator(ABC):
    """One way to ask an attribute. Each has two faces that must agree: ``predicate`` and ``filter``.

    ``exact`` says whether ``filter`` means just what ``predicate`` means, or only lets through at least as many.
    """

    key: ClassVar[str]
    types: ClassVar[tuple[AttributeType, ...]]
    label: ClassVar[Words]
    description: ClassVar[Words]
    example: ClassVar[Example]
    exact: ClassVar[bool] = True

    @abstractmethod
    def form(self, attribute: Attribute) -> Form:
        """What the console asks for."""

    @abstractmethod
    def parse(self, value: object, attribute: Attribute) -> Any:
        """The value as the other methods take it.

        Raises Invalid, its faults pointing into the value, if it cannot be used.
        """

    @abstractmethod
    def predicate(self, value: Any, fact: Any, context: Context) -> bool:
        """Whether a friend of whom ``fact`` is known matches; ``fact`` is ``None`` when nothing is known."""

    @abstractmethod
    def filter(self, attribute: Attribute, value: Any, context: Context) -> Condition | None:
        """The same for DynamoDB; ``None`` if DynamoDB cannot say it."""

    @abstractmethod
    def sentence(self, attribute: Attribute, value: Any, lang: Language) -> str:
        """The condition as a clause for a person."""
