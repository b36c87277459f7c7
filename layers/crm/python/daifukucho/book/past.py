"""A friend as of an earlier instant: folded again from what the ledger says up to then."""

from collections.abc import Iterator
from typing import Protocol

from daifukucho.book.fold import rebuild
from daifukucho.book.refusals import NOT_KNOWN_YET
from daifukucho.friends.friend import Friend
from daifukucho.ledger.entry import Entry


class Friends(Protocol):
    def get(self, friend_id: str) -> Friend:
        """Raises NotFound and Unavailable."""


class FoldedEntries(Protocol):
    def folded(self, friend_id: str, until: int) -> Iterator[Entry]:
        """The entries of a friend that the roster has taken in, up to and including an instant, oldest first.

        Raises Invalid (``page_too_long``) if there are too many, and Unavailable.
        """


class Past:
    """Rebuilds friends as of an instant.

    An entry counts from its own time on, however late it came or was folded. So the answer is what is known today of
    that time, which may be more than was known then. What has not been folded yet is left out, as the roster leaves it
    out.
    """

    def __init__(self, friends: Friends, ledger: FoldedEntries) -> None:
        self._friends = friends
        self._ledger = ledger

    def as_of(self, friend_id: str, at: int) -> Friend:
        """A friend as of an instant (UTC epoch milliseconds), what happened at it included. The revision is 0.

        A query of the friend's page up to then. Raises NotFound (``friend_not_found``; ``friend_not_known_yet``, if
        nothing is known of the friend from before), Invalid (``page_too_long``), and Unavailable.
        """
        friend = rebuild(self._ledger.folded(friend_id, at))
        if friend is None:
            self._friends.get(friend_id)
            raise NOT_KNOWN_YET()
        return friend
