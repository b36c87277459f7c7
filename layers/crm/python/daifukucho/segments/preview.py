"""A look at a segment before it is used: how many it holds, a few of them, and what it says in words."""

from collections.abc import Callable, Collection, Mapping, Sequence
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
from daifukucho.segments.estimate import Estimate, Stratum, estimated
from daifukucho.segments.evaluate import asked_of
from daifukucho.segments.fields import field_named
from daifukucho.segments.history import Histories
from daifukucho.segments.reference import Find, asked_tree
from daifukucho.segments.sentence import words_of
from daifukucho.segments.tree import Known, Node, parse_expanded

PATIENCE = 5 * SECOND
"""A person waits for a preview, so the roster is asked for this long at most."""

SAMPLE = 10

MOST_UNDECIDED = 2_000
"""So many friends' pages are read for a preview at most: about as many as can be in that time, for 0.03 cents."""

_AT_ONCE = 100
"""Friends who are read before it is asked whether there is time for more."""


class Counted(Protocol):
    """How many match of ``asked`` who were asked, and a few of their ids; ``complete`` says whether that was everybody."""

    @property
    def count(self) -> int: ...
    @property
    def sample_ids(self) -> Collection[str]: ...
    @property
    def asked(self) -> int: ...
    @property
    def complete(self) -> bool: ...


class Scan(Protocol):
    def preview(
        self, node: Node, context: Context, sample: int, deadline: Callable[[], bool], *, pages: int | None = None
    ) -> Counted:
        """Ask everybody, in an order that has nothing to do with what is asked, until ``deadline()`` is true, or in so many
        ``pages`` of DynamoDB's. Raises Unavailable."""

    def size(self) -> int:
        """How many there were to ask some hours ago; 0 if that is not known. Raises Unavailable."""


class Names(Protocol):
    def get_many(self, friend_ids: Collection[str], *, consistent: bool = True) -> Mapping[str, Friend]:
        """The friends that exist among some. Raises Unavailable."""


@dataclass(frozen=True, slots=True)
class Copied:
    """How many match for certain in the roster's copy, and a few of their ids; how many it leaves undecided, and some of
    them. More than ten of either are a random sample, the same friends whatever is asked, of those who are left. Every
    change made until ``as_of`` (epoch milliseconds) is in it."""

    count: int
    sample_ids: Sequence[str]
    as_of: int
    undecided: int
    undecided_ids: Sequence[str]


class Copy(Protocol):
    def count(self, where: Mapping[str, Any], context: Context, sample: int, undecided: int) -> Copied | None:
        """Ask the copy for an expanded tree; ``None`` if it is not there or cannot be asked this. ``sample`` and
        ``undecided``: how many ids at most. Raises Unavailable."""

    def wake(self) -> None:
        """Let it get ready for questions, and do not wait for it. Raises Unavailable."""


class Source(StrEnum):
    """Who was asked."""

    ROSTER = "roster"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class Preview:
    """``count`` is exact if there is no ``estimate``, as things were at ``as_of`` (epoch milliseconds); otherwise so many
    have been found."""

    count: int
    estimate: Estimate | None
    sample: tuple[Friend, ...]
    sentence: Words
    source: Source
    as_of: int

    @property
    def complete(self) -> bool:
        return self.estimate is None


class Previewer:
    """Previews segments. ``context``: when and in which shop they are asked.

    A roster that DynamoDB reads in one call is asked itself, and each change is seen at once; a larger one is counted
    in its copy, and those whom that leaves undecided are asked themselves, as they are now; and if there is no copy, the
    roster is asked. All of it for as long as a person waits; whoever could be asked until then are a random sample of the
    others.
    """

    def __init__(
        self,
        scan: Scan,
        copy: Copy,
        friends: Names,
        histories: Histories,
        find: Find,
        context: Callable[[], Context],
        clock: Clock,
        known: Known = field_named,
    ) -> None:
        self._scan = scan
        self._copy = copy
        self._friends = friends
        self._histories = histories
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
        roster (once, if it is larger) and the ten, and asks the copy once; reads those whom the copy leaves undecided, with
        what is needed of their pages, 2,000 at most. Only if the copy does not answer, reads the roster (half a read unit for
        each 4 KB), and asks DynamoDB for its size if that is not all. Either for up to five seconds. Raises as
        ``reference.asked_tree`` does, and Unavailable.
        """
        tree = asked_tree(where, segment_id, self._find, self._known)
        node = parse_expanded(tree)
        context = self._context()
        counted = self._counted(tree, node, context)
        friends = self._friends.get_many(counted.sample_ids, consistent=False)
        found = [friends[friend_id] for friend_id in counted.sample_ids if friend_id in friends]
        if counted.source is Source.COPY:  # they may have changed since
            facts = {friend.friend_id: facts_of(friend) for friend in found}
            still = asked_of(among_friends(node), facts, context, self._histories)
            found = [friend for friend in found if still[friend.friend_id]]
        return Preview(counted.count, counted.estimate, tuple(found), words_of(node), counted.source, counted.as_of)

    def _counted(self, tree: Mapping[str, Any], node: Node, context: Context) -> "_Answer":
        started = self._clock()
        if self._small:
            until = started + PATIENCE
            page = self._scan.preview(node, context, SAMPLE, lambda: self._clock() >= until, pages=1)
            if page.complete:
                return _Answer(page.count, page.sample_ids, None, Source.ROSTER, started)
            # There is more than a page, as long as this container lives; or there was no time to ask all of it.
            self._small = self._clock() >= until
        copied = None
        with suppress(Unavailable):
            copied = self._copy.count(tree, context, SAMPLE, MOST_UNDECIDED)
        if copied:
            return self._refined(copied, among_friends(node), context)
        until = self._clock() + PATIENCE
        page = self._scan.preview(node, context, SAMPLE, lambda: self._clock() >= until)
        estimate = None if page.complete else of_roster(page.count, page.asked, self._scan.size())
        return _Answer(page.count, page.sample_ids, estimate, Source.ROSTER, started)

    def _refined(self, copied: Copied, node: Node, context: Context) -> "_Answer":
        """What the copy said, and those of whom it could not tell who match now."""
        until = self._clock() + PATIENCE
        waiting, found, asked = list(copied.undecided_ids), list[str](), 0
        while waiting and (not asked or self._clock() < until):
            ids, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
            asked += len(ids)
            friends = self._friends.get_many(ids, consistent=False)
            facts = {friend_id: facts_of(friend) for friend_id, friend in friends.items()}
            found += [i for i, held in asked_of(node, facts, context, self._histories).items() if held]
        sure = Stratum(copied.count, copied.count, copied.count)
        others = Stratum(len(found), asked, copied.undecided)
        estimate = None if others.complete else estimated(sure, others)
        sample = [*copied.sample_ids, *found][:SAMPLE]
        return _Answer(copied.count + len(found), sample, estimate, Source.COPY, copied.as_of)


def of_roster(found: int, asked: int, size: int) -> Estimate:
    """What a part of the roster says of all of it. ``size``: as ``Scan`` has it."""
    return estimated(Stratum(found, asked, size)) if asked < size else Estimate(found, asked)


@dataclass(frozen=True, slots=True)
class _Answer:
    """``sample_ids``: of some who match. Else as ``Preview`` has it."""

    count: int
    sample_ids: Collection[str]
    estimate: Estimate | None
    source: Source
    as_of: int
