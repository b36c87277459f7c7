"""What an operator may change in the book, and what it may be changed to."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import Fault, Invalid

ALIAS_LENGTH = 100
NOTE_LENGTH = 2000
TAG_LENGTH = 100
TAGS_PER_FRIEND = 200
"""Lengths are in Unicode code points. They keep an item small, for a segment's scan pays for every byte."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_CONTROL_BUT_LINES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Half a surrogate pair counts with them: it is no character, and UTF-8 cannot write it."""
_BIRTHDAY = re.compile(r"(?:[0-9]{4}|-)-[0-9]{2}-[0-9]{2}")
_LEAP_YEAR = "2000"


@dataclass(frozen=True, slots=True)
class Edit:
    """A checked change: attributes and their new values (``None`` clears), and the tags that come and go."""

    set: Mapping[str, Any] = field(default_factory=dict)
    tags_add: frozenset[str] = frozenset()
    tags_remove: frozenset[str] = frozenset()

    def body(self, by: str) -> dict[str, Any]:
        """The entry of this edit, by an operator."""
        return {
            "set": dict(self.set),
            "tags_add": sorted(self.tags_add),
            "tags_remove": sorted(self.tags_remove),
            "by": by,
        }

    def narrowed(self, friend: Friend) -> "Edit | None":
        """What of the edit changes this friend; ``None``: nothing.

        Raises Invalid if she would have too many tags.
        """
        changes = {name: value for name, value in self.set.items() if getattr(friend, name) != value}
        add, remove = self.tags_add - friend.tags.keys(), self.tags_remove & friend.tags.keys()
        if add and len(friend.tags) - len(remove) + len(add) > TAGS_PER_FRIEND:
            raise _invalid(Fault("/tags_add", f"a friend can have at most {TAGS_PER_FRIEND} tags"))
        return Edit(changes, frozenset(add), frozenset(remove)) if changes or add or remove else None


def edit_from(
    set: Mapping[str, object], tags_add: Collection[object] = (), tags_remove: Collection[object] = ()
) -> Edit:
    """Check a change. Text and tags lose the spaces around them; empty text clears, as ``None`` does.

    Raises Invalid, its faults pointing into ``{"set", "tags_add", "tags_remove"}``.
    """
    faults: list[Fault] = []
    values: dict[str, Any] = {}
    for name, value in set.items():
        check = _CHECKS.get(name)
        if check is None:
            faults.append(Fault(f"/set/{_escaped(name)}", f"cannot be edited; can be: {', '.join(_CHECKS)}"))
            continue
        try:
            values[name] = check(value)
        except ValueError as error:
            faults.append(Fault(f"/set/{name}", str(error)))
    add = _tags("/tags_add", tags_add, faults)
    remove = _tags("/tags_remove", tags_remove, faults)
    for tag in sorted(add & remove):
        faults.append(Fault("/tags_remove", f"“{tag}” is to be added as well; say one or the other"))
    if faults:
        raise _invalid(*faults)
    return Edit(values, add, remove)


def _invalid(*faults: Fault) -> Invalid:
    return Invalid("The friend cannot be changed like this.", faults=faults)


def _escaped(name: object) -> str:
    """A part of a JSON pointer (RFC 6901)."""
    return str(name).replace("~", "~0").replace("/", "~1")


def _tags(pointer: str, tags: Collection[object], faults: list[Fault]) -> frozenset[str]:
    checked = []
    for index, tag in enumerate(tags):
        name = tag.strip() if isinstance(tag, str) else ""
        if not 1 <= len(name) <= TAG_LENGTH or _CONTROL.search(name):
            message = f"a tag is text of 1 to {TAG_LENGTH} characters on one line"
            faults.append(Fault(f"{pointer}/{index}", message))
        else:
            checked.append(name)
    return frozenset(checked)


def _alias(value: object) -> str | None:
    return _text(value, ALIAS_LENGTH, _CONTROL, f"is text of at most {ALIAS_LENGTH} characters on one line")


def _note(value: object) -> str | None:
    return _text(value, NOTE_LENGTH, _CONTROL_BUT_LINES, f"is text of at most {NOTE_LENGTH} characters")


def _text(value: object, length: int, refused: re.Pattern[str], rule: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError(rule)
    text = value.strip()
    if len(text) > length or refused.search(text):
        raise ValueError(rule)
    return text or None


def _birthday(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not _BIRTHDAY.fullmatch(value):
        raise ValueError("is a date such as 1990-04-01, or --04-01 if the year is not known")
    try:
        date.fromisoformat(_LEAP_YEAR + value[1:] if value.startswith("--") else value)
    except ValueError:
        raise ValueError("is not a date of the calendar") from None
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("is true or false")
    return value


_CHECKS: dict[str, Callable[[object], Any]] = {
    "alias": _alias,
    "note": _note,
    "birthday": _birthday,
    "do_not_send": _flag,
    "in_progress": _flag,
}
"""What can be edited, and how it is checked; tags come and go apart. A check raises ValueError with the rule."""
