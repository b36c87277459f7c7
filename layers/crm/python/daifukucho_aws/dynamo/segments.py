"""Saved segments as the catalog keeps them."""

from collections.abc import Collection

from daifukucho.campaigns.campaign import KIND as CAMPAIGN
from daifukucho.fields.field import attributes_of
from daifukucho.kernel.attribute import Attribute, AttributeType
from daifukucho.kernel.japan import searchable
from daifukucho.kernel.once import Once
from daifukucho.kernel.page import Page
from daifukucho.segments.definition import KIND, Segment, SegmentDefinition
from daifukucho.segments.operator import MENTIONED
from daifukucho.segments.reference import references
from daifukucho.segments.refusals import SEGMENT_NOT_FOUND
from daifukucho_aws.dynamo.catalog import DynamoCatalog, Stored
from daifukucho_aws.dynamo.cursor import question
from daifukucho_aws.dynamo.fields import fields
from daifukucho_aws.dynamo.names import name_in

_SEGMENTS_PER_QUERY = 1_000
_END_OF_TIME = 10**13
"""UTC epoch milliseconds; no campaign is due later."""


class CatalogSegments:
    """``daifukucho.segments.definition.Segments``."""

    def __init__(self, catalog: DynamoCatalog) -> None:
        self._catalog = catalog
        self._known = attributes_of(fields(catalog).get)

    def get(self, segment_id: str) -> Segment:
        """One read. Raises NotFound."""
        return _segment(self._catalog.get(KIND, segment_id, SEGMENT_NOT_FOUND))

    def known(self, name: str) -> Attribute | None:
        """One read for a field of the shop's own and for what a condition names by its id, none for anything else."""
        if not name.startswith(MENTIONED):
            return self._known(name)
        kind, _, key = name.removeprefix(MENTIONED).partition("/")
        words = name_in(self._catalog, (kind, key))
        return Attribute(name, AttributeType.TEXT, words.ja, words.en) if words else None

    def list(self, cursor: str | None, limit: int, *, q: str | None = None, newest_first: bool = True) -> Page[Segment]:
        """In the order in which they were made; ``q``: part of the name, as people search (case, width, kana, kanji).

        One query; with ``q``, up to four, and 4 MB. Raises Invalid for a cursor that is not ours.
        """
        words = None if q is None else searchable(q)
        if words == "":
            return Page([], None)
        keep = (lambda stored: words in searchable(stored.body["name"])) if words else None
        of = question("segments", q=words, newest_first=newest_first)
        page = self._catalog.list(KIND, cursor, limit, newest_first=newest_first, keep=keep, of=of)
        return Page([_segment(stored) for stored in page.items], page.cursor)

    def made(self, request: Once) -> Segment | None:
        """Two reads. Raises Invalid if the key stood for another request."""
        stored = self._catalog.made(KIND, request)
        return _segment(stored) if stored else None

    def create(self, segment_id: str, definition: SegmentDefinition, now: int, request: Once | None = None) -> Segment:
        """One transaction. Raises Conflict if there is such a segment, or the request's key has made one."""
        stored = _stored(segment_id, definition, 1, now, now)
        self._catalog.create(stored, request)
        return _segment(stored)

    def update(self, before: Segment, definition: SegmentDefinition, now: int) -> Segment:
        """One transaction. Raises Conflict if the segment has changed since ``before`` was read."""
        stored = _stored(before.segment_id, definition, before.version + 1, before.created_at, now)
        self._catalog.update(stored, before.version)
        return _segment(stored)

    def delete(self, segment: Segment) -> None:
        """One write. Raises Conflict as ``update`` does."""
        self._catalog.delete(KIND, segment.segment_id, segment.version)

    def planned_campaigns(self, segment_id: str) -> Collection[str]:
        """One query of the campaigns that wait for their time, and a read for each of them."""
        return [
            stored.definition_id
            for stored in self._catalog.due(CAMPAIGN, _END_OF_TIME)
            if stored.due_at is not None
            and (stored.body["segment_id"] == segment_id or _refers(stored.body["where"], segment_id))
        ]

    def referring(self, segment_id: str) -> Collection[str]:
        """A query for each MB of segments."""
        names: list[str] = []
        cursor = None
        while True:
            page = self._catalog.list(KIND, cursor, _SEGMENTS_PER_QUERY)
            names += [stored.body["name"] for stored in page.items if _refers(stored.body["where"], segment_id)]
            cursor = page.cursor
            if cursor is None:
                return names


def _refers(where: object, segment_id: str) -> bool:
    return any(found == segment_id for _, found in references(where))


def _stored(segment_id: str, definition: SegmentDefinition, version: int, created_at: int, now: int) -> Stored:
    body = {"name": definition.name, "where": definition.where}
    return Stored(KIND, segment_id, version, body, created_at, now)


def _segment(stored: Stored) -> Segment:
    return Segment(
        segment_id=stored.definition_id,
        version=stored.version,
        name=stored.body["name"],
        where=stored.body["where"],
        created_at=stored.created_at,
        updated_at=stored.updated_at,
    )
