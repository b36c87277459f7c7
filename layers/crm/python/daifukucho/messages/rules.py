"""The words in which the rules of messages are written: what a value must be, as data.

A rule's ``faults(value, at)`` yields everything wrong with a value, each fault with its JSON pointer; ``at`` is the
pointer of the value itself. What LINE does not document is not asked for.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from daifukucho.kernel.address import address_fault
from daifukucho.kernel.errors import Fault
from daifukucho.kernel.text import is_blank
from daifukucho.messages.lengths import Unit
from daifukucho.messages.template import has_variable, longest, template_faults

URL_LIMIT = 2_000
LINK_LIMIT = 1_000
LINK_SCHEMES = ("http", "https", "line", "tel")
"""Where an action may lead (Messaging API reference, URI action)."""

_INT32 = 2**31 - 1


class Rule(Protocol):
    def faults(self, value: object, at: str) -> Iterator[Fault]: ...


def nothing_more(given: Mapping[str, object], at: str) -> Iterable[Fault]:
    return ()


def below(at: str, name: object) -> str:
    """The JSON pointer (RFC 6901) of a member of what ``at`` points to."""
    return f"{at}/{str(name).replace('~', '~0').replace('/', '~1')}"


def objects(value: object) -> list[tuple[int, Mapping[str, object]]]:
    """The objects in what should be a list of objects, each with its place, for rules that look at several at once."""
    return [(i, item) for i, item in enumerate(value) if isinstance(item, Mapping)] if isinstance(value, list) else []


@dataclass(frozen=True, slots=True)
class Words:
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
            yield Fault(at, "Write something here; it may not be blank.")
        elif has_variable(value) and not self.variables:
            yield Fault(at, "No variable may stand here; write it out.")
        else:
            yield from template_faults(value, at)
            if self.most is not None:
                yield from too_long(value, self.most, self.unit, at)


@dataclass(frozen=True, slots=True)
class Data:
    """A text for machines: no variable may stand in it. ``says`` is what ``pattern`` asks for, in words."""

    most: int | None = None
    pattern: str | None = None
    says: str = "Write a text; it may not be empty."

    def faults(self, value: object, at: str) -> Iterator[Fault]:
        wrong = _not_text(value, at)
        if wrong is not None:
            yield wrong
            return
        assert isinstance(value, str)
        if has_variable(value):
            yield Fault(at, "No variable may stand here: only what a person reads can hold one.")
        elif not value or (self.pattern is not None and not re.fullmatch(self.pattern, value)):
            yield Fault(at, self.says)
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
            yield Fault(at, "No variable may stand in an address: nothing of a friend may get into a URL.")
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
            yield Fault(at, f"Choose one of: {', '.join(self.values)}.")


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number."""

    low: int = 0
    high: int = _INT32

    def faults(self, value: object, at: str) -> Iterator[Fault]:
        if not isinstance(value, int) or isinstance(value, bool) or not self.low <= value <= self.high:
            bounds = f"from {self.low:,}" + (f" to {self.high:,}" if self.high < _INT32 else "")
            yield Fault(at, f"Give {self.low:,}." if self.low == self.high else f"Give a whole number {bounds}.")


@dataclass(frozen=True, slots=True)
class Number:
    low: float
    high: float

    def faults(self, value: object, at: str) -> Iterator[Fault]:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not self.low <= value <= self.high:  # type: ignore[operator]
            yield Fault(at, f"Give a number from {self.low:g} to {self.high:g}.")


@dataclass(frozen=True, slots=True)
class Flag:
    def faults(self, value: object, at: str) -> Iterator[Fault]:
        if not isinstance(value, bool):
            yield Fault(at, "Give true or false.")


@dataclass(frozen=True, slots=True)
class Items:
    """A list. ``high`` is ``None`` where LINE names no limit."""

    of: Rule
    low: int = 1
    high: int | None = None

    def faults(self, value: object, at: str) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield Fault(at, "Give a list.")
            return
        if len(value) < self.low or (self.high is not None and len(value) > self.high):
            many = f"{self.low} or more" if self.high is None else f"{self.low} to {self.high}"
            yield Fault(at, f"Give {self.low if self.low == self.high else many} of these; here are {len(value)}.")
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
            yield Fault(at, "Give an object.")
            return
        rules = {**self.required, **self.optional}
        for name in value:
            if name not in rules:
                yield Fault(below(at, name), f"There is no {name!r} here; remove it. There is: {', '.join(rules)}.")
        for name, rule in rules.items():
            if name in value:
                yield from rule.faults(value[name], below(at, name))
            elif name in self.required:
                yield Fault(below(at, name), f"{name!r} is missing.")
        yield from self.also(value, at)


@dataclass(frozen=True, slots=True)
class Kinds:
    """An object whose ``type`` says which shape it has. ``what`` names them, as in "There is no such …"."""

    what: str
    shapes: Mapping[str, Shape]

    def faults(self, value: object, at: str) -> Iterator[Fault]:
        if not isinstance(value, Mapping):
            yield Fault(at, f"Give {self.what}, as an object.")
            return
        kind = value.get("type")
        if not isinstance(kind, str) or kind not in self.shapes:
            yield Fault(below(at, "type"), f"Choose one of: {', '.join(self.shapes)}.")
        else:
            yield from self.shapes[kind].faults(value, at)


def too_long(text: str, most: int, unit: Unit, at: str) -> Iterator[Fault]:
    """At most one fault: a text that can become longer than LINE takes."""
    if unit is Unit.CLUSTERS and longest(text, unit, len) <= most:  # a cluster is one code point or more
        return
    length = longest(text, unit)
    if length > most:
        verb = "can become" if has_variable(text) else "has"
        yield Fault(at, f"LINE takes {most:,} {unit.value} at most; this {verb} {length:,}.")


def _not_text(value: object, at: str) -> Fault | None:
    if not isinstance(value, str):
        return Fault(at, "Give a text.")
    if any("\ud800" <= c <= "\udfff" for c in value):
        return Fault(at, "The text holds half of a surrogate pair; write it anew.")
    return None
