"""Comparisons of what an entry holds: a small closed set, each of which is false where the property is not there.

A property is a path into the entry's body, its names separated by points: ``postback.data``. Of a list, one member that
meets the comparison is enough (for ``is_not``, all of them have to).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.errors import Fault, Invalid
from daifukucho.kernel.refusals import CHOICE
from daifukucho.kernel.words import Language, Words
from daifukucho.segments import refusals
from daifukucho.segments.operator import Mention
from daifukucho.segments.operators._values import grouped, number, refuse, text

MAX_COMPARISONS = 10
MAX_ANY_OF = 50
_PATH = re.compile(r"[^.\x00-\x1f\ud800-\udfff]{1,100}(?:\.[^.\x00-\x1f\ud800-\udfff]{1,100}){0,4}")
_KEYS = {"property", "op", "value"}
_EXAMPLE = '{"property": "postback.data", "op": "is", "value": "menu=reserve"}'

Plain = str | int | Decimal | bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """``holds`` is asked of the property's value, or of each member of it."""

    path: str
    op: str
    value: Any

    def __call__(self, body: Mapping[str, Any]) -> bool:
        found: Any = body
        for name in self.path.split("."):
            if not isinstance(found, dict) or name not in found:
                return False
            found = found[name]
        return compared(self.op, found, self.value)


def compared(op: str, found: Any, value: Any) -> bool:
    """Whether a value of an entry, or of a list of them, meets a comparison."""
    members = found if isinstance(found, list) else [found]
    plain = [member for member in members if isinstance(member, str | int | Decimal)]
    if op == "is_not":
        return len(plain) == len(members) > 0 and not any(_same(member, value) for member in plain)
    return any(_HOLDS[op](member, value) for member in plain)


def _same(found: Plain, value: Plain) -> bool:
    """Text, numbers and flags never equal each other."""
    return _sort(found) == _sort(value) and found == value


def _sort(value: Plain) -> str:
    if isinstance(value, bool):
        return "flag"
    return "text" if isinstance(value, str) else "number"


def _is_number(found: Plain) -> bool:
    return _sort(found) == "number"


_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    "is": _same,
    "any_of": lambda found, values: any(_same(found, value) for value in values),
    "contains": lambda found, part: isinstance(found, str) and part in found,
    "starts_with": lambda found, part: isinstance(found, str) and found.startswith(part),
    "gte": lambda found, least: _is_number(found) and found >= least,
    "lte": lambda found, most: _is_number(found) and found <= most,
}


def plain(value: object) -> Plain:
    """A text of at most 500 characters, a number, or true or false."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return text(value)
    if isinstance(value, int | float):
        return number(value)
    raise refuse(refusals.PLAIN.words())


def some(value: object) -> tuple[Plain, ...]:
    """1 to 50 of them."""
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_ANY_OF:
        raise refuse(refusals.VALUES.words(most=MAX_ANY_OF))
    found: list[Plain] = []
    faults: list[Fault] = []
    for i, member in enumerate(value):
        try:
            found.append(plain(member))
        except Invalid as error:
            faults.append(Fault(f"/{i}", error.detail))
    if faults:
        raise refusals.INVALID_VALUE(*faults)
    return tuple(found)


_READ: dict[str, Callable[[object], Any]] = {
    "is": plain,
    "is_not": plain,
    "any_of": some,
    "contains": text,
    "starts_with": text,
    "gte": number,
    "lte": number,
}


def path(value: object) -> str:
    """The path of a property."""
    if not isinstance(value, str) or not _PATH.fullmatch(value):
        raise refuse(refusals.PATH.words())
    return value


def comparisons(value: object) -> tuple[Comparison, ...]:
    """1 to 10 comparisons, all of which have to hold of the same entry."""
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_COMPARISONS:
        raise refuse(refusals.COMPARISONS.words(most=MAX_COMPARISONS))
    found: list[Comparison] = []
    faults: list[Fault] = []
    for i, given in enumerate(value):
        try:
            found.append(_comparison(given))
        except Invalid as error:
            faults += [Fault(f"/{i}{fault.pointer}", fault.message) for fault in error.faults]
    if faults:
        raise refusals.INVALID_VALUE(*faults)
    return tuple(found)


def _comparison(given: object) -> Comparison:
    if not isinstance(given, dict) or given.keys() != _KEYS:
        raise refuse(refusals.MEMBERS.words(example=_EXAMPLE))
    op = given["op"]
    if not isinstance(op, str) or op not in _READ:
        raise refuse(CHOICE.words(choices=", ".join(_READ)), "/op")
    faults: list[Fault] = []
    read: dict[str, Any] = {}
    for name, reader in (("property", path), ("value", _READ[op])):
        try:
            read[name] = reader(given[name])
        except Invalid as error:
            faults += [Fault(f"/{name}{fault.pointer}", fault.message) for fault in error.faults]
    if faults:
        raise refusals.INVALID_VALUE(*faults)
    return Comparison(read["property"], op, read["value"])


_CLAUSES = {
    "is": Words("{}が{}", "{} is {}"),
    "is_not": Words("{}が{}ではない", "{} is not {}"),
    "any_of": Words("{}が{}のいずれか", "{} is any of {}"),
    "contains": Words("{}が{}を含む", "{} contains {}"),
    "starts_with": Words("{}が{}で始まる", "{} begins with {}"),
    "gte": Words("{}が{}以上", "{} is at least {}"),
    "lte": Words("{}が{}以下", "{} is at most {}"),
}


_IDS = {
    "coupon_id": "coupon",
    "campaign_id": "campaign",
    "survey_id": "survey",
    "store_id": "store",
    "staff_id": "staff",
    "route": "inflow",
    "rank": "rank",
}
"""Of what kind those are whose ids entries hold at a property."""


def mentions(comparison: Comparison) -> Iterator[Mention]:
    """What a comparison names by its id. It may be gone: what happened with it did happen."""
    kind = _IDS.get(comparison.path)
    if kind and comparison.op in ("is", "is_not", "any_of"):
        for value in _values(comparison):
            if isinstance(value, str):
                yield Mention(kind, value)


def said(attribute: Attribute, comparison: Comparison, lang: Language) -> str:
    """A comparison in words."""
    values = _values(comparison)
    if comparison.path in _IDS:
        names = {choice.value: getattr(choice.label, lang) for choice in attribute.choices}
        kind = _IDS[comparison.path]
        values = tuple(
            names.get(Mention(kind, value).name, value) if isinstance(value, str) else value for value in values
        )
    return getattr(_CLAUSES[comparison.op], lang).format(comparison.path, listed(values, lang))


def _values(comparison: Comparison) -> tuple[Plain, ...]:
    return comparison.value if comparison.op == "any_of" else (comparison.value,)


def listed(values: tuple[Plain, ...], lang: Language) -> str:
    """Values one after another."""
    return ("" if lang == "ja" else ", ").join(_shown(value, lang) for value in values)


def _shown(value: Plain, lang: Language) -> str:
    shown = value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else grouped(value)
    return f"「{shown}」" if lang == "ja" else f"“{shown}”"
