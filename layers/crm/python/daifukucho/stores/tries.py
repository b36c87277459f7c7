"""Counting wrong PINs: for the friend on whose phone they are typed first, and only then for the store.

A count belongs to the one who acts and not to the one who is acted upon. So no friend can close a store for others, and
no friend clears the tries of another.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from daifukucho.kernel.time import DAY

MOST_TRIES = 5
"""Tries of one friend at one store's PIN within a day."""

MOST_IN_ALL = 10
"""Tries of one friend at the PINs of all stores together within a day: a chain of many stores allows no more
guesses."""

STORE_TRIES = 100
"""Wrong tries of all friends at one store's PIN on one date in Japan, after which the store is *on guard*: an alarm
rings, and a friend has one try instead of five. It closes the store for nobody whose first try is right."""

KEPT = DAY
"""So long (ms) after a friend's last try at a PIN its tries are counted. A lock ends by itself with them."""


@dataclass(frozen=True, slots=True)
class Tries:
    """How many tries at one PIN are counted, and when the last one was (UTC epoch milliseconds)."""

    count: int
    last_at: int

    @property
    def until(self) -> int:
        """The instant at which the tries are forgotten."""
        return self.last_at + KEPT


NONE = Tries(0, 0)


@dataclass(frozen=True, slots=True)
class FriendTries:
    """One friend's tries, by the id of the PIN (``store.pin_id``). ``revision`` guards each write; 0: nothing is written."""

    by_pin: Mapping[str, Tries] = field(default_factory=dict)
    revision: int = 0

    def at(self, pin_id: str) -> Tries:
        return self.by_pin.get(pin_id, NONE)

    def left(self, pin_id: str, now: int) -> int:
        """How many more tries the friend has at a PIN now."""
        live = self._live(now)
        return max(min(MOST_TRIES - live.get(pin_id, NONE).count, MOST_IN_ALL - _in_all(live)), 0)

    def locked_until(self, pin_id: str, now: int) -> int | None:
        """The instant from which on the friend has a try at a PIN again; ``None``: there is one left now."""
        live = self._live(now)
        mine = live.get(pin_id, NONE)
        ends = [mine.until] if mine.count >= MOST_TRIES else []
        in_all = _in_all(live)
        for tries in sorted(live.values(), key=lambda tries: tries.until):
            if in_all < MOST_IN_ALL:
                break
            ends.append(tries.until)
            in_all -= tries.count
        return max(ends, default=None)

    def tried(self, pin_id: str, now: int) -> "FriendTries":
        """The tries with one more at a PIN, and without those that are forgotten by now."""
        live = self._live(now)
        live[pin_id] = Tries(live.get(pin_id, NONE).count + 1, now)
        return FriendTries(live, self.revision + 1)

    def without(self, pin_id: str) -> "FriendTries":
        """The tries without those at one PIN."""
        kept = {other: tries for other, tries in self.by_pin.items() if other != pin_id}
        return replace(self, by_pin=kept, revision=self.revision + 1)

    def _live(self, now: int) -> dict[str, Tries]:
        return {pin_id: tries for pin_id, tries in self.by_pin.items() if now < tries.until}


def _in_all(live: Mapping[str, Tries]) -> int:
    return sum(tries.count for tries in live.values())


class TriesRepository(Protocol):
    """All raise Unavailable."""

    def get(self, friend_id: str) -> FriendTries:
        """One strongly consistent read."""

    def save(self, friend_id: str, before: FriendTries, after: FriendTries, at: int) -> bool:
        """Write a friend's tries, at an instant, if they are as they were read; returns whether they were. One
        write."""

    def count(self, pin_id: str, at: int, more: int) -> int:
        """Add to the wrong tries of all friends at a PIN on a date in Japan; the sum after it. One atomic write."""

    def counted(self, pin_id: str, at: int) -> int:
        """The wrong tries of all friends at a PIN on a date in Japan. One read."""
