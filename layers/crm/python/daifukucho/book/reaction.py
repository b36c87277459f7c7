"""Reactions: what capabilities do because of entries. The ledger's stream calls every reaction without knowing any."""

from collections.abc import Sequence
from typing import Protocol

from daifukucho.friends.friend import Friend
from daifukucho.ledger.entry import Entry


class Reaction(Protocol):
    """Something that is done because of entries. Several reactions may look at the entries of one kind."""

    @property
    def kinds(self) -> frozenset[str] | None:
        """The kinds of the entries that it looks at; ``None``: those that the stream folds."""

    def react(self, friend: Friend | None, entries: Sequence[Entry]) -> None:
        """React to some new entries of one friend, which are folded by now.

        ``friend``: the friend after the folding; ``None``: nothing was folded now. The same entries may come again,
        alone or with others; that must be harmless. Raises Unavailable for a failure that may pass.
        """
