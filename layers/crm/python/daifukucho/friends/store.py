"""What the core needs of the stores that hold friends."""

from enum import StrEnum
from typing import Protocol

from daifukucho.friends.friend import Friend
from daifukucho.ledger.entry import Entry


class FriendReader(Protocol):
    """Reads friends."""

    def get(self, friend_id: str) -> Friend | None:
        """A friend as she is now (one consistent read). Raises Unavailable if the store does not answer."""


class Saved(StrEnum):
    """What became of a write. STALE: the friend is not as she was read. KNOWN: the ledger has this already."""

    DONE = "done"
    STALE = "stale"
    KNOWN = "known"


class BookWriter(Protocol):
    """Writes a friend and her ledger together.

    ``before`` is the friend as read (``None``: there was none); a write that finds another revision changes nothing
    and says STALE. ``after`` carries the revision to write, the next one. All raise Unavailable if the store does not answer, or is busy; the write may then have happened.
    """

    def save_folded(self, before: Friend | None, after: Friend, entry: Entry) -> Saved:
        """The friend, and the mark that this entry is folded, in one transaction. KNOWN: it was folded before."""

    def save_recorded(self, before: Friend, after: Friend, entry: Entry) -> Saved:
        """The friend and a new entry, in one transaction; the entry is written as folded."""

    def save_rebuilt(self, before: Friend | None, after: Friend) -> Saved:
        """The friend alone; the ledger is where she came from."""
