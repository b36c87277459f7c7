"""A friend's page of the ledger as a person reads it: what happened, newest first, and what was said."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from daifukucho.book.kinds import kind_of, sentence_of
from daifukucho.book.telling import Ref, Told
from daifukucho.friends.friend import Friend
from daifukucho.kernel.page import Page
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry, Text
from daifukucho.ledger.ids import said_under

_WITH_TEXT = ("message", "messageEdited")
MEMO, MEMO_EDITED, MEMO_REMOVED = "memo", "memo_edited", "memo_removed"
"""The kinds of entries that tell of a memo. What a memo says is kept as a message's text is."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry, its kind's name, and what happened as a sentence. ``text``: what its message says by now: as edited,
    or erased; ``None``: the entry has no message, or its text is unknown."""

    entry: Entry
    text: Text | None
    label: Words
    sentence: Words


class Friends(Protocol):
    def get(self, friend_id: str) -> Friend:
        """Raises NotFound and Unavailable."""


class Pages(Protocol):
    """The ledger, a page at a time. Both raise Unavailable."""

    def timeline(
        self,
        friend_id: str,
        cursor: str | None = None,
        limit: int = 50,
        *,
        kinds: Collection[str] = (),
        after: int | None = None,
        before: int | None = None,
    ) -> Page[Entry]:
        """A friend's entries, newest first, of some ``kinds`` (empty: of all). Raises Invalid for a cursor that is not
        ours."""

    def texts(self, friend_id: str, message_ids: Collection[str]) -> Mapping[str, Text]:
        """What messages say by now; a message that was never seen is missing."""


class Names(Protocol):
    def names(self, refs: Collection[Ref]) -> Mapping[Ref, Words]:
        """What people call things; a name that is not known, or no longer, is missing. Raises Unavailable."""


class Timeline:
    """Reads timelines. ``names``: for sentences that people read; without it nothing in them has a name."""

    def __init__(self, friends: Friends, ledger: Pages, names: Names | None = None) -> None:
        self._friends = friends
        self._ledger = ledger
        self._names = names

    def page(
        self,
        friend_id: str,
        cursor: str | None,
        limit: int,
        *,
        kinds: Collection[str] = (),
        after: int | None = None,
        before: int | None = None,
    ) -> Page[Line]:
        """What happened: entries of some ``kinds`` (empty: of all), at or after one instant, before another.

        One read of the friend, one query (with ``kinds`` up to four), one read for a hundred messages, and one for a
        hundred names. Raises NotFound for somebody who is not in the roster, Invalid for a cursor that is not ours, and
        Unavailable.
        """
        self._friends.get(friend_id)
        page = self._ledger.timeline(friend_id, cursor, limit, kinds=kinds, after=after, before=before)
        wanted = {entry: message_id for entry in page.items if (message_id := _message_id(entry)) is not None}
        texts = self._ledger.texts(friend_id, list(wanted.values())) if wanted else {}
        said = [(entry, texts.get(wanted.get(entry, ""))) for entry in page.items]
        names = self._names_in(said)
        return Page([_line(entry, text, names) for entry, text in said], page.cursor)

    def _names_in(self, said: Iterable[tuple[Entry, Text | None]]) -> Mapping[Ref, Words]:
        """The names that the sentences need: those for which they ask while they are made without names."""
        asked: dict[Ref, None] = {}

        def note(ref: Ref) -> None:
            asked[ref] = None

        for entry, text in said:
            sentence_of(Told(entry, text, note, entry.data))
        return self._names.names(list(asked)) if self._names and asked else {}


def _line(entry: Entry, text: Text | None, names: Mapping[Ref, Words]) -> Line:
    return Line(entry, text, kind_of(entry.kind).label, sentence_of(Told(entry, text, names.get, entry.data)))


def memo_text(memo_id: str) -> str:
    """The id under which the ledger keeps the text of a memo; the id of a memo is that of its entry."""
    return f"memo-{memo_id}"


def _message_id(entry: Entry) -> str | None:
    """The id under which the ledger keeps what an entry's message says."""
    if entry.kind in (MEMO, MEMO_EDITED):
        return memo_text(entry.data.get("of", entry.event_id))
    if entry.kind not in _WITH_TEXT:
        return None
    return said_under(entry.data.get("message"), entry.event_id)
