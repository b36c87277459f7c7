"""What makes a kind of entry an occasion to tell a friend something."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from daifukucho.friends.friend import Friend
from daifukucho.ledger.entry import Entry


class Occasion(Protocol):
    def name(self, entry: Entry) -> str:
        """What the notice of an entry is called, for good. A friend gets one notice of a name, whatever number of
        entries call for it; short, without ``#``."""

    def says(self, entry: Entry, friend: Friend) -> Sequence[Mapping[str, Any]] | None:
        """The messages for a friend as she is now; ``None``: there is nothing to say, or no longer. Raises
        Unavailable."""
