"""A look at a segment before it is used: how many it holds, a few of them, and what it says in words."""

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from daifukucho.friends.facts import facts_of
from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import Unavailable
from daifukucho.kernel.time import SECOND, Clock
from daifukucho.kernel.words import Words
from daifukucho.segments.among import among_friends
from daifukucho.segments.context import Context
from daifukucho.segments.evaluate import decide
from daifukucho.segments.fields import FIELDS
from daifukucho.segments.reference import Find, asked_tree
from daifukucho.segments.sentence import words_of
from daifukucho.segments.tree import Known, Node, parse_expanded

PATIENCE = 5 * SECOND
"""A person waits for a preview, so the roster is asked for this long at most."""

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
class Copied:
    """How many match in the roster's copy, and a few of their ids. Every change made until ``as_of`` (epoch
    milliseconds) is in it."""

    count: int
    sample_ids: tuple[str, ...]
    as_of: int


class Copy(Protocol):
    def count(self, where: Mapping[str, Any], context: Context, sample: int) -> Copied | None:
        """Ask the copy for an expanded tree; ``None`` if it is not there or cannot be asked this. Raises Unavailable."""

    def wake(self) -> None:
        """Let it get ready for questions, and do not wait for it. Raises Unavailable."""


class Source(StrEnum):
    """Who was asked."""

    ROSTER = "roster"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class Preview:
    """``count`` is exact if ``complete``, as things were at ``as_of`` (epoch milliseconds); otherwise there are at
    least so many."""

    count: int
    complete: bool
    sample: tuple[Friend, ...]
    sentence: Words
    source: Source
    as_of: int


class Previewer:
    """Previews segments. ``context``: when and in which shop they are asked.

    A roster that DynamoDB reads in one call is asked itself, and each change is seen at once; a larger one is counted
    in its copy; and if that cannot be, the roster is asked for as long as a person waits.
    """

    def __init__(
        self,
        scan: Scan,
        copy: Copy,
        friends: Names,
        find: Find,
        context: Callable[[], Context],
        clock: Clock,
        known: Known = FIELDS.get,
    ) -> None:
        self._scan = scan
        self._copy = copy
        self._friends = friends
        self._find = find
        self._known = known
        self._context = context
        self._clock = clock
        self._small = True

    def prepare(self) -> None:
        """Somebody is about to edit a segment. One call, which does not wait; the first count is quicker for it."""
        with suppress(Unavailable):
            self._copy.wake()

    def preview(self, where: object = None, segment_id: str | None = None) -> Preview:
        """Count the friends who match now, or a moment ago, and show up to ten of them, as they are now.

        ``where`` or ``segment_id``: a tree, or a saved segment. Reads each segment that is referred to, 1 MB of the
        roster (once, if it is larger) and the ten, and calls the copy's function once; only if that fails, reads the
        roster for up to five seconds (half a read unit for each 4 KB). Raises as ``reference.asked_tree`` does, and
        Unavailable.
        """
        tree = asked_tree(where, segment_id, self._find, self._known)
        node = parse_expanded(tree)
        context = self._context()
        counted, complete, source, as_of = self._count(tree, node, context)
        friends = self._friends.get_many(counted.sample_ids, consistent=False)
        found = [friends[friend_id] for friend_id in counted.sample_ids if friend_id in friends]
        if source is Source.COPY:  # they may have changed since
            found = [friend for friend in found if decide(among_friends(node), facts_of(friend), context)]
        return Preview(counted.count, complete, tuple(found), words_of(node), source, as_of)

    def _count(
        self, tree: Mapping[str, Any], node: Node, context: Context
    ) -> tuple[Counted | Copied, bool, Source, int]:
        started = self._clock()
        if self._small:
            page = self._scan.preview(node, context, SAMPLE, lambda: True)
            if page.complete:
                return page, True, Source.ROSTER, started
            self._small = False  # as long as this container lives
        with suppress(Unavailable):
            copied = self._copy.count(tree, context, SAMPLE)
            if copied:
                return copied, True, Source.COPY, copied.as_of
        until = self._clock() + PATIENCE
        counted = self._scan.preview(node, context, SAMPLE, lambda: self._clock() >= until)
        return counted, counted.complete, Source.ROSTER, started
