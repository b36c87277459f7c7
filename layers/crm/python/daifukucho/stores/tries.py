"""Counting the tries at a store's PIN: after five wrong ones it is locked."""

from dataclasses import dataclass
from typing import Protocol

from daifukucho.kernel.time import HOUR

MOST_TRIES = 5
LOCKED_FOR = HOUR
"""A lock ends by itself so long after the last try, so that nobody can close a till for good. It leaves a guesser
120 tries a day: of a PIN of six digits, an average of eleven years."""


@dataclass(frozen=True, slots=True)
class Tries:
    """How many tries are counted, and when the last one was (UTC epoch milliseconds)."""

    count: int = 0
    last_at: int = 0

    def locked_until(self, now: int) -> int | None:
        """The instant at which the lock ends; ``None``: it is not locked."""
        until = self.last_at + LOCKED_FOR
        return until if self.count >= MOST_TRIES and now < until else None


class TriesStore(Protocol):
    """All raise Unavailable."""

    def get(self, store_id: str) -> Tries:
        """One read."""

    def claim(self, store_id: str, before: Tries, after: Tries) -> bool:
        """Write the tries if they are as they were read. One write."""

    def forget(self, store_id: str) -> None:
        """Begin anew. One write."""
