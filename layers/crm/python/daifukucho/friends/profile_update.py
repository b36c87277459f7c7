"""Which folds ask for a friend's profile, and fetching it."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from daifukucho.friends.attributes import Status
from daifukucho.friends.friend import Friend
from daifukucho.friends.profile import Profile, Profiles
from daifukucho.friends.refusals import NO_PROFILE, PROFILE_RESTS
from daifukucho.kernel.errors import NotFound, Unavailable
from daifukucho.kernel.repeat import Pause
from daifukucho.kernel.time import SECOND, Clock
from daifukucho.ledger.entry import Entry

_FETCHES = 3
_REST = 30 * SECOND
"""After LINE has failed to give a profile it is left alone this long, so that one outage does not cost every friend its
time-out."""


class Recorder(Protocol):
    """As much of the book of friends as is needed here."""

    def get(self, friend_id: str) -> Friend:
        """A friend. Raises NotFound and Unavailable."""

    def record_profile(self, friend_id: str, profile: Profile | None) -> Friend:
        """Record what LINE says of a friend now. Raises NotFound and Unavailable."""


def wanted_since(friend: Friend, entries: Iterable[Entry]) -> int | None:
    """From which instant on a friend's profile has to be, now that these entries are folded (``None``: it is not wanted).

    A new friend's is wanted, and that of a friend who comes back: it may have changed meanwhile.
    """
    since = max((entry.at for entry in entries if entry.kind == "follow"), default=0)
    return since if _wanted(friend, since) else None


def _wanted(friend: Friend, since: int) -> bool:
    return friend.status is Status.ACTIVE and (friend.profile_at is None or friend.profile_at < since)


class ProfileBell(Protocol):
    def fetch_profile(self, friend_id: str, since: int) -> None:
        """A friend's profile has to be fetched, unless what we have is from ``since`` (epoch milliseconds) or later. Ringing again
        is harmless. Raises Unavailable."""


class AskForProfile:
    """``daifukucho.book.reaction.Reaction``: rings if a friend's profile is wanted now. One message at most."""

    kinds = None

    def __init__(self, bell: ProfileBell) -> None:
        self._bell = bell

    def react(self, friend: Friend | None, entries: Sequence[Entry]) -> None:
        since = wanted_since(friend, entries) if friend else None
        if friend and since is not None:
            self._bell.fetch_profile(friend.friend_id, since)


class ProfileUpdate:
    """Fetches profiles and records them. Doing it twice, late or in any order comes to the same."""

    def __init__(self, book: Recorder, profiles: Profiles, clock: Clock, pause: Pause) -> None:
        self._book = book
        self._profiles = profiles
        self._clock = clock
        self._pause = pause
        self._rest_until = 0

    def update(self, friend_id: str, since: int) -> bool:
        """Fetch a friend's profile and record it, unless what we have is from ``since`` or later; whether it was fetched.

        One read; if it is fetched, a call to LINE, another read and a transaction. Raises Unavailable with the code
        ``profile`` if LINE does not give it, and if the store does not answer.
        """
        try:
            if not _wanted(self._book.get(friend_id), since):
                return False
            self._book.record_profile(friend_id, self._fetch(friend_id))
        except NotFound:  # the friend was erased since
            return False
        return True

    def _fetch(self, friend_id: str) -> Profile | None:
        if self._clock() < self._rest_until:
            raise PROFILE_RESTS()
        for attempt in range(_FETCHES):
            try:
                return self._profiles.fetch(friend_id)
            except Unavailable:
                if attempt + 1 < _FETCHES:
                    self._pause(attempt)
        self._rest_until = self._clock() + _REST
        raise NO_PROFILE(times=_FETCHES)
