"""The tags that friends have: how many have each, and which of them somebody may have meant by another."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from daifukucho.kernel.errors import Unavailable
from daifukucho.kernel.text import plain
from daifukucho.kernel.time import Clock
from daifukucho.kernel.words import Words
from daifukucho.segments.operators._tags import TagsOperator
from daifukucho.segments.preview import PATIENCE, Source
from daifukucho.segments.reference import Find, asked_tree
from daifukucho.segments.tree import And, Known, Leaf, Node, Not, Or, parse_expanded

MOST_TAGS = 1_000
"""So many are told; of the others, how many there are."""


@dataclass(frozen=True, slots=True)
class ScannedTags:
    """How many friends have each tag; ``complete`` says whether everybody was asked."""

    friends: Mapping[str, int]
    complete: bool


@dataclass(frozen=True, slots=True)
class CopiedTags:
    """The tags that most friends have, and how many have them; how many tags there are; everything until ``as_of`` (epoch
    milliseconds) is in it."""

    friends: Mapping[str, int]
    total: int
    as_of: int


class Scan(Protocol):
    def tags(self, deadline: Callable[[], bool], *, pages: int | None = None) -> ScannedTags:
        """Ask everybody, until ``deadline()`` is true, or in so many ``pages`` of DynamoDB's. Raises Unavailable."""


class Copy(Protocol):
    def tags(self, most: int) -> CopiedTags | None:
        """Ask the roster's copy; ``None`` if it is not there. Raises Unavailable."""


@dataclass(frozen=True, slots=True)
class Tags:
    """``friends``: the tags, those first that most friends have, at most ``MOST_TAGS``; ``more``: how many others there are.
    Exact if ``complete``, as things were at ``as_of`` (epoch milliseconds); otherwise of a part of the roster."""

    friends: Sequence[tuple[str, int]]
    more: int
    complete: bool
    source: Source
    as_of: int


class TagCounter:
    """Counts tags as ``Previewer`` counts friends: a roster that DynamoDB reads in one call is asked itself, a larger one is
    counted in its copy, and if there is none, as much of it is asked as can be while a person waits. Nothing is kept
    for it, and nothing is written."""

    def __init__(self, scan: Scan, copy: Copy, find: Find, clock: Clock, known: Known) -> None:
        self._scan = scan
        self._copy = copy
        self._find = find
        self._clock = clock
        self._known = known
        self._small = True

    def count(self) -> Tags:
        """Reads 1 MB of the roster (once, if it is larger), or calls the copy's function once; only if that fails, reads the
        roster (half a read unit for each 4 KB) for five seconds at most. Raises Unavailable."""
        started = self._clock()
        if self._small:
            page = self._scan.tags(lambda: False, pages=1)
            if page.complete:
                return _told(page.friends, None, True, Source.ROSTER, started)
            self._small = False
        with suppress(Unavailable):
            if copied := self._copy.tags(MOST_TAGS):
                return _told(copied.friends, copied.total, True, Source.COPY, copied.as_of)
        until = self._clock() + PATIENCE
        page = self._scan.tags(lambda: self._clock() >= until)
        return _told(page.friends, None, page.complete, Source.ROSTER, started)

    def meant(self, where: object = None, segment_id: str | None = None) -> list[Words]:
        """Of a segment that holds nobody: which tags that nobody has differ only in case or width from some that there are.
        Nothing is read unless it names a tag; then as ``count`` does, and each segment that is referred to. Raises as
        ``reference.asked_tree`` does, and Unavailable."""
        asked = dict.fromkeys(_named(parse_expanded(asked_tree(where, segment_id, self._find, self._known))))
        if not asked:
            return []
        there = [tag for tag, _ in self.count().friends]
        alike = {tag: [other for other in there if plain(other) == plain(tag)] for tag in asked if tag not in there}
        return [_hint(tag, others) for tag, others in alike.items() if others]


def _told(friends: Mapping[str, int], total: int | None, complete: bool, source: Source, as_of: int) -> Tags:
    found = sorted(friends.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_TAGS]
    return Tags(found, (len(friends) if total is None else total) - len(found), complete, source, as_of)


def _named(node: Node) -> Iterator[str]:
    """The tags that a tree names."""
    match node:
        case And(children) | Or(children):
            for child in children:
                yield from _named(child)
        case Not(child):
            yield from _named(child)
        case Leaf(operator=TagsOperator() as operator, value=value):
            yield from operator.tags(value)


def _hint(tag: str, others: Sequence[str]) -> Words:
    ja = "".join(f"「{other}」" for other in others)
    en = ", ".join(f"“{other}”" for other in others)
    return Words(
        f"「{tag}」というタグは付いていません。{ja}のことですか？", f"Nobody has the tag “{tag}”. Do you mean {en}?"
    )
