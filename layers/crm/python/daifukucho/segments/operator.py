"""What every segment operator carries about itself."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from daifukucho.kernel.attribute import Attribute, AttributeType
from daifukucho.kernel.words import Language, Words
from daifukucho.segments.condition import Condition
from daifukucho.segments.context import Context
from daifukucho.segments.history import Need


class Form(StrEnum):
    """What a person fills in to give an operator its value."""

    WEEKDAYS = "weekdays"
    TEXTS = "texts"
    CHOICES = "choices"
    PRODUCT_AND_SEGMENTS = "product_and_segments"
    PRODUCT_AND_TIERS = "product_and_tiers"
    PRODUCT = "product"
    COHORT = "cohort"
    TAGS = "tags"
    TAGS_AND_DAYS = "tags_and_days"
    TEXT = "text"
    CHOICE = "choice"
    FLAG = "flag"
    NUMBER = "number"
    NUMBER_RANGE = "number_range"
    DATE = "date"
    DATE_RANGE = "date_range"
    DAYS = "days"
    MONTHS = "months"
    MONTH = "month"
    MONTHS_AHEAD = "months_ahead"
    EVENT = "event"
    ANSWER = "answer"
    COUPON_STATE = "coupon_state"
    COUPON_AND_DAYS = "coupon_and_days"
    CAMPAIGN_AND_DAYS = "campaign_and_days"
    MESSAGE_COUNT = "message_count"
    PURCHASES = "purchases"


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that a value names by its id: of which kind of definitions it is, and, where it has to exist when the
    condition is saved, its place in the value."""

    kind: str
    id: str
    pointer: str | None = None

    @property
    def name(self) -> str:
        """The name by which ``tree.Known`` is asked for it, and under which an attribute's choices have what it is called."""
        return f"{MENTIONED}{self.kind}/{self.id}"


MENTIONED = "@"
"""No attribute's name begins with this."""

EXAMPLE_CONTEXT = Context(now=1_795_316_400_000)
"""Examples are asked at 2026-11-22 12:00 in Japan."""


@dataclass(frozen=True, slots=True)
class Example:
    """A condition, what is known of a friend who meets it, and of one who does not. It is also the operator's test."""

    leaf: Mapping[str, object]
    matches: Mapping[str, object]
    differs: Mapping[str, object]


class Operator(ABC):
    """One way to ask an attribute. Each has two faces that must agree: ``predicate`` and ``filter``."""

    key: ClassVar[str]
    types: ClassVar[tuple[AttributeType, ...]]
    label: ClassVar[Words]
    description: ClassVar[Words]
    example: ClassVar[Example]

    @abstractmethod
    def form(self, attribute: Attribute) -> Form:
        """What the console asks for."""

    @abstractmethod
    def parse(self, value: object, attribute: Attribute) -> Any:
        """The value as the other methods take it.

        Raises Invalid, its faults pointing into the value, if it cannot be used.
        """

    def offered(self, attribute: Attribute) -> bool:
        """Whether people are offered it for an attribute of its types. Where not, it may be asked all the same: what was
        saved stays."""
        return True

    def mentions(self, attribute: Attribute, value: Any) -> Iterable[Mention]:
        """What a value names by its id. A sentence finds what people call it among the attribute's choices."""
        kind = attribute.refers_to
        texts = value if isinstance(value, tuple) else (value,)
        return [Mention(kind, text) for text in texts if isinstance(text, str)] if kind else []

    def knows(self, fact: Any) -> bool:
        """Whether a fact (``None``: nothing is known) says enough to decide. If not, the condition is false."""
        return fact is not None

    def decide(self, attribute: Attribute, value: Any, facts: Mapping[str, Any], context: Context) -> bool | None:
        """Whether a friend of whom ``facts`` are known matches; ``None``: the friend's page has to be read first."""
        fact = self.fact(attribute, facts)
        return self.knows(fact) and self.predicate(value, fact, context)

    def fact(self, attribute: Attribute, facts: Mapping[str, Any]) -> Any:
        """What ``knows`` and ``predicate`` look at."""
        return facts.get(attribute.name)

    def need(self, value: Any, facts: Mapping[str, Any], context: Context) -> Need:
        """What of the friend's page decides, where ``decide`` cannot."""
        return Need()

    def reads(self, attribute: Attribute) -> frozenset[str]:
        """The attributes of the friend's item that ``decide`` and ``need`` look at."""
        return frozenset({attribute.name})

    @abstractmethod
    def predicate(self, value: Any, fact: Any, context: Context) -> bool:
        """Whether a friend matches of whom ``fact`` is known, and is enough to decide."""

    @abstractmethod
    def filter(self, attribute: Attribute, value: Any, context: Context) -> Condition | None:
        """Both of these for DynamoDB; ``None`` if DynamoDB cannot say it."""

    def knows_of(self, value: Any, fact: Any, context: Context) -> bool:
        """The same of just what the value asks for, where a fact tells of several things and one may have expired. Where
        this is not known, ``predicate`` is false."""
        return self.knows(fact)

    def exact(self, attribute: Attribute) -> bool:
        """Whether ``filter`` means just what ``predicate`` means, or only lets through at least as many."""
        return True

    def unless(self, attribute: Attribute, value: Any, context: Context) -> Condition | None:
        """Where ``filter`` is not exact: a condition that at least everybody fulfils who does not match; ``None`` if
        DynamoDB cannot say one."""
        return None

    def seen(self, value: Any, fact: Any) -> Any:
        """What of a fact that is known the condition looks at."""
        return fact

    @abstractmethod
    def sentence(self, attribute: Attribute, value: Any, lang: Language) -> str:
        """The condition as a clause for a person."""


def named(attribute: Attribute, lang: Language) -> str:
    """What people call an attribute."""
    return attribute.ja if lang == "ja" else attribute.en
