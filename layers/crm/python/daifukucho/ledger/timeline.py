"""A friend's page of the ledger as a person reads it: what happened, newest first, and what was said."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from daifukucho.friends.friend import Friend
from daifukucho.kernel.page import Page
from daifukucho.ledger.entry import Entry, Text

_WITH_TEXT = ("message", "messageEdited")


@dataclass(frozen=True, slots=True)
class Line:
    """One entry, and what its message says by now: as edited, or erased. ``None``: it has none, or it is unknown."""

    entry: Entry
    text: Text | None = None


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
        kind: str | None = None,
        after: int | None = None,
        before: int | None = None,
    ) -> Page[Entry]:
        """A friend's entries, newest first. Raises Invalid for a cursor that is not ours."""

    def texts(self, friend_id: str, message_ids: Collection[str]) -> Mapping[str, Text]:
        """What messages say by now; those never seen are missing."""


class Timeline:
    """Reads timelines."""

    def __init__(self, friends: Friends, ledger: Pages) -> None:
        self._friends = friends
        self._ledger = ledger

    def page(
        self,
        friend_id: str,
        cursor: str | None,
        limit: int,
        *,
        kind: str | None = None,
        after: int | None = None,
        before: int | None = None,
    ) -> Page[Line]:
        """What happened: of a ``kind``, at or after an instant, before another.

        One read of the friend, one query (with ``kind`` up to four), and one read for a hundred messages.
        Raises NotFound for somebody who is no friend, Invalid for a cursor that is not ours, and Unavailable.
        """
        self._friends.get(friend_id)
        page = self._ledger.timeline(friend_id, cursor, limit, kind=kind, after=after, before=before)
        wanted = {entry: message_id for entry in page.items if (message_id := _message_id(entry)) is not None}
        texts = self._ledger.texts(friend_id, list(wanted.values())) if wanted else {}
        return Page([Line(entry, texts.get(wanted.get(entry, ""))) for entry in page.items], page.cursor)


def _message_id(entry: Entry) -> str | None:
    """The id under which the ledger keeps what an entry's message says."""
    if entry.kind not in _WITH_TEXT:
        return None
    message = entry.data.get("message")
    message_id = message.get("id") if isinstance(message, dict) else None
    return message_id if isinstance(message_id, str) and message_id else f"of-{entry.event_id}"
