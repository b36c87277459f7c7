"""Recording what happens with a friend: what the capabilities need of the book."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from daifukucho.friends.friend import Friend
from daifukucho.kernel.ids import derived_uuid
from daifukucho.kernel.once import Once
from daifukucho.ledger.entry import Entry, Text

ATTEMPTS = 10
"""So often is a friend read and written again when another writer was first."""

EntryBody = Callable[[Friend, int], Mapping[str, object] | None]
"""What is to be recorded of a friend as the friend is now, at an instant (``None``: nothing). Called again for each
attempt."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A friend, and what was recorded of the friend (``None``: there was nothing to record).

    ``replayed``: an earlier copy of the request had recorded it, and nothing was done now.
    """

    friend: Friend
    entry: Entry | None
    replayed: bool = False

    @property
    def act(self) -> Entry:
        """The entry, for callers that always record one. Raises LookupError."""
        if self.entry is None:
            raise LookupError("nothing was recorded")
        return self.entry


def act_id(friend_id: str, request: Once) -> str:
    """The id of the entry that is recorded for a request with a key: the same for all copies of the request."""
    return derived_uuid(friend_id, request.token)


class Recorder(Protocol):
    """Records entries of friends; implemented by ``book.FriendBook``."""

    def get(self, friend_id: str) -> Friend:
        """One read. Raises NotFound, and Unavailable if the repository does not answer."""

    def record(
        self,
        friend_id: str,
        kind: str,
        says: EntryBody,
        *,
        request: Once | None = None,
        marks: Collection[str] = (),
        text: Callable[[Entry], Text] | None = None,
    ) -> Recorded:
        """An entry and the friend, in one transaction; costs and raises as ``FriendBook.record`` does."""

    def after(self, before: Friend, entry: Entry) -> Friend:
        """The friend after an entry, with the next revision. Writes nothing."""

    def marked(self, friend_id: str, name: str) -> Entry | None:
        """The entry that was recorded under a name, if any. At most two reads. Raises Unavailable."""
