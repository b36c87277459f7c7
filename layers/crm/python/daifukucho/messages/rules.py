"""The words in which the rules of messages are written: what a value must be, as data.

A rule's ``faults(value, at)`` yields everything wrong with a value, each fault with its JSON pointer; ``at`` is the
pointer of the value itself. What LINE does not document is not asked for.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from daifukucho.kernel import rules
from daifukucho.kernel.address import address_fault
from daifukucho.kernel.errors import Fault, Wrong
from daifukucho.kernel.refusals import CHOICE, HALF_A_PAIR, OBJECT, WHOLE
from daifukucho.kernel.shape import below
from daifukucho.kernel.text import is_blank
from daifukucho.messages.lengths import Unit
from daifukucho.messages.refusals import (
    BLANK,
    EMPTY,
    FEWER_OR_MORE,
    MAY_BECOME_TOO_LONG,
    MISSING_MEMBER,
    NO_VARIABLE,
    NO_VARIABLE_IN_AN_ADDRESS,
    NO_VARIABLE_IN_DATA,
    NOT_A_LIST,
    NOT_A_TEXT,
    NOT_SO_MANY,
    NOT_THIS_NUMBER,
    NOT_WHOLE_FROM,
    NOT_WITHIN,
    TOO_FEW,
    TOO_LONG,
    UNKNOWN_MEMBER,
)
from daifukucho.messages.template import has_variable, longest, template_faults

URL_LIMIT = 2_000
LINK_LIMIT = 1_000
LINK_SCHEMES = ("http", "https", "line", "tel")
"""Where an action may lead (Messaging API reference, URI action)."""

_INT32 = 2**31 - 1


class Rule(Protocol):
    """Of a rule of the kernel's, what messages need: they are checked, and sent as they were saved."""

    def faults(self, value: Any, at: str, /) -> Iterator[Fault]: ...


def nothing_more(given: Mapping[str, object], at: str) -> Iterable[Fault]:
    return ()


def objects(value: object) -> list[tuple[int, Mapping[str, object]]]:
    """The objects in what should be a list of objects, each with its place, for rules that look at several at once."""
    return [(i, item) for i, item in enumerate(value) if isinstance(item, Mapping)] if isinstance(value, list) else []


@dataclass(frozen=True, slots=True)
class Prose:
    """What a person reads; variables may stand in it. ``most`` holds for the widest that it can become."""

    most: int | None = None
    unit: Unit = Unit.UTF16
    variables: bool = True
    blank: bool = False

    def faults(self, value: object, at: str) -> Iterator[Fault]:
        wrong = _not_text(value, at)
        if wrong is not None:
            yield wrong
            return
        assert isinstance(value, str)
        if not value or (not self.blank and is_blank(value)):
            yield BLANK.at(at)
        elif has_variable(value) and not self.variables:
            yield NO_VARIABLE.at(at)
        else:
            yield from template_faults(value, at)
            if self.most is not None:
                yield from too_long(value, self.most, self.unit, at)


@dataclass(frozen=True, slots=True)
class Data:
    """A text for machines: no variable may stand in it. ``says`` is what ``pattern`` asks for."""

    most: int | None = None
    pattern: str | None = None
    says: Wrong = EMPTY

    def faults(self, value: object, at: str) -> Iterator[Fault]:
        wrong = _not_text(value, at)
        if wrong is not None:
            yield wrong
            return
        assert isinstance(value, str)
        if has_variable(value):
            yield NO_VARIABLE_IN_DATA.at(at)
        elif not value or (self.pattern is not None and not re.fullmatch(self.pattern, value)):
            yield self.says.at(at)
        elif self.most is not None:
            yield from too_long(value, self.most, Unit.UTF16, at)


@dataclass(frozen=True, slots=True)
class Url:
    """An address, percent-encoded (Messaging API reference, "About the encoding of a URL")."""

    most: int = URL_LIMIT
    schemes: tuple[str, ...] = ("https",)

    def faults(self, value: object, at: str) -> Iterator[Fault]:
        wrong = _not_text(value, at)
        if wrong is not None:
            yield wrong
            return
        assert isinstance(value, str)
        if has_variable(value):
            yield NO_VARIABLE_IN_AN_ADDRESS.at(at)
            return
        if wrong_address := address_fault(value, self.schemes):
            yield Fault(at, wrong_address)
        yield from too_long(value, self.most, Unit.UTF16, at)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    values: tuple[str, ...]

    def faults(self, value: object, at: str) -> Iterator[Fault]:
        if not isinstance(value, str) or value not in self.values:
            yield CHOICE.at(at, choices=", ".join(self.values))


