"""Folding what the ledger's stream delivers into friends."""

from collections.abc import Sequence
from dataclasses import dataclass

from daifukucho.book.fold import fold, revised
from daifukucho.friends.friend import Friend
from daifukucho.friends.recording import ATTEMPTS
from daifukucho.friends.repository import BookWriter, FriendReader, Saved
from daifukucho.kernel.refusals import FRIEND_CONTENDED
from daifukucho.kernel.repeat import Pause
from daifukucho.ledger.entry import Entry

TOGETHER = 30
"""So many entries of a friend are folded in one transaction. An entry has 100 KB at most, and a transaction of
DynamoDB's takes 4 MB and 100 items (its API reference, ``TransactWriteItems``)."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A friend after a fold (``None``: the roster has no such friend), and the entries that this fold took in."""

    friend: Friend | None
    entries: Sequence[Entry]


class Folding:
    """Folds entries. The transaction that changes the friend also marks each entry as folded, so that none is folded
    twice."""

    def __init__(self, friends: FriendReader, writer: BookWriter, pause: Pause) -> None:
        self._friends = friends
        self._writer = writer
        self._pause = pause

    def fold(self, entry: Entry) -> Friend | None:
        """Fold one entry unless it is folded; returns the friend after it. Costs and raises as ``fold_all``.

        ``None``: the entry is not in the ledger, and its friend not in the roster.
        """
        return self.fold_all([entry]).friend

    def fold_all(self, entries: Sequence[Entry]) -> Folded:
        """Fold entries of one friend, at least one, in their order; entries that are folded already are skipped.

        One read and one transaction for 30 entries; both again after a moment if another writer was first. A friend
        whose ten thousand messages arrive at once is written a few hundred times, and nobody waits for ten thousand
        writes. Raises Unavailable if the repository does not answer or stays busy; some of the entries may then be
        folded.
        """
        once = list({entry.version: entry for entry in entries}.values())
        friend, folded = None, list[Entry]()
        for start in range(0, len(once), TOGETHER):
            friend, fresh = self._fold_some(once[start : start + TOGETHER])
            folded += fresh
        return Folded(friend, folded)

    def _fold_some(self, entries: Sequence[Entry]) -> tuple[Friend | None, Sequence[Entry]]:
        friend_id = entries[0].friend_id
        assert friend_id is not None  # foldable entries are a friend's
        left = list(entries)
        for attempt in range(ATTEMPTS):
            before = self._friends.get(friend_id)
            if not left:
                return before, left
            after = before
            for entry in left:
                after = fold(after, entry)
            assert after is not None
            after = revised(after, before)
            done = self._writer.save_folded(before, after, left)
            match done.saved:
                case Saved.DONE:
                    return after, left
                case Saved.KNOWN:
                    left = [entry for entry in left if entry not in done.known]
                case Saved.STALE:
                    self._pause(attempt)
        raise FRIEND_CONTENDED()
