"""What the ledger's stream does with an entry: fold it into the friend, then make sure that we know her profile."""

from daifukucho.friends.attributes import Status
from daifukucho.friends.book import ATTEMPTS, FriendBook
from daifukucho.friends.fold import fold, is_foldable, revised
from daifukucho.friends.friend import Friend
from daifukucho.friends.profile import Profile, Profiles
from daifukucho.friends.store import BookWriter, FriendReader, Saved
from daifukucho.kernel.errors import Unavailable
from daifukucho.kernel.repeat import Pause
from daifukucho.kernel.time import SECOND, Clock
from daifukucho.ledger.entry import Entry

_FETCHES = 3
_REST = 30 * SECOND
"""After LINE has failed to give a profile it is left alone this long, so that one outage does not cost every entry
its time-out."""


class Folding:
    """Folds entries. The ledger marks each as folded in the transaction that changes the friend, so never twice."""

    def __init__(self, friends: FriendReader, writer: BookWriter, pause: Pause) -> None:
        self._friends = friends
        self._writer = writer
        self._pause = pause

    def fold(self, entry: Entry) -> Friend | None:
        """Fold an entry unless it is folded; returns the friend as she then is.

        One read and one transaction, again after a moment if a rival was first. ``None``: the entry is not in the
        ledger and its friend not in the roster. Raises Unavailable if the store does not answer or stays busy.
        """
        assert entry.friend_id is not None  # foldable entries are a friend's
        for attempt in range(ATTEMPTS):
            before = self._friends.get(entry.friend_id)
            after = revised(fold(before, entry), before)
            match self._writer.save_folded(before, after, entry):
                case Saved.DONE:
                    return after
                case Saved.KNOWN:
                    return self._friends.get(entry.friend_id)
            self._pause(attempt)
        raise Unavailable("The friend is being changed by others.", code="contention")


class Processing:
    """Everything an entry sets off. Doing it twice, late or in any order comes to the same."""

    def __init__(self, folding: Folding, book: FriendBook, profiles: Profiles, clock: Clock, pause: Pause) -> None:
        self._pause = pause
        self._folding = folding
        self._book = book
        self._profiles = profiles
        self._clock = clock
        self._profiles_rest_until = 0

    def process(self, entry: Entry) -> Friend | None:
        """Fold the entry, then fetch and record her profile if it is wanted; ``None`` if it is no friend's.

        Raises Unavailable: with the code ``profile`` if only the profile is missing, which a repeat mends.
        """
        if not is_foldable(entry):
            return None
        friend = self._folding.fold(entry)
        if friend and _wants_profile(friend, entry):
            friend = self._book.record_profile(friend.friend_id, self._fetch(friend.friend_id))
        return friend

    def _fetch(self, friend_id: str) -> Profile | None:
        if self._clock() < self._profiles_rest_until:
            raise Unavailable("LINE gave no profile a moment ago.", code="profile")
        for attempt in range(_FETCHES):
            try:
                return self._profiles.fetch(friend_id)
            except Unavailable:
                if attempt + 1 < _FETCHES:
                    self._pause(attempt)
        self._profiles_rest_until = self._clock() + _REST
        raise Unavailable(f"LINE gave no profile, {_FETCHES} times in a row.", code="profile")


def _wants_profile(friend: Friend, entry: Entry) -> bool:
    """A new friend's, and again when she comes back: she may have changed it meanwhile."""
    if friend.status is not Status.ACTIVE:
        return False
    return friend.profile_at is None or (entry.kind == "follow" and friend.profile_at < entry.at)
