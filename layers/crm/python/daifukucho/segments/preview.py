"""A look at a segment before it is used: how many it holds, a few of them, and what it says in words."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from daifukucho.friends.friend import Friend
from daifukucho.kernel.time import SECOND, Clock
from daifukucho.kernel.words import Words
from daifukucho.segments.context import Context
from daifukucho.segments.sentence import sentence
from daifukucho.segments.tree import Node, parse

PATIENCE = 5 * SECOND
"""A person waits for a preview, so it stops counting after this long."""

SAMPLE = 10


class Counted(Protocol):
    """How many match, and a few of their ids; ``complete`` says whether everybody was asked."""

    @property
    def count(self) -> int: ...
    @property
    def sample_ids(self) -> Collection[str]: ...
    @property
    def complete(self) -> bool: ...


class Scan(Protocol):
    def preview(self, node: Node, context: Context, sample: int, deadline: Callable[[], bool]) -> Counted:
        """Ask everybody, until ``deadline()`` is true. Raises Unavailable."""


class Names(Protocol):
    def get_many(self, friend_ids: Collection[str], *, consistent: bool = True) -> Mapping[str, Friend]:
        """The friends that exist among some. Raises Unavailable."""


@dataclass(frozen=True, slots=True)
class Preview:
    """``count`` is exact if ``complete``; otherwise there are at least so many."""

    count: int
    complete: bool
    sample: tuple[Friend, ...]
    sentence: Words


def words_of(node: Node) -> Words:
    """What a segment says, in both languages."""
    return Words(ja=sentence(node, "ja"), en=sentence(node, "en"))


class Previewer:
    """Previews segments."""

    def __init__(self, scan: Scan, friends: Names, clock: Clock) -> None:
        self._scan = scan
        self._friends = friends
        self._clock = clock

    def preview(self, where: object) -> Preview:
        """Count the friends who match now, for five seconds at most, and show up to ten of them.

        Reads the roster once (half a read unit for each 4 KB), and the ten. Raises Invalid for a tree that has faults
        and Unavailable.
        """
        node = parse(where)
        now = self._clock()
        counted = self._scan.preview(node, Context(now), SAMPLE, lambda: self._clock() - now >= PATIENCE)
        friends = self._friends.get_many(counted.sample_ids, consistent=False)
        sample = tuple(friends[friend_id] for friend_id in counted.sample_ids if friend_id in friends)
        return Preview(counted.count, counted.complete, sample, words_of(node))
