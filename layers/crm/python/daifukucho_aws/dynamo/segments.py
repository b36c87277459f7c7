"""Saved segments as the catalog keeps them."""

from collections.abc import Collection

from daifukucho.campaigns.campaign import KIND as CAMPAIGN
from daifukucho.kernel.page import Page
from daifukucho.segments.definition import KIND, Segment, SegmentDefinition
from daifukucho_aws.dynamo.catalog import DynamoCatalog, Stored

_END_OF_TIME = 10**13
"""UTC epoch milliseconds; no campaign is due later."""


class CatalogSegments:
    """``daifukucho.segments.definition.Segments``."""

    def __init__(self, catalog: DynamoCatalog) -> None:
        self._catalog = catalog

    def get(self, segment_id: str) -> Segment:
        """One read. Raises NotFound."""
        return _segment(self._catalog.get(KIND, segment_id))

    def list(self, cursor: str | None, limit: int) -> Page[Segment]:
        """One query."""
        page = self._catalog.list(KIND, cursor, limit)
        return Page([_segment(stored) for stored in page.items], page.cursor)

    def create(self, segment_id: str, definition: SegmentDefinition, now: int) -> Segment:
        """One transaction."""
        stored = _stored(segment_id, definition, 1, now, now)
        self._catalog.create(stored)
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
            if stored.run_id is None and stored.body["segment_id"] == segment_id
        ]


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
