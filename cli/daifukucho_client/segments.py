"""``client.segments``: saved segments, and a look at one before it is used."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from daifukucho_client.http import Http, Page, Tagged, at, every, new_key


class SegmentDefinition(TypedDict):
    """A segment to save; ``where`` is its tree."""

    name: str
    where: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Words:
    """The same in both languages."""

    ja: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Segment(Tagged):
    """A saved segment セグメント. ``sentence`` says in words whom it means."""

    segment_id: str
    version: int
    name: str
    where: dict[str, Any]
    sentence: Words
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A friend who matches. ``name`` is the alias or, without one, the display name."""

    friend_id: str
    name: str | None


@dataclass(frozen=True, kw_only=True)
class Range:
    """What a random sample says of all: most likely ``count``, from ``least`` to ``most``. ``None``: nobody knows how many
    friends there are."""

    count: int | None
    least: int
    most: int | None


@dataclass(frozen=True, kw_only=True)
class Estimate(Range):
    """How many match, most likely: ``asked`` of ``population`` friends were asked, at random; the limits hold with this
    ``confidence``."""

    confidence: float
    asked: int
    population: int | None


@dataclass(frozen=True, kw_only=True)
class Preview:
    """How many match. ``count`` is ``None`` unless ``complete``: what was counted until then is in ``count_at_least``, and
    ``estimate`` says how many there are, most likely.
    ``source``: the ``roster`` was asked, or its ``copy``; every change made until ``as_of`` is counted. ``hints``: if nobody
    matches, tags that somebody may have meant."""

    complete: bool
    count: int | None
    count_at_least: int
    estimate: Estimate | None
    source: str
    as_of: datetime
    sample: list[Sample]
    sentence: Words
    hints: list[Words]


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One clause, nested like the segment: ``all``, ``any``, ``not``, ``segment`` or ``condition``; ``fact`` is what a
    condition saw of its field."""

    kind: str
    matches: bool
    sentence: Words
    field: str | None
    op: str | None
    fact: Any
    true_because_unknown: bool
    clauses: "list[Clause]"


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Why a friend is in a segment, or why not, as things are now."""

    friend_id: str
    matches: bool
    sentence: Words
    clause: Clause


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One of the values of a choice."""

    value: str
    label: Words


@dataclass(frozen=True, kw_only=True)
class Usable:
    """An operator that may ask a field, and what a person fills in to give it its value."""

    op: str
    form: str


@dataclass(frozen=True, kw_only=True)
class Field:
    """What a segment may ask of a friend."""

    name: str
    type: str
    label: Words
    choices: list[Choice]
    operators: list[Usable]


@dataclass(frozen=True, kw_only=True)
class Operator:
    """A way to ask. ``sentence`` says the ``example``."""

    op: str
    label: Words
    description: Words
    example: dict[str, Any]
    sentence: Words


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """All that a segment may ask, in the order in which people are offered it."""

    fields: list[Field]
    operators: list[Operator]


class Segments:
    """The operations on segments. Each raises ApiError."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def list(self, *, q: str | None = None, sort: str | None = None) -> Iterator[Segment]:
        """Every segment whose name holds ``q``; 100 a call. ``sort``: ``-created`` (the newest first) or ``created``."""
        return every(lambda cursor: self.page(cursor=cursor, limit=100, q=q, sort=sort))

    def page(
        self, *, cursor: str | None = None, limit: int | None = None, q: str | None = None, sort: str | None = None
    ) -> Page[Segment]:
        """A page of segments."""
        query = {"cursor": cursor, "limit": limit, "q": q, "sort": sort}
        return self._http.call("GET", "/segments", Page[Segment], query=query)

    def get(self, segment_id: str) -> Segment:
        return self._http.call("GET", at("segments", segment_id), Segment)

    def create(self, definition: SegmentDefinition, *, idempotency_key: str | None = None) -> Segment:
        """Save a segment. With the same key, only once."""
        return self._http.call("POST", "/segments", Segment, body=definition, key=idempotency_key or new_key())

    def update(self, segment_id: str, definition: SegmentDefinition, *, if_match: str | None = None) -> Segment:
        """Take the place of a segment."""
        return self._http.call("PUT", at("segments", segment_id), Segment, body=definition, if_match=if_match)

    def delete(self, segment_id: str, *, if_match: str | None = None) -> None:
        """Raises Conflict while a campaign that waits for its time uses it."""
        self._http.call("DELETE", at("segments", segment_id), type(None), if_match=if_match)

    def preview(self, where: Mapping[str, Any] | None = None, *, segment_id: str | None = None) -> Preview:
        """Whom a tree or a saved segment means now; say one of the two. 5 seconds at most."""
        return self._http.call("POST", "/segments/preview", Preview, body=_either(where, segment_id))

    def explain(
        self, friend_id: str, where: Mapping[str, Any] | None = None, *, segment_id: str | None = None
    ) -> Explanation:
        """Why a friend is in a segment, or why not: each clause, with the fact that it saw."""
        body = {"friend_id": friend_id, **_either(where, segment_id)}
        return self._http.call("POST", "/segments/explain", Explanation, body=body)

    def vocabulary(self) -> Vocabulary:
        """All that a segment may ask."""
        return self._http.call("GET", "/segments/vocabulary", Vocabulary)


def _either(where: Mapping[str, Any] | None, segment_id: str | None) -> dict[str, Any]:
    given = {"where": where, "segment_id": segment_id}
    return {name: value for name, value in given.items() if value is not None}
