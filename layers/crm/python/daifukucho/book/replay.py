"""Replay: the roster rebuilt from the ledger. Replay never sends and never starts anything."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from daifukucho.book.fold import is_foldable, rebuild, revised
from daifukucho.book.folding import Folding
from daifukucho.book.shape import NotUnderstood
from daifukucho.friends.recording import ATTEMPTS
from daifukucho.friends.repository import BookWriter, FriendReader, Saved
from daifukucho.kernel.refusals import FRIEND_CONTENDED
from daifukucho.kernel.repeat import Pause
from daifukucho.ledger.repository import LedgerReader


class ReplayOutcome(StrEnum):
    """How the replay of a friend ended."""

    SAME = "same"
    REBUILT = "rebuilt"
    EMPTY = "empty"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Replayed:
    """How the replay of a friend ended. For LEFT: the ``version`` and the ``kind`` of the entry that was
    not understood."""

    friend_id: str
    outcome: ReplayOutcome
    version: str | None = None
    kind: str | None = None


class Replay:
    """Rebuilds friends from what the ledger has folded; entries that are not folded yet are folded first."""

    def __init__(
        self, friends: FriendReader, writer: BookWriter, ledger: LedgerReader, folding: Folding, pause: Pause
    ) -> None:
        self._friends = friends
        self._writer = writer
        self._ledger = ledger
        self._folding = folding
        self._pause = pause

    def all(self, *, dry_run: bool = False) -> Iterator[Replayed]:
        """Replay every friend who has a page: a scan of the ledger, and for each friend what ``one`` costs."""
        for friend_id in self._ledger.friend_ids():
            yield self.one(friend_id, dry_run=dry_run)

    def one(self, friend_id: str, *, dry_run: bool = False) -> Replayed:
        """Write the friend anew if the ledger says otherwise than the roster. EMPTY: the ledger says nothing. LEFT: an
        entry is not understood, so that nothing is written.

        A read of the friend, a query of the friend's page, and a write if the two differ. A dry run writes nothing, and
        leaves out what is not folded yet. Raises Unavailable if the repositories do not answer or stay busy.
        """
        try:
            return self._one(friend_id, dry_run)
        except NotUnderstood as error:
            return Replayed(friend_id, ReplayOutcome.LEFT, error.version, error.kind)

    def _one(self, friend_id: str, dry_run: bool) -> Replayed:
        for attempt in range(ATTEMPTS):
            # The friend is read first: whatever is folded after that changes the revision, and the write is refused.
            before = self._friends.get(friend_id)
            entries = [entry for entry in self._ledger.entries(friend_id) if is_foldable(entry)]
            waiting = [entry for entry in entries if not entry.folded]
            if waiting and not dry_run:
                rebuild(entries)  # before anything is written: is every entry understood?
                for entry in waiting:
                    self._folding.fold(entry)
                continue
            rebuilt = rebuild(entry for entry in entries if entry.folded)
            if rebuilt is None:
                return Replayed(friend_id, ReplayOutcome.EMPTY)
            if before and replace(rebuilt, revision=before.revision) == before:
                return Replayed(friend_id, ReplayOutcome.SAME)
            if dry_run or self._writer.save_rebuilt(before, revised(rebuilt, before)) is Saved.DONE:
                return Replayed(friend_id, ReplayOutcome.REBUILT)
            self._pause(attempt)
        raise FRIEND_CONTENDED()
