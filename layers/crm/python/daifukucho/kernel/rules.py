"""Rules: what a single value must be, as data. A shape (``kernel.shape``) is made of them.

From a rule come the check (every fault with its place, in both languages), the value as the core keeps it, its forms as JSON, and
its JSON Schema in the API's description.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from daifukucho.kernel.address import address_fault
from daifukucho.kernel.errors import Fault, Unfit, Wrong
from daifukucho.kernel.refusals import (
    ADDRESS,
    CHOICE,
    DAY,
    FLAG,
    INSTANT,
    LINE,
    NOT_KEPT,
    OBJECT,
    SHORT_NAME,
    TEXT,
    WHOLE,
)
from daifukucho.kernel.text import is_blank, one_form
from daifukucho.kernel.time import from_iso, to_iso
from daifukucho.kernel.words import Words

_FOREVER = 10**13
"""Epoch milliseconds, in the year 2286."""
_KEY = "[a-z0-9][a-z0-9_-]{0,39}"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LINES = re.compile(r"[\t\n]")

Schema = dict[str, Any]
"""A JSON Schema (2020-12, as OpenAPI 3.1 has it)."""
NULL: Schema = {"type": "null"}


class Rule(Protocol):
    """What a value must be."""

    @property
    def asks(self) -> Words:
        """The sentence that says what to give."""

    @property
    def says(self) -> Words | None:
        """What the value means, for those who fill it in; ``None``: its name says it."""

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        """What is wrong with a value, each with its JSON pointer; ``at`` is the value's own."""

    def kept(self, given: Any) -> Any:
        """A value without faults as the core keeps it."""

    def stored(self, kept: Any) -> Any:
        """The same as JSON that is stored."""

    def restored(self, stored: Any) -> Any:
        """What was stored, as the core keeps it."""

    def shown(self, kept: Any) -> Any:
        """The same as JSON that the API shows: what may be sent again."""

    def schema(self) -> Schema:
        """What the API's description says of it. Every bound in it is a bound of ``faults``."""


class AsGiven:
    """A value that is kept, stored and shown as it was given."""

    __slots__ = ()

    def kept(self, given: Any) -> Any:
        return given

    def stored(self, kept: Any) -> Any:
        return kept

    def restored(self, stored: Any) -> Any:
        return stored

    def shown(self, kept: Any) -> Any:
        return kept


def is_text(given: object, longest: int, *, lines: bool = False) -> bool:
    """Whether it is text of 1 to ``longest`` code points, without the spaces around it, that people can see and read;
    ``lines``: it may have several lines."""
    if not isinstance(given, str):
        return False
    text = given.strip()
    return (
        not is_blank(text) and len(text) <= longest and not _CONTROL.search(text) and (lines or not _LINES.search(text))
    )


def is_whole(given: object, least: int, most: int) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and least <= given <= most


def is_key(given: object) -> bool:
    """Whether it can be a short name of the shop's own, by which programs know a thing."""
    return isinstance(given, str) and bool(re.fullmatch(_KEY, given))


@dataclass(frozen=True, slots=True)
class OrNull:
    """What a rule asks for, or null, which is kept as ``None``. It has to be said which."""

    of: Rule

    @property
    def asks(self) -> Words:
        return self.of.asks

    @property
    def says(self) -> Words | None:
        return self.of.says

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        if given is not None:
            yield from self.of.faults(given, at)

    def kept(self, given: Any) -> Any:
        return None if given is None else self.of.kept(given)

    def stored(self, kept: Any) -> Any:
        return None if kept is None else self.of.stored(kept)

    def restored(self, stored: Any) -> Any:
        return None if stored is None else self.of.restored(stored)

    def shown(self, kept: Any) -> Any:
        return None if kept is None else self.of.shown(kept)

    def schema(self) -> Schema:
        schema = self.of.schema()
        return {"anyOf": [*schema.get("anyOf", [schema]), NULL]}


@dataclass(frozen=True, slots=True)
class Text(AsGiven):
    """What a person reads or writes. It is kept without the spaces around it. ``blank``: it may be empty. ``rule``: the sentence
    that asks for it, if it is one of its own."""

    longest: int
    lines: bool = False
    blank: bool = False
    says: Words | None = None
    rule: Wrong | None = None

    @property
    def asks(self) -> Words:
        return (self.rule or (TEXT if self.lines else LINE)).words(longest=self.longest)

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        empty = self.blank and isinstance(given, str) and is_blank(given)
        if not empty and not is_text(given, self.longest, lines=self.lines):
            yield Fault(at, self.asks)

    def kept(self, given: str) -> str:
        text = given.strip()
        return "" if is_blank(text) else text

    def schema(self) -> Schema:
        return {"type": "string", "maxLength": self.longest} | ({} if self.blank else {"minLength": 1})


