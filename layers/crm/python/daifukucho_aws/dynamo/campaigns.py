"""Campaigns and segments as the catalog keeps them."""

from collections.abc import Iterable, Mapping
from typing import Any

from daifukucho.campaigns.campaign import KIND as CAMPAIGN
from daifukucho.campaigns.campaign import Campaign, Definition
from daifukucho.campaigns.run import Intent
from daifukucho.kernel.page import Page
from daifukucho_aws.dynamo.catalog import DynamoCatalog, Stored

SEGMENT = "segment"


class CatalogCampaigns:
    """``daifukucho.campaigns.ports.Campaigns``, and what the marketers' API needs beside it."""

    def __init__(self, catalog: DynamoCatalog) -> None:
        self._catalog = catalog

    def get(self, campaign_id: str) -> Campaign:
        """Raises NotFound."""
        return _campaign(self._catalog.get(CAMPAIGN, campaign_id))

    def version(self, campaign_id: str, version: int) -> Campaign:
        """Raises NotFound."""
        return _campaign(self._catalog.get_version(CAMPAIGN, campaign_id, version))

    def list(self, cursor: str | None, limit: int) -> Page[Campaign]:
        page = self._catalog.list(CAMPAIGN, cursor, limit)
        return Page([_campaign(stored) for stored in page.items], page.cursor)

    def create(self, campaign_id: str, definition: Definition, now: int) -> Campaign:
        stored = _stored(campaign_id, definition, 1, now, now)
        self._catalog.create(stored)
        return _campaign(stored)

    def update(self, before: Campaign, definition: Definition, now: int) -> Campaign:
        """Raises Conflict if the campaign has changed since ``before`` was read, or has gone out."""
        stored = _stored(before.campaign_id, definition, before.version + 1, before.created_at, now)
        self._catalog.update(stored, before.version)
        return _campaign(stored)

    def delete(self, campaign: Campaign) -> None:
        """Raises Conflict if the campaign has changed since it was read, or has gone out."""
        self._catalog.delete(CAMPAIGN, campaign.campaign_id, campaign.version)

    def where_of_segment(self, segment_id: str) -> Mapping[str, Any]:
        """Raises NotFound."""
        return self._catalog.get(SEGMENT, segment_id).body["where"]

    def due(self, before: int) -> Iterable[Intent]:
        for stored in self._catalog.due(CAMPAIGN, before):
            if stored.due_at is not None and stored.run_id is None:
                yield Intent(stored.definition_id, stored.version, stored.due_at)


def _stored(campaign_id: str, definition: Definition, version: int, created_at: int, now: int) -> Stored:
    body = {
        "name": definition.name,
        "segment_id": definition.segment_id,
        "where": definition.where,
        "messages": list(definition.messages),
        "due_at": definition.due_at,
    }
    return Stored(CAMPAIGN, campaign_id, version, body, created_at, now, due_at=definition.due_at)


def _campaign(stored: Stored) -> Campaign:
    body = stored.body
    return Campaign(
        campaign_id=stored.definition_id,
        version=stored.version,
        name=body["name"],
        segment_id=body["segment_id"],
        where=body["where"],
        messages=tuple(body["messages"]),
        due_at=body["due_at"],
        created_at=stored.created_at,
        updated_at=stored.updated_at,
        run_id=stored.run_id,
    )
