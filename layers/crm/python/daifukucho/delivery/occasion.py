"""What makes an entry an occasion to tell its friend something, and asking for a notice because of it."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol

from daifukucho.friends.friend import Friend
from daifukucho.ledger.entry import Entry


class Occasion(Protocol):
    """An occasion. Several may look at the entries of one kind; each has notices of its own.

    ``key``: what its doorbells call it. ``kinds``: the kinds of the entries that it looks at.
    """

    key: ClassVar[str]
    kinds: ClassVar[frozenset[str]]

    @staticmethod
    def calls_for(entry: Entry) -> bool:
        """Whether an entry of one of the kinds is such an occasion. The ledger's stream asks this, so it reads
        nothing."""

    def name(self, entry: Entry) -> str:
        """The name of the notice of an entry, which never changes. A friend gets one notice of a name, however many
        entries call for it. The name is short, without ``#``, and its beginning is that of no other occasion's
        names."""

    def says(self, entry: Entry, friend: Friend) -> Sequence[Mapping[str, Any]] | None:
        """The messages for the friend as the friend is now; ``None``: there is nothing to say, or no longer. Raises
        Unavailable."""


class Bell(Protocol):
    def notify(self, friend_id: str, version: str, occasion: str) -> None:
        """An entry is an occasion to tell its friend something. Asking again is harmless. Raises Unavailable."""


class Notify:
    """``daifukucho.book.reaction.Reaction``: one message to the queue for each occasion that an entry is."""

    def __init__(self, occasions: Sequence[type[Occasion]], bell: Bell) -> None:
        self._occasions = occasions
        self._bell = bell
        self.kinds = frozenset[str]().union(*(occasion.kinds for occasion in occasions))

    def react(self, friend: Friend | None, entries: Sequence[Entry]) -> None:
        for entry in entries:
            for occasion in self._occasions:
                if entry.friend_id and entry.kind in occasion.kinds and occasion.calls_for(entry):
                    self._bell.notify(entry.friend_id, entry.version, occasion.key)