@dataclass(frozen=True, slots=True)
class Name(Text):
    """A text by which a thing is found again. It is kept in the one form in which names are compared (``kernel.text``)."""

    def kept(self, given: str) -> str:
        return one_form(given)


@dataclass(frozen=True, slots=True)
class Pattern(AsGiven):
    """A text of a form that only programs look at. ``rule``: what the pattern asks for, in words."""

    pattern: str
    rule: Wrong
    says: Words | None = None

    @property
    def asks(self) -> Words:
        return self.rule.words()

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        if not isinstance(given, str) or not re.fullmatch(self.pattern, given):
            yield Fault(at, self.asks)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{self.pattern}$"}


def Key(says: Words | None = None) -> Pattern:
    """A short name of the shop's own, by which programs know a thing."""
    return Pattern(_KEY, SHORT_NAME, says)


@dataclass(frozen=True, slots=True)
class Whole(AsGiven):
    """A whole number. ``rule``: the sentence that asks for it."""

    least: int
    most: int
    says: Words | None = None
    rule: Wrong = WHOLE

    @property
    def asks(self) -> Words:
        return self.rule.words(least=self.least, most=self.most)

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        if not is_whole(given, self.least, self.most):
            yield Fault(at, self.asks)

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Flag(AsGiven):
    """True or false."""

    says: Words | None = None

    @property
    def asks(self) -> Words:
        return FLAG.words()

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        if not isinstance(given, bool):
            yield Fault(at, self.asks)

    def schema(self) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words. It is kept as a member of ``of``."""

    of: type[StrEnum]
    says: Words | None = None

    @property
    def asks(self) -> Words:
        return CHOICE.words(choices=", ".join(self.of))

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        if not isinstance(given, str) or given not in tuple(self.of):
            yield Fault(at, self.asks)

    def kept(self, given: str) -> StrEnum:
        return self.of(given)

    def stored(self, kept: StrEnum) -> str:
        return str(kept)

    restored = kept
    shown = stored

    def schema(self) -> Schema:
        return {"type": "string", "enum": [str(value) for value in self.of]}


@dataclass(frozen=True, slots=True)
class Instant(AsGiven):
    """RFC 3339 with an offset. It is kept as UTC epoch milliseconds, and shown in Japan's time."""

    says: Words | None = None

    @property
    def asks(self) -> Words:
        return INSTANT.words()

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        try:
            found = from_iso(given)
        except (ValueError, TypeError, OverflowError):
            yield Fault(at, self.asks)
            return
        if not 0 <= found < _FOREVER:
            yield NOT_KEPT.at(at)

    def kept(self, given: str) -> int:
        return from_iso(given)

    def shown(self, kept: int) -> str:
        return to_iso(kept)

    def schema(self) -> Schema:
        return {"type": "string", "format": "date-time"}


@dataclass(frozen=True, slots=True)
class Day(AsGiven):
    """A date such as ``2026-11-22``, or ``today``."""

    says: Words | None = None

    @property
    def asks(self) -> Words:
        return DAY.words()

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        if not _is_day(given):
            yield Fault(at, self.asks)

    def schema(self) -> Schema:
        return {"type": "string", "pattern": "^([0-9]{4}-[0-9]{2}-[0-9]{2}|today)$"}


@dataclass(frozen=True, slots=True)
class Address(AsGiven):
    """A web address that begins with https://."""

    longest: int
    says: Words | None = None

    @property
    def asks(self) -> Words:
        return ADDRESS.words(schemes="https://")

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        if not is_text(given, self.longest):
            yield Fault(at, self.asks)
        elif wrong := address_fault(given.strip()):
            yield Fault(at, wrong)

    def kept(self, given: str) -> str:
        return given.strip()

    def schema(self) -> Schema:
        return {"type": "string", "format": "uri", "maxLength": self.longest}


@dataclass(frozen=True, slots=True)
class Fit(AsGiven):
    """What a check takes, which returns it as it is kept, and raises Unfit with what to change. ``form``: its JSON Schema."""

    check: Callable[[Any], Any]
    asks: Words
    form: Schema
    says: Words | None = None

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        try:
            self.check(given)
        except Unfit as error:
            yield Fault(at, error.words)

    def kept(self, given: Any) -> Any:
        return self.check(given)

    def schema(self) -> Schema:
        return dict(self.form)


@dataclass(frozen=True, slots=True)
class AnyObject(AsGiven):
    """An object that others read. ``rule``: the sentence that asks for it."""

    says: Words | None = None
    rule: Wrong = OBJECT

    @property
    def asks(self) -> Words:
        return self.rule.words()

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        if not isinstance(given, dict):
            yield Fault(at, self.asks)

    def schema(self) -> Schema:
        return {"type": "object"}


def _is_day(given: object) -> bool:
    if given == "today":
        return True
    try:
        return isinstance(given, str) and len(given) == 10 and date.fromisoformat(given).isoformat() == given
    except ValueError:
        return False
