"""A saved segment: a name for a tree, so that several campaigns can use it and staff can talk about it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from daifukucho.kernel.errors import Conflict, Fault, Invalid
from daifukucho.kernel.ids import Ids
from daifukucho.kernel.page import Page
from daifukucho.kernel.time import Clock
from daifukucho.segments.tree import parse

KIND = "segment"
NAME_LIMIT = 100
_KEYS = ("name", "where")


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


def define_segment(given: object) -> SegmentDefinition:
    """Check what a marketer sent. Raises Invalid with every fault found, each with its place."""
    if not isinstance(given, dict):
        raise Invalid("A segment is a JSON object.", code="invalid_segment")
    faults = [Fault(f"/{key}", f"There is no {key!r} in a segment; remove it.") for key in given if key not in _KEYS]
    name, where = given.get("name"), given.get("where")
    if not isinstance(name, str) or not name.strip() or len(name) > NAME_LIMIT:
        faults.append(Fault("/name", f"Give a name of 1 to {NAME_LIMIT} characters."))
    try:
        parse(where)
    except Invalid as error:
        faults += [Fault(f"/where{fault.pointer}", fault.message) for fault in error.faults]
    if faults:
        raise Invalid("The segment cannot be saved as it is.", code="invalid_segment", faults=faults)
    return SegmentDefinition(str(name).strip(), where)  # type: ignore[arg-type]


class Segments(Protocol):
    """Where saved segments are kept. Reads of one segment are strongly consistent. All raise Unavailable."""

    def get(self, segment_id: str) -> Segment:
        """Raises NotFound."""

    def list(self, cursor: str | None, limit: int) -> Page[Segment]:
        """Newest first. Raises Invalid for a cursor that is not ours."""

    def create(self, segment_id: str, definition: SegmentDefinition, now: int) -> Segment: ...

    def update(self, before: Segment, definition: SegmentDefinition, now: int) -> Segment:
        """Raises Conflict if the segment has changed since ``before`` was read."""

    def delete(self, segment: Segment) -> None:
        """Raises Conflict as ``update`` does."""

    def planned_campaigns(self, segment_id: str) -> Collection[str]:
        """The ids of the campaigns that wait for their time and use this segment."""


class SegmentEditor:
    """Saves, changes and deletes segments."""

    def __init__(self, segments: Segments, clock: Clock, ids: Ids) -> None:
        self._segments = segments
        self._clock = clock
        self._ids = ids

    def create(self, given: object) -> Segment:
        """Raises Invalid."""
        return self._segments.create(self._ids(), define_segment(given), self._clock())

    def update(self, segment_id: str, given: object, expected: Collection[int] | None = None) -> Segment:
        """Write a new version; campaigns that use the segment, and have not gone out, follow it.

        ``expected``: the versions that the caller takes for the present one (``None``: any). Raises Invalid, NotFound,
        and Conflict if the segment is another by now.
        """
        definition = define_segment(given)
        before = self._segments.get(segment_id)
        refuse_unless_expected(before.version, expected)
        return self._segments.update(before, definition, self._clock())

    def delete(self, segment_id: str, expected: Collection[int] | None = None) -> None:
        """Delete a segment. Raises NotFound, and Conflict if it is another by now or a planned campaign needs it."""
        segment = self._segments.get(segment_id)
        refuse_unless_expected(segment.version, expected)
        users = sorted(self._segments.planned_campaigns(segment_id))
        if users:
            raise Conflict(
                f"Planned campaigns use this segment: {', '.join(users[:5])}{', …' if len(users) > 5 else ''}. "
                "Give them another one, or take away their time, first.",
                code="segment_in_use",
            )
        self._segments.delete(segment)


def refuse_unless_expected(version: int, expected: Collection[int] | None) -> None:
    """Raises Conflict if the present version of a definition is not one that the caller has seen."""
    if expected is not None and version not in expected:
        raise Conflict(
            f"It is at version {version} by now; read it again, then repeat your edit.", code="version_mismatch"
        )
