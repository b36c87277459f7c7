"""What the core needs of the repositories that hold friends."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from daifukucho.friends.friend import Friend
from daifukucho.ledger.entry import Entry, Text


class FriendReader(Protocol):
    """Reads friends."""

    def get(self, friend_id: str) -> Friend | None:
        """A friend as the friend is now (one consistent read). Raises Unavailable if the repository does not answer."""


class Saved(StrEnum):
    """How a write ended. STALE: the friend was written since it was read. KNOWN: the ledger has this already."""

    DONE = "done"
    STALE = "stale"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Mark:
    """Says on a friend's page that an act was recorded, under a ``name`` that nothing else has: it is put if absent,
    and kept for ever. ``content``: the fingerprint of what was asked for."""

    name: str
    content: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark that was found, and the entry that was written with it."""

    mark: Mark
    entry: Entry


@dataclass(frozen=True, slots=True)
class FoldSaved:
    """How writing a fold ended. ``known``: if KNOWN, those of its entries that must not be folded (again)."""

    saved: Saved
    known: Sequence[Entry] = ()


class BookWriter(Protocol):
    """Writes a friend and the friend's ledger together.

    ``before`` is the friend as read (``None``: there was none); a write that finds another revision changes nothing
    and says STALE. ``after`` carries the revision to write, the next one. All raise Unavailable if the repository does
    not answer, or is busy; the write may then have happened.
    """

    def save_folded(self, before: Friend | None, after: Friend, entries: Sequence[Entry]) -> FoldSaved:
        """The friend, and the marks that these entries of the friend are folded, in one transaction.

        Takes up to ``friends.folding.TOGETHER`` entries, each given once. KNOWN: nothing is written, because some of
        them were folded before, or are not in the ledger.
        """

    def save_recorded(
        self, before: Friend, after: Friend, entry: Entry, marks: Sequence[Mark] = (), texts: Sequence[Text] = ()
    ) -> Saved:
        """The friend, a new entry, its marks and what it says, in one transaction; the entry is written as folded.

        KNOWN: the entry, one of the marks, or a text that was to be new exists already; or a text that was to
        be changed is erased.
        """

    def marked(self, friend_id: str, name: str) -> Marked | None:
        """The mark of a name on a friend's page, with its entry. Two consistent reads, or one if there is none."""

    def save_rebuilt(self, before: Friend | None, after: Friend) -> Saved:
        """The friend alone; the ledger, from which the friend was rebuilt, has the entries."""
