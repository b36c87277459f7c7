"""Recording what changes with time alone: expired points, changed ranks and figures of purchases."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

from daifukucho.book.refusals import TOO_MANY_UNSETTLED
from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import NotFound, Unavailable
from daifukucho.kernel.repeat import Pause

CONCURRENT = 8
"""So many friends are settled at a time. Four parts at once then stay under what a new table takes (docs/scale.md)."""

ROUNDS = 3
"""So often is a friend tried who could not be settled: a failure that may pass, such as a database that throttles, may
be over when the others of the page are done."""

MOST_FAILURES = 50
"""So many friends who could not be settled are skipped; with more, the database itself must be out of order."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of several parts of the roster, which may be gone through at the same time."""

    number: int = 0
    of: int = 1


WHOLE = Part()


@dataclass(frozen=True, slots=True)
class HoldersPage:
    """Friends who have an account of points or orders, with the attributes that these need. ``cursor`` ``None``: the
    part is at its end."""

    friends: Sequence[Friend]
    cursor: str | None


class Holders(Protocol):
    def holders(self, part: Part, after: str | None) -> HoldersPage:
        """A page of the friends who have an account or orders. Raises Unavailable."""


class Settling(Protocol):
    """Settles one kind of what changes with time."""

    def owes(self, friend: Friend) -> bool:
        """Whether there is something to settle of a friend. Raises Unavailable."""

    def settle(self, friend_id: str) -> Friend:
        """Record what there is to settle. Raises NotFound and Unavailable."""


@dataclass(frozen=True, slots=True)
class Swept:
    """How many friends have an account or orders, for how many something was recorded, and how many could not be
    settled, by the code of the error. ``cursor``: where to go on (``None``: all is done)."""

    friends: int = 0
    changed: int = 0
    failures: Mapping[str, int] = field(default_factory=dict)
    cursor: str | None = None

    @property
    def failed(self) -> int:
        return sum(self.failures.values())


class Sweep:
    """Goes through every friend with an account or orders. Running it again, twice at the same time, or breaking it off
    is harmless: what is recorded follows from the friend as the friend then is, and a friend who is settled is
    skipped."""

    def __init__(self, holders: Holders, pause: Pause, *settlings: Settling) -> None:
        self._holders = holders
        self._pause = pause
        self._settlings = settlings

    def run(self, part: Part = WHOLE, after: str | None = None) -> Iterator[Swept]:
        """Settle the friends in a part of the roster who have something to record; yields the sums after each page.

        A scan, and reads of the settings; for each friend with something to record, two reads, and a transaction for
        each entry. A friend who cannot be settled in three tries is counted and skipped, up to 50 friends. Raises
        Unavailable; what was recorded stays.
        """
        friends = changed = 0
        failures: Counter[str] = Counter()
        while True:
            page = self._holders.holders(part, after)
            unsettled = [
                friend for friend in page.friends if any(settling.owes(friend) for settling in self._settlings)
            ]
            codes = self._settle_all(unsettled)
            friends += len(page.friends)
            changed += codes.count(None)
            failures.update(code for code in codes if code is not None and code != NotFound.code)
            if failures.total() > MOST_FAILURES:
                raise TOO_MANY_UNSETTLED(cause=failures.most_common(1)[0][0])
            after = page.cursor
            yield Swept(friends, changed, dict(failures), after)
            if after is None:
                return

    def _settle_all(self, friends: Sequence[Friend]) -> Sequence[str | None]:
        """For each friend the code of the last error, ``None`` if the friend was settled."""
        codes: dict[str, str | None] = {}
        left = friends
        for attempt in range(ROUNDS):
            if attempt:
                self._pause(attempt)
            with ThreadPoolExecutor(CONCURRENT) as pool:  # joined here: no thread outlives the invocation
                codes |= zip((friend.friend_id for friend in left), pool.map(self._settle, left), strict=True)
            left = [friend for friend in left if codes[friend.friend_id] not in (None, NotFound.code)]
            if not left:
                break
        return list(codes.values())

    def _settle(self, friend: Friend) -> str | None:
        """The code of the error, ``None`` if there was none."""
        try:
            for settling in self._settlings:
                if settling.owes(friend):
                    settling.settle(friend.friend_id)
        except NotFound:
            return NotFound.code  # the friend was erased since the scan
        except Unavailable as error:
            return error.code
        return None
