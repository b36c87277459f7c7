"""An attribute of a friend as a segment sees it: its name, its type, its words, and what is asked of it.

The stored types are uniform, so that DynamoDB and Python agree on every comparison:
``text`` and ``choice`` are S, ``number`` and ``instant`` (UTC epoch milliseconds) are N, ``date`` (``YYYY-MM-DD`` or,
without its year, ``--MM-DD``: ISO 8601 as vCard uses it) is S, ``flag`` is BOOL, ``image`` is S, ``tags`` is M,
from each tag to the instant at which it was added. An unknown attribute is absent: never empty, never null. The types
``events``, ``coupons``, ``messages`` and ``orders`` are not stored with the friend: they stand for the friend's page
(``segments/fields.py``). Attributes are declared with ``kernel/declared.py``.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from daifukucho.kernel.words import Words


class AttributeType(StrEnum):
    FRIEND_ID = "friend_id"
    NINE_SEGMENTS = "nine_segments"
    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    INSTANT = "instant"
    DATE = "date"
    FLAG = "flag"
    IMAGE = "image"
    TAGS = "tags"
    EVENTS = "events"
    COUPONS = "coupons"
    MESSAGES = "messages"
    ORDERS = "orders"


class Choice(NamedTuple):
    """One of the values of a choice, and what people call it."""

    value: str
    label: Words


JUST_THE_NUMBER = Words("{}", "{}")


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute: its name (also its name in DynamoDB), its type and its labels.

    ``month_day``: the attribute in which the repository keeps a date's month and day (``MM-DD``), for DynamoDB to
    compare. ``worked_out``: what can be worked out of it and asked for, each under a name of its own (``WORKED_OUT``).
    ``unit``: how people say a number of it, such as ``{}回``. ``says``: for a flag, the sentence where it is on, and
    where it is off. ``of_names``: a text that is made of names, such as the id that a till gives a product, and is kept
    in their one form. ``refers_to``: the kind of definitions whose ids it holds (``store``, ``rank``); ``None``: it
    holds no ids.
    """

    name: str
    type: AttributeType
    ja: str
    en: str
    choices: tuple[Choice, ...] = ()
    month_day: str | None = None
    worked_out: bool = False
    unit: Words = JUST_THE_NUMBER
    says: tuple[Words, Words] | None = None
    of_names: bool = False
    refers_to: str | None = None

    @property
    def comes_round(self) -> bool:
        """Whether it is a day of every year, such as a birthday, whose date with its year is long past."""
        return self.month_day is not None

    def asked_for(self, what: str) -> str:
        """The name under which segments ask for what is worked out of it."""
        return f"{self.name}{WORKED_OUT}{what}"


WORKED_OUT = "#"
"""Stands between an attribute's name and what is worked out of it: no name of the shop's own contains it."""

MONTH_DAY = "month_day"
"""From a date or an instant: ``MM-DD``, of the shop's day."""

WEEKDAY = "weekday"
"""From a date with its year or an instant: 0 to 6, from Monday on."""

COHORT = "cohort/"
"""From a friend's id, followed by the salt: the friend's random number."""


FIELD_PREFIX = "fields."
"""In segments, names of the shop's own fields begin with this."""


def stored_at(name: str) -> tuple[str, ...]:
    """Where DynamoDB keeps an attribute: under its name; a field of the shop's own is a value in the map of fields."""
    if name.startswith(FIELD_PREFIX):
        return ("fields", name.removeprefix(FIELD_PREFIX), "v")
    return (name,)
