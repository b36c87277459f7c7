"""A look at a segment before it is used: how many it holds, a few of them, and what it says in words."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from daifukucho.friends.friend import Friend
from daifukucho.kernel.time import SECOND, Clock
from daifukucho.kernel.words import Words
from daifukucho.segments.context import Context
from daifukucho.segments.reference import Find, asked
from daifukucho.segments.sentence import words_of
from daifukucho.segments.tree import Node

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


class Previewer:
    """Previews segments. ``context``: when and in which shop they are asked."""

    def __init__(self, scan: Scan, friends: Names, find: Find, context: Callable[[], Context], clock: Clock) -> None:
        self._scan = scan
        self._friends = friends
        self._find = find
        self._context = context
        self._clock = clock

    def preview(self, where: object = None, segment_id: str | None = None) -> Preview:
        """Count the friends who match now, for five seconds at most, and show up to ten of them.

        ``where`` or ``segment_id``: a tree, or a saved segment. Reads the roster once (half a read unit for each
        4 KB), the ten, and each segment that is referred to. Raises as ``reference.asked`` does, and Unavailable.
        """
        started = self._clock()
        node = asked(where, segment_id, self._find)
        counted = self._scan.preview(node, self._context(), SAMPLE, lambda: self._clock() - started >= PATIENCE)
        friends = self._friends.get_many(counted.sample_ids, consistent=False)
        sample = tuple(friends[friend_id] for friend_id in counted.sample_ids if friend_id in friends)
        return Preview(counted.count, counted.complete, sample, words_of(node))
