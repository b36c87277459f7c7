"""A saved segment: a name for a tree, so that several campaigns can use it and staff can talk about it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.errors import Fault, Invalid, Refusal, Unfit
from daifukucho.kernel.ids import Ids
from daifukucho.kernel.once import Made, Once, make_once
from daifukucho.kernel.resource import Input
from daifukucho.kernel.rules import Fit, Text
from daifukucho.kernel.shape import Shape
from daifukucho.kernel.time import Clock
from daifukucho.kernel.versions import refuse_unless_expected
from daifukucho.kernel.words import Words
from daifukucho.segments.fields import field_named
from daifukucho.segments.reference import resolve
from daifukucho.segments.refusals import CAMPAIGNS_USE_IT, NAME, NODE, NOT_SAVED, SEGMENTS_USE_IT
from daifukucho.segments.tree import SHAPES, Known, parse

KIND = "segment"
NAME_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Segment:
    """One version of a segment. ``where`` is its tree as JSON; instants are UTC epoch milliseconds."""

    segment_id: str
    version: int
    name: str
    where: Mapping[str, Any]
    created_at: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class SegmentDefinition:
    """What a marketer says of a segment: ``Segment`` without its identity and history."""

    name: str
    where: Mapping[str, Any]


def _object(given: object) -> object:
    if not isinstance(given, dict):
        raise Unfit(_A_TREE)
    return given


_A_TREE = NODE.words(shapes=SHAPES)
SEGMENT_INPUT: Input[SegmentDefinition] = Input(
    title="Segment",
    shape=Shape(
        {
            "name": Text(NAME_LIMIT, rule=NAME),
            "where": Fit(
                _object,
                _A_TREE,
                {"type": "object"},
                Words(
                    '条件の木です: `{"all": […]}`、`{"any": […]}`、`{"not": …}`、`{"segment": id}`、'
                    '`{"field": …, "op": …, "value": …}` のどれか。使える項目と演算子は `/v1/segments/vocabulary` にあります。',
                    'A tree: `{"all": […]}`, `{"any": […]}`, `{"not": …}`, `{"segment": id}` or '
                    '`{"field": …, "op": …, "value": …}`. `/v1/segments/vocabulary` lists fields and operators.',
                ),
            ),
        },
        make=SegmentDefinition,
    ),
    invalid=NOT_SAVED,
    examples=(
        {
            "name": "常連さん",
            "where": {
                "all": [
                    {"field": "tags", "op": "any_of", "value": ["vip"]},
                    {"not": {"field": "status", "op": "is", "value": "blocked"}},
                ]
            },
        },
    ),
)


def define_segment(given: object, known: Known = field_named) -> SegmentDefinition:
    """Check what a marketer sent; ``known``: what may be asked. Raises Invalid with every fault found, each with its place."""

    def of_tree(fine: Mapping[str, Any]) -> Iterator[Fault]:
        try:
            if "where" in fine:
                parse(fine["where"], known)
        except Invalid as error:
            yield from (Fault(f"/where{fault.pointer}", fault.message) for fault in error.faults)

    return SEGMENT_INPUT.read(given, of_tree)


class Segments(Protocol):
    """Where saved segments are kept. Reads of one segment are strongly consistent. All raise Unavailable."""

    def get(self, segment_id: str) -> Segment:
        """Raises NotFound."""

    def made(self, request: Once) -> Segment | None:
        """What a request under this key has made, as it was made. Raises Invalid if its content was another."""

    def create(self, segment_id: str, definition: SegmentDefinition, now: int, request: Once | None = None) -> Segment:
        """The segment and the record of the request's key, in one write. Raises Conflict if there is either."""

    def update(self, before: Segment, definition: SegmentDefinition, now: int) -> Segment:
        """Raises Conflict if the segment has changed since ``before`` was read."""

    def delete(self, segment: Segment) -> None:
        """Raises Conflict as ``update`` does."""

    def known(self, name: str) -> Attribute | None:
        """What a segment may ask, by its name; ``None``: there is nothing of this name."""

    def planned_campaigns(self, segment_id: str) -> Collection[str]:
        """The ids of the campaigns that wait for their time and use this segment, or refer to it."""

    def referring(self, segment_id: str) -> Collection[str]:
        """The names of the segments that refer to this one."""


class SegmentEditor:
    """Saves, changes and deletes segments."""

    def __init__(self, segments: Segments, clock: Clock, ids: Ids) -> None:
        self._segments = segments
        self._clock = clock
        self._ids = ids

    def create(self, given: object, request: Once | None = None) -> Made[Segment]:
        """Save a segment; of all copies of a ``request`` one saves it.

        A read for each segment that it refers to. Raises Invalid, and Conflict if it gets too large with those.
        """

        def make() -> Segment:
            segment_id = self._ids()
            return self._segments.create(segment_id, self._define(given, segment_id), self._clock(), request)

        return make_once(request, self._segments.made, make)

    def update(self, segment_id: str, given: object, expected: Collection[int] | None = None) -> Segment:
        """Write a new version; campaigns that use the segment, and have not gone out, follow it.

        ``expected``: the versions that the caller takes for the present one (``None``: any). A read for each segment
        that it refers to. Raises Invalid, NotFound, and Conflict if the segment is another by now, refers to itself
        through others (``segment_cycle``), or gets too large with those.
        """
        definition = self._define(given, segment_id)
        before = self._segments.get(segment_id)
        refuse_unless_expected(before.version, expected)
        return self._segments.update(before, definition, self._clock())

    def delete(self, segment_id: str, expected: Collection[int] | None = None) -> None:
        """Delete a segment. Reads all segments and all planned campaigns.

        Raises NotFound, and Conflict if it is another by now, or a segment or a planned campaign needs it.
        """
        segment = self._segments.get(segment_id)
        refuse_unless_expected(segment.version, expected)
        _refuse_if_in_use(CAMPAIGNS_USE_IT, self._segments.planned_campaigns(segment_id))
        _refuse_if_in_use(SEGMENTS_USE_IT, self._segments.referring(segment_id))
        self._segments.delete(segment)

    def _define(self, given: object, segment_id: str) -> SegmentDefinition:
        known = cache(self._segments.known)
        definition = define_segment(given, known)
        try:
            resolve(definition.where, self._segments.get, of=segment_id, known=known, strict=True)
        except Invalid as error:
            faults = [Fault(f"/where{fault.pointer}", fault.message) for fault in error.faults]
            raise Invalid(error.detail, code=error.code, faults=faults) from error
        return definition


def _refuse_if_in_use(refusal: Refusal, users: Collection[str]) -> None:
    if users:
        few = sorted(users)[:5]
        raise refusal(users=", ".join(few) + (", …" if len(users) > 5 else ""))
