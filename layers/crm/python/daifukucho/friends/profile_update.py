"""When folded entries ask for a friend's profile, and fetching it."""

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
"""After LINE has failed to give a profile, no profile is asked for during this time, so that one outage does not cost
every friend its time-out."""


class Recorder(Protocol):
    """The part of the book of friends that is needed here."""

    def get(self, friend_id: str) -> Friend:
        """A friend. Raises NotFound and Unavailable."""

    def record_profile(self, friend_id: str, profile: Profile | None) -> Friend:
        """Record what LINE says of a friend now. Raises NotFound and Unavailable."""


def wanted_since(friend: Friend, entries: Iterable[Entry]) -> int | None:
    """From which instant on a friend's profile has to be, now that these entries are folded (``None``: none is wanted).

    The profile of a new friend is wanted, and that of a friend who comes back, because it may have changed meanwhile.
    """
    since = max((entry.at for entry in entries if entry.kind == "follow"), default=0)
    return since if _wanted(friend, since) else None


def _wanted(friend: Friend, since: int) -> bool:
    return friend.status is Status.ACTIVE and (friend.profile_at is None or friend.profile_at < since)


class ProfileBell(Protocol):
    def fetch_profile(self, friend_id: str, since: int) -> None:
        """Ask for a friend's profile to be fetched, unless the known one is from ``since`` (epoch milliseconds) or
        later. Asking again is harmless. Raises Unavailable."""


class AskForProfile:
    """``daifukucho.book.reaction.Reaction``: asks for a friend's profile if it is wanted now. One message at most."""

    kinds = None

    def __init__(self, bell: ProfileBell) -> None:
        self._bell = bell

    def react(self, friend: Friend | None, entries: Sequence[Entry]) -> None:
        since = wanted_since(friend, entries) if friend else None
        if friend and since is not None:
            self._bell.fetch_profile(friend.friend_id, since)


class ProfileUpdate:
    """Fetches profiles and records them. Doing so twice, late or in any order has the same result."""

    def __init__(self, book: Recorder, profiles: Profiles, clock: Clock, pause: Pause) -> None:
        self._book = book
        self._profiles = profiles
        self._clock = clock
        self._pause = pause
        self._rest_until = 0

    def update(self, friend_id: str, since: int) -> bool:
        """Fetch a friend's profile and record it, unless the known one is from ``since`` or later; whether it was
        fetched.

        One read; if it is fetched, a call to LINE, another read and a transaction. Raises Unavailable with the code
        ``profile`` if LINE does not give it, and Unavailable if the repository does not answer.
        """
        try:
            if not _wanted(self._book.get(friend_id), since):
                return False
            self._book.record_profile(friend_id, self._fetch(friend_id))
        except NotFound:  # the friend was erased since then
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
