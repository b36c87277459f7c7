"""Segments in segments: following what a tree refers to.

A definition holds only ids, so it follows every change of the segments that it refers to. Before it is asked of anybody
it is *expanded*: each reference then carries the name and the tree of its segment as they are at that moment, and each
condition the names of what it names by ids.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from daifukucho.kernel.errors import NotFound
from daifukucho.segments import refusals
from daifukucho.segments.fields import field_named
from daifukucho.segments.frozen import frozen
from daifukucho.segments.naming import condition, missing
from daifukucho.segments.tree import Known, Node, parse, parse_expanded

if TYPE_CHECKING:
    from daifukucho.segments.definition import Segment

MAX_REFERENCES = 8
"""Segments on the longest way through those that refer to each other, the first included."""

MAX_EXPANDED_LEAVES = 300
MAX_EXPANDED_BYTES = 131_072
"""Of the expanded tree as JSON in UTF-8. A run keeps it in one item with its messages; an item is at most 400 KB."""

MAX_NAMES = 100

Find = Callable[[str], "Segment"]
"""A segment by its id, as it is now. Raises NotFound and Unavailable."""


def references(where: object) -> Iterator[tuple[str, str]]:
    """The ids of the segments that a tree (valid JSON of one) refers to itself, each with its place in the tree."""
    for pointer, leaf in _leaves(where):
        match leaf:
            case {"segment": str(segment_id)}:
                yield f"{pointer}/segment", segment_id


def _leaves(where: object, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """The conditions and references of a tree, each with its place."""
    match where:
        case {"not": child}:
            yield from _leaves(child, f"{pointer}/not")
        case {"all": children}:
            for i, child in enumerate(children):
                yield from _leaves(child, f"{pointer}/all/{i}")
        case {"any": children}:
            for i, child in enumerate(children):
                yield from _leaves(child, f"{pointer}/any/{i}")
        case _:
            yield pointer, where


def resolve(
    where: object, find: Find, *, of: str | None = None, known: Known = field_named, strict: bool = False
) -> Node:
    """Read a tree as people write it, with all that it refers to. ``of``: the segment that it is to define.

    ``known``: what may be asked. One read for each segment, for each of the shop's own fields, and for each coupon and the
    like that a condition names. ``strict``: coupons, campaigns and surveys that it asks about have to exist. Raises Invalid
    (``invalid_segment``) with every fault found, a segment that does not exist included; Conflict as ``expand`` does; Unavailable.
    """
    return parse_expanded(_resolved(where, find, known, of=of, strict=strict))


def _resolved(where: object, find: Find, known: Known, *, of: str | None = None, strict: bool = True) -> dict[str, Any]:
    known = cache(known)
    parse(where, known)
    found: dict[str, Segment] = {}
    faults = []
    for pointer, segment_id in references(where):
        try:
            found[segment_id] = found.get(segment_id) or find(segment_id)
        except NotFound:
            faults.append(refusals.NO_SEGMENT.at(pointer))
    if strict:
        faults += missing(((pointer, leaf) for pointer, leaf in _leaves(where) if "field" in leaf), known)
    if faults:
        raise refusals.INVALID_SEGMENT(*faults)
    return expand(where, lambda segment_id: found.get(segment_id) or find(segment_id), of=of, known=known)


def asked(where: object, segment_id: str | None, find: Find, known: Known = field_named) -> Node:
    """``asked_tree``, read."""
    return parse_expanded(asked_tree(where, segment_id, find, known))


def asked_tree(where: object, segment_id: str | None, find: Find, known: Known = field_named) -> dict[str, Any]:
    """The expanded tree of one of two, as JSON: a tree as people write it, or a saved segment.

    Raises Invalid (``invalid_segment``; its faults point into the tree, or at ``/where`` if not just one is given),
    NotFound if there is no such segment, Conflict as ``expand`` does, and Unavailable.
    """
    if (where is None) == (segment_id is None):
        raise refusals.INVALID_SEGMENT(refusals.EITHER.at("/where"))
    return _resolved(where, find, known) if segment_id is None else pinned(None, segment_id, find, known)


def pinned(
    where: Mapping[str, Any] | None, segment_id: str | None, find: Find, known: Known = field_named
) -> dict[str, Any]:
    """The tree of a campaign's audience as a run keeps it: its own or its segment's (exactly one of them), expanded.

    Raises NotFound if there is no such segment, Conflict as ``expand`` does, and Unavailable.
    """
    if segment_id is None:
        return expand(where, find, known=known)
    return expand(find(segment_id).where, find, of=segment_id, known=known)


def names_of(wheres: Iterable[object], find: Find) -> dict[str, str]:
    """The names of the segments that some trees refer to, by id; of those that are gone, and beyond a hundred, none.

    One read for each. Raises Unavailable.
    """
    ids = dict.fromkeys(segment_id for where in wheres for _, segment_id in references(where))
    names: dict[str, str] = {}
    for segment_id in islice(ids, MAX_NAMES):
        with suppress(NotFound):
            names[segment_id] = find(segment_id).name
    return names


def expand(where: Any, find: Find, *, of: str | None = None, known: Known = field_named) -> dict[str, Any]:
    """A valid tree in which each reference carries the name and the expanded tree of its segment, each condition on
    one of the shop's own fields what that is now, and each that names a coupon or the like what that is called now.

    ``of``: the segment whose tree it is. One read for each segment, each such field and each such name. Raises Unavailable, and Conflict if a segment
    is gone (``segment_deleted``), one leads back to itself (``segment_cycle``), or it all gets too large
    (``segment_too_large``).
    """
    expanded = _Expansion(find, cache(known)).tree(where, () if of is None else (of,))
    size = len(json.dumps(expanded, ensure_ascii=False, separators=(",", ":")).encode())
    if size > MAX_EXPANDED_BYTES:
        raise refusals.TOO_MANY_BYTES(size=size, most=MAX_EXPANDED_BYTES)
    return expanded


class _Expansion:
    def __init__(self, find: Find, known: Known) -> None:
        self._find = find
        self._known = known
        self._found: dict[str, Segment] = {}
        self._leaves = 0

    def tree(self, where: Mapping[str, Any], trail: tuple[str, ...]) -> dict[str, Any]:
        """``trail``: the segments through which the way has led here."""
        match where:
            case {"all": children}:
                return {"all": [self.tree(child, trail) for child in children]}
            case {"any": children}:
                return {"any": [self.tree(child, trail) for child in children]}
            case {"not": child}:
                return {"not": self.tree(child, trail)}
            case {"segment": segment_id}:
                return self._reference(segment_id, trail)
        self._leaves += 1
        if self._leaves > MAX_EXPANDED_LEAVES:
            raise refusals.TOO_MANY_CONDITIONS(most=MAX_EXPANDED_LEAVES)
        leaf = condition(where, self._known)
        if leaf is None or leaf.attribute is field_named(leaf.attribute.name):
            return dict(where)
        return frozen(where, leaf.attribute)

    def _reference(self, segment_id: str, trail: tuple[str, ...]) -> dict[str, Any]:
        if segment_id in trail:
            raise refusals.SEGMENT_CYCLE()
        if len(trail) >= MAX_REFERENCES:
            raise refusals.TOO_MANY_SEGMENTS(most=MAX_REFERENCES)
        segment = self._segment(segment_id)
        return {"segment": segment_id, "name": segment.name, "where": self.tree(segment.where, (*trail, segment_id))}

    def _segment(self, segment_id: str) -> "Segment":
        if segment_id not in self._found:
            try:
                self._found[segment_id] = self._find(segment_id)
            except NotFound:
                raise refusals.REFERRED_DELETED(id=segment_id) from None
        return self._found[segment_id]
