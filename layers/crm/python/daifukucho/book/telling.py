"""Telling an entry to a person: what the kinds make their sentences of.

LINE's events are kept as they came, and our own kinds change over the years. So whatever is read of a body here may be
missing or of another type: it is then empty, and the sentence is made without it.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from daifukucho.friends.friend import DECLARED
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry, Said, Text

Ref = tuple[str, str]
"""What has a name for people: its kind (that of a definition in the catalog, or ``rank``, ``ticket``, ``choice``), and
its id. The id of a choice is ``<field>=<value>``."""

NameOf = Callable[[Ref], Words | None]
"""The name of something; ``None``: the name is not known, or no longer."""

MOST_QUOTED = 200
"""A quotation is cut after so many characters; the whole text is with the entry."""

_NOTHING = Words("", "")
_DATE = re.compile(r"(?:(?P<year>[0-9]{4})|-)-[0-9]{2}-[0-9]{2}")
_LEAP_YEAR = "2000"


@dataclass(frozen=True, slots=True)
class Told:
    """An entry, what its message says by now, and the names of what the entry refers to."""

    entry: Entry
    said: Text | None
    names: NameOf
    data: Mapping[str, Any]

    def of(self, *path: str) -> Any:
        """What the body holds at a place; ``None``: nothing."""
        found: Any = self.data
        for name in path:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found

    def word(self, *path: str) -> str:
        """A text in the body on one line, cut to be quoted; empty: there is none."""
        return quotable(self.of(*path))

    def number(self, *path: str) -> int | None:
        found = self.of(*path)
        return found if isinstance(found, int) and not isinstance(found, bool) else None

    def words(self, *path: str) -> list[str]:
        """The texts of a list in the body."""
        found = self.of(*path)
        return [line for line in map(quotable, found) if line] if isinstance(found, list) else []

    def name(self, kind: str, *path: str) -> Words | None:
        """The name of what the body refers to at a place."""
        return self.name_of(kind, self.of(*path))

    def name_of(self, kind: str, key: object) -> Words | None:
        return self.names((kind, key)) if isinstance(key, str) and 0 < len(key) <= 100 else None

    def by(self, *path: str) -> Words:
        """The staff member who did it, as the end of a sentence; empty if it was nobody whose name is known."""
        name = self.name("staff", *(path or ("by",)))
        return Words(f"（担当: {name.ja}）", f" (by {name.en})") if name else _NOTHING

    def content(self) -> Mapping[str, Any]:
        """What the message says by now, in LINE's words; empty if that is not known, or the friend has unsent it."""
        if self.said is None or self.said.body is None:
            return {}
        content = json.loads(self.said.body)
        return content if isinstance(content, Mapping) else {}

    @property
    def erased(self) -> bool:
        return self.said is not None and self.said.said is Said.UNSENT


Says = Callable[[Told], Words | None]
"""The sentence of an entry, its full stop included; ``None``: the kind's description is the sentence."""


def quoted(texts: Sequence[str]) -> Words:
    """Texts one after another, each in quotation marks."""
    return Words("".join(f"「{text}」" for text in texts), ", ".join(f"“{text}”" for text in texts))


def called(name: Words | None, otherwise: Words = _NOTHING) -> Words:
    """A name in quotation marks; ``otherwise`` where the name is not known."""
    return Words(f"「{name.ja}」", f"“{name.en}”") if name else otherwise


def so_many(count: int, noun: str) -> str:
    """A number of things, in English."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def quotable(text: object) -> str:
    """A text on one line, cut where it is too long to be quoted; empty if it is no text."""
    if not isinstance(text, str):
        return ""
    line = " ".join(text.split())
    return line if len(line) <= MOST_QUOTED else line[: MOST_QUOTED - 1] + "…"


def changes(told: Told) -> Words:
    """What an entry with ``set``, ``fields``, ``tags_add`` and ``tags_remove`` changed, as a list; empty: nothing."""
    ja: list[str] = []
    en: list[str] = []
    for label, shown in (*_set(told), *_fields(told)):
        ja.append(f"{label.ja}{'' if shown.ja[0] in '「（を' else ' '}{shown.ja}")
        en.append(f"{label.en} {shown.en}")
    for key, label in (
        ("tags_add", Words("タグ追加", "tags added")),
        ("tags_remove", Words("タグ削除", "tags removed")),
    ):
        if tags := told.words(key):
            ja.append(f"{label.ja}{quoted(tags).ja}")
            en.append(f"{label.en} {quoted(tags).en}")
    return Words("、".join(ja), ", ".join(en))


def _set(told: Told) -> Iterator[tuple[Words, Words]]:
    """The attributes that every friend has: what each is called, and what it was set to."""
    given = told.of("set")
    for name, value in given.items() if isinstance(given, Mapping) else ():
        said = DECLARED.get(name)
        label = said.words if said and said.words else Words(name, name)
        kind = said.attribute.refers_to if said and said.attribute else None
        written = said.written(value) if said and said.written and isinstance(value, str) else None
        shown = Words(written, written) if written else None
        yield label, shown or _shown(value, partial(told.name_of, kind) if kind else lambda _: None)


def _fields(told: Told) -> Iterator[tuple[Words, Words]]:
    """The same for the shop's own fields; a choice is called what its field calls it."""
    given = told.of("fields")
    for name, value in given.items() if isinstance(given, Mapping) else ():
        label = told.name_of("field", name) or Words(name, name)
        yield label, _shown(value, partial(_choice, told, name))


def _choice(told: Told, field: str, key: str) -> Words | None:
    return told.name_of("choice", f"{field}={key}")


def _shown(value: object, name: Callable[[str], Words | None]) -> Words:
    """``name``: the name that people have for a text."""
    match value:
        case None:
            return Words("（消去）", "cleared")
        case bool():
            return Words("「はい」", "“yes”") if value else Words("「いいえ」", "“no”")
        case str():
            return dated(value) or _quoted_name(value, name)
        case list() if value and all(isinstance(member, str) for member in value):
            each = [_quoted_name(member, name) for member in value]
            return Words("".join(words.ja for words in each), ", ".join(words.en for words in each))
        case int() | float():
            return Words(f"{value:,}", f"{value:,}")
    return Words("を変更", "changed")


def dated(text: str) -> Words | None:
    """A date, with or without its year, as people say it; ``None``: it is no date."""
    found = _DATE.fullmatch(text)
    try:
        day = date.fromisoformat(f"{found['year'] or _LEAP_YEAR}-{text[-5:]}") if found else None
    except ValueError:
        return None
    if found is None or day is None:
        return None
    said = f"{day.month}月{day.day}日"
    return Words(f"{day.year}年{said}", text) if found["year"] else Words(said, text[-5:])


def _quoted_name(key: str, name: Callable[[str], Words | None]) -> Words:
    return called(name(key), quoted([quotable(key)]))
