"""Reading what a person defines, saves or sends: each member once, every fault with its place."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any, TypeVar

from daifukucho.kernel import refusals
from daifukucho.kernel.address import address_fault
from daifukucho.kernel.errors import Fault
from daifukucho.kernel.text import is_blank
from daifukucho.kernel.time import from_iso
from daifukucho.kernel.words import Words

T = TypeVar("T")
W = TypeVar("W", int, None)

_FOREVER = 10**13
"""Epoch milliseconds, in the year 2286."""

KEY_RULE = refusals.SHORT_NAME.words()
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LINES = re.compile(r"[\t\n]")


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
    return isinstance(given, str) and bool(_KEY.fullmatch(given))


def needed_rule(rule: Words) -> Words:
    """What is said of something that has to be there and is not: that, and its rule."""
    return Words(f"{refusals.NEEDED.ja}{rule.ja}", f"{refusals.NEEDED.en} {rule.en}")


class Reader:
    """One JSON object. What is wrong is noted in ``faults``, and a harmless value read in its place."""

    def __init__(self, given: object, at: str, faults: list[Fault], what: str) -> None:
        self.at = at
        self.faults = faults
        self._what = what
        self._known: list[str] = []
        self._given: Mapping[str, Any] = given if isinstance(given, dict) else {}
        self._is_object = isinstance(given, dict)
        if not self._is_object:  # then nothing is said of members that it lacks
            faults.append(refusals.OBJECT.at(at))

    def fault(self, name: str, message: Words) -> None:
        """Something is wrong with a member (or, without a name, with all of it)."""
        self.faults.append(Fault(f"{self.at}/{name}" if name else self.at, message))

    def take(self, name: str) -> Any:
        """A member as it is; ``None`` if it is not there."""
        self._known.append(name)
        return self._given.get(name)

    def read(self, name: str, fine: Callable[[Any], bool], otherwise: T, rule: Words, *, needed: bool = False) -> T:
        """A member that has to be ``fine``; ``otherwise`` if it is not there (or wrong, which is noted)."""
        value = self.take(name)
        if value is None:
            if needed and self._is_object:
                self.fault(name, needed_rule(rule))
            return otherwise
        if not fine(value):
            self.fault(name, rule)
            return otherwise
        return value

    def text(self, name: str, longest: int, *, needed: bool = True, lines: bool = False) -> str:
        """Text without the spaces around it. What is not ``needed`` may be empty, too."""
        rule = (refusals.TEXT if lines else refusals.LINE).words(longest=longest)

        def fine(value: object) -> bool:
            return is_text(value, longest, lines=lines) or (not needed and isinstance(value, str) and is_blank(value))

        text = self.read(name, fine, "", rule, needed=needed).strip()
        return "" if is_blank(text) else text

    def address(self, name: str, longest: int) -> str | None:
        """A web address that begins with https://; ``None`` if none is given."""
        address = self.text(name, longest, needed=False)
        if address and (wrong := address_fault(address)):
            self.fault(name, wrong)
        return address or None

    def texts(self, name: str, most: int, longest: int) -> tuple[str, ...]:
        """A list of different texts of one line each."""
        none: list[object] = []
        rule = refusals.SHORT_LIST.words(most=most)
        given = self.read(name, lambda v: isinstance(v, list) and len(v) <= most, none, rule)
        found: list[str] = []
        for index, item in enumerate(given):
            text = item.strip() if isinstance(item, str) else item
            if not isinstance(text, str) or not is_text(text, longest):
                self.fault(f"{name}/{index}", refusals.LINE.words(longest=longest))
            elif text in found:
                self.fault(f"{name}/{index}", refusals.TWICE.words())
            else:
                found.append(text)
        return tuple(found)

    def whole(self, name: str, least: int, most: int, otherwise: W, *, needed: bool = False) -> int | W:
        rule = refusals.WHOLE.words(least=least, most=most)
        return self.read(name, lambda v: is_whole(v, least, most), otherwise, rule, needed=needed)

    def flag(self, name: str, otherwise: bool = False) -> bool:
        return self.read(name, lambda v: isinstance(v, bool), otherwise, refusals.FLAG.words())

    def choice(self, name: str, choices: Collection[str], otherwise: str, *, needed: bool = False) -> str:
        rule = refusals.CHOICE.words(choices=", ".join(choices))
        return self.read(name, lambda v: isinstance(v, str) and v in choices, otherwise, rule, needed=needed)

    def key(self, name: str, taken: Collection[str] = ()) -> str:
        """A short name of the shop's own, by which programs know a thing, and by which no other is known."""
        key = self.read(name, is_key, "", KEY_RULE, needed=True)
        if key in taken:
            self.fault(name, refusals.TAKEN.words(name=name))
        return key

    def words(self, name: str, longest: int, *, needed: bool = False, lines: bool = False) -> Words | None:
        """Words for people: Japanese, and English if it is said (whoever reads English sees Japanese otherwise)."""
        value = self.take(name)
        if value is None:
            if needed and self._is_object:
                self.fault(name, needed_rule(refusals.WORDS.words()))
            return None
        reader = Reader(value, f"{self.at}/{name}", self.faults, "Words for people")
        japanese = reader.text("ja", longest, lines=lines)
        english = reader.text("en", longest, needed=False, lines=lines)
        reader.done()
        return Words(japanese, english or japanese)

    def instant(self, name: str) -> int | None:
        """RFC 3339 with an offset, as UTC epoch milliseconds."""
        value = self.take(name)
        if value is None:
            return None
        try:
            at = from_iso(value)
        except (ValueError, TypeError, OverflowError):
            self.fault(name, refusals.INSTANT.words())
            return None
        if not 0 <= at < _FOREVER:
            self.fault(name, refusals.NOT_KEPT.words())
            return None
        return at

    def day(self, name: str) -> str | None:
        """A date such as ``2026-11-22``, or ``today``."""
        return self.read(name, _is_day, None, refusals.DAY.words())

    def each(self, name: str, most: int, what: str, *, least: int = 1) -> list["Reader"]:
        """The members of a list of objects."""
        value = self.take(name)
        if not isinstance(value, list) or not least <= len(value) <= most:
            if self._is_object:
                self.fault(name, refusals.LIST.words(least=least, most=most))
            value = value[:most] if isinstance(value, list) else []
        return [Reader(item, f"{self.at}/{name}/{n}", self.faults, what) for n, item in enumerate(value)]

    def inner(self, name: str, what: str) -> "Reader | None":
        """An object within; ``None`` if it is not there."""
        value = self.take(name)
        return None if value is None else Reader(value, f"{self.at}/{name}", self.faults, what)

    def done(self) -> None:
        """Notes what nobody has asked for."""
        for name in self._given:
            if name not in self._known:
                escaped = str(name).replace("~", "~0").replace("/", "~1")
                self.fault(escaped, refusals.NOT_HERE.words(name=name))


def _is_day(given: object) -> bool:
    if given == "today":
        return True
    try:
        return isinstance(given, str) and bool(_DAY.fullmatch(given)) and bool(date.fromisoformat(given))
    except ValueError:
        return False
