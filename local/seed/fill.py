"""Seeding: friends into the tables and into the simulator of LINE, some hundreds at a time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from daifukucho.friends.attributes import Status
from daifukucho.kernel.time import business_date, start_of
from local.line.client import LineSimulator
from local.line.friends import friend_id
from local.seed.history import Seeded, seeded
from local.seed.tables import Tables

_CHUNK = 250
_THREADS = 4


@dataclass(frozen=True, slots=True)
class Filled:
    """How many friends are new and how many were there before, and how many entries the ledger got."""

    new: int = 0
    known: int = 0
    entries: int = 0

    def __add__(self, other: "Filled") -> "Filled":
        return Filled(self.new + other.new, self.known + other.known, self.entries + other.entries)


def fill(tables: Tables, line: LineSimulator | None, count: int, seed: str, advance: Callable[[int], object]) -> Filled:
    """Add the first ``count`` friends of a seed; those who are there already are left as they are by now.

    ``advance`` is told of each chunk how many friends it was. Without ``line`` they are in the tables only.
    Interrupted, it goes on where it was when it is called again. Raises what ``Tables`` and ``LineSimulator`` raise.
    """
    # The same at every call, for the same entries are to have the same times.
    until = start_of(business_date(tables.made_at()))

    def add(indices: range) -> Filled:
        known = tables.known([friend_id(seed, index) for index in indices])
        new = [
            seeded(seed, index, until, line.url if line else None)
            for index in indices
            if friend_id(seed, index) not in known
        ]
        if new:
            if line:  # first, for whoever is in the roster is not told of again
                line.put_friends([_person(person) for person in new])
            tables.write(new)
        return Filled(len(new), len(known), sum(len(person.entries) for person in new))

    chunks = [range(start, min(start + _CHUNK, count)) for start in range(0, count, _CHUNK)]
    pool = ThreadPoolExecutor(_THREADS)
    filled = Filled()
    try:
        for done in as_completed([pool.submit(add, chunk) for chunk in chunks]):
            part = done.result()
            filled += part
            advance(part.new + part.known)
    finally:
        pool.shutdown(cancel_futures=True)
    return filled


def _person(person: Seeded) -> dict[str, object]:
    friend = person.friend
    return {"user_id": friend.friend_id, "following": True, "blocked": friend.status is Status.BLOCKED}