def Whole(low: int = 0, high: int = _INT32) -> rules.Whole:
    """A whole number."""
    wrong = WHOLE if high < _INT32 else NOT_WHOLE_FROM
    return rules.Whole(low, high, rule=NOT_THIS_NUMBER if low == high else wrong)


@dataclass(frozen=True, slots=True)
class Number:
    low: float
    high: float

    def faults(self, value: object, at: str) -> Iterator[Fault]:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not self.low <= value <= self.high:  # type: ignore[operator]
            yield NOT_WITHIN.at(at, low=self.low, high=self.high)


@dataclass(frozen=True, slots=True)
class Items:
    """A list. ``high`` is ``None`` where LINE names no limit."""

    of: Rule
    low: int = 1
    high: int | None = None

    def faults(self, value: object, at: str) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield NOT_A_LIST.at(at)
            return
        if len(value) < self.low or (self.high is not None and len(value) > self.high):
            wrong = TOO_FEW if self.high is None else NOT_SO_MANY if self.low == self.high else FEWER_OR_MORE
            yield wrong.at(at, low=self.low, high=self.high, count=len(value))
        for i, item in enumerate(value):
            yield from self.of.faults(item, below(at, i))


@dataclass(frozen=True, slots=True)
class Shape:
    """An object with these members and no others. ``also`` sees to what concerns several members at once; it is given
    the object whatever is wrong with it otherwise.
    """

    required: Mapping[str, Rule] = field(default_factory=dict)
    optional: Mapping[str, Rule] = field(default_factory=dict)
    also: Callable[[Mapping[str, object], str], Iterable[Fault]] = nothing_more

    def faults(self, value: object, at: str) -> Iterator[Fault]:
        if not isinstance(value, Mapping):
            yield OBJECT.at(at)
            return
        known = {**self.required, **self.optional}
        for name in value:
            if name not in known:
                yield UNKNOWN_MEMBER.at(below(at, name), name=name, known=", ".join(known))
        for name, rule in known.items():
            if name in value:
                yield from rule.faults(value[name], below(at, name))
            elif name in self.required:
                yield MISSING_MEMBER.at(below(at, name), name=name)
        yield from self.also(value, at)


@dataclass(frozen=True, slots=True)
class Kinds:
    """An object whose ``type`` says which shape it has. ``says`` is what is asked for in place of what is no object."""

    says: Wrong
    shapes: Mapping[str, Shape]

    def faults(self, value: object, at: str) -> Iterator[Fault]:
        if not isinstance(value, Mapping):
            yield self.says.at(at)
            return
        kind = value.get("type")
        if not isinstance(kind, str) or kind not in self.shapes:
            yield CHOICE.at(below(at, "type"), choices=", ".join(self.shapes))
        else:
            yield from self.shapes[kind].faults(value, at)


def too_long(text: str, most: int, unit: Unit, at: str) -> Iterator[Fault]:
    """At most one fault: a text that can become longer than LINE takes."""
    length = length_beyond(text, most, unit)
    if length is not None:
        yield (MAY_BECOME_TOO_LONG if has_variable(text) else TOO_LONG)[unit].at(at, most=most, length=length)


def length_beyond(text: str, most: int, unit: Unit) -> int | None:
    """The length that a text can become, if that is more than ``most``."""
    if unit is Unit.CLUSTERS and longest(text, unit, len) <= most:  # a cluster is one code point or more
        return None
    length = longest(text, unit)
    return length if length > most else None


def _not_text(value: object, at: str) -> Fault | None:
    if not isinstance(value, str):
        return NOT_A_TEXT.at(at)
    if any("\ud800" <= c <= "\udfff" for c in value):
        return HALF_A_PAIR.at(at)
    return None
