"""What the core needs of the ledger's repository."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from daifukucho.ledger.entry import Entry, Text


@dataclass(frozen=True, slots=True)
class Written:
    """How many of the entries were new, and how many the ledger had already. Texts are not counted."""

    new: int
    known: int


class LedgerWriter(Protocol):
    """Puts entries if they are absent: writing anything twice, late or out of order changes nothing."""

    def write(self, entries: Sequence[Entry], texts: Sequence[Text] = ()) -> Written:
        """Raises Unavailable if the ledger may not hold everything; writing it all again is harmless."""


class LedgerReader(Protocol):
    """Reads the pages of friends."""

    def entry(self, friend_id: str, version: str) -> Entry | None:
        """One entry, as it is now. Raises Unavailable if the ledger does not answer."""

    def entries(self, friend_id: str) -> Iterator[Entry]:
        """Everything on a friend's page, oldest first, as it is now. Raises Unavailable as ``entry`` does."""

    def friend_ids(self) -> Iterable[str]:
        """Every friend who has a page. Reads the whole ledger. Raises Unavailable as ``entry`` does."""
