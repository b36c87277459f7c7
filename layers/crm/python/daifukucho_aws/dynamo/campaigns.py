"""Campaigns and segments as the catalog keeps them."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, replace

from daifukucho.campaigns.campaign import KIND as CAMPAIGN
from daifukucho.campaigns.campaign import Campaign, CampaignState, Definition, Problem
from daifukucho.campaigns.limits import Limits
from daifukucho.campaigns.refusals import CAMPAIGN_NOT_FOUND
from daifukucho.campaigns.run import CouponAgain, Intent
from daifukucho.campaigns.schedule import schedule_json, schedule_of
from daifukucho.coupons.coupon import Coupon
from daifukucho.friends.friend import ATTRIBUTES
from daifukucho.kernel.attribute import Attribute, Choice
from daifukucho.kernel.defined import Defined
from daifukucho.kernel.japan import searchable
from daifukucho.kernel.once import Once
from daifukucho.kernel.page import Page
from daifukucho.messages.variables import RANK
from daifukucho.ranks import ranks
from daifukucho.segments.definition import Segment
from daifukucho_aws.dynamo.catalog import DynamoCatalog, Stored
from daifukucho_aws.dynamo.cursor import question
from daifukucho_aws.dynamo.segments import CatalogSegments
from daifukucho_aws.dynamo.setups import CatalogSetups
from daifukucho_aws.dynamo.till import CatalogCoupons


class CatalogCampaigns:
    """``daifukucho.campaigns.ports.Campaigns``, and what the marketers' API needs beside it."""

    def __init__(self, catalog: DynamoCatalog) -> None:
        self._catalog = catalog
        self._segments = CatalogSegments(catalog)
        self._coupons = CatalogCoupons(catalog)
        self._ranks = CatalogSetups(catalog, ranks.RANKS)

    def get(self, campaign_id: str) -> Campaign:
        """Raises NotFound."""
        return _campaign(self._catalog.get(CAMPAIGN, campaign_id, CAMPAIGN_NOT_FOUND))

    def version(self, campaign_id: str, version: int) -> Campaign:
        """Raises NotFound."""
        return _campaign(self._catalog.get_version(CAMPAIGN, campaign_id, version, CAMPAIGN_NOT_FOUND))

    def list(
        self,
        cursor: str | None,
        limit: int,
        *,
        q: str | None = None,
        state: CampaignState | None = None,
        segment_id: str | None = None,
        newest_first: bool = True,
    ) -> Page[Campaign]:
        """In the order in which they were made; ``q``: part of the name, as people search (case, width, kana, kanji).

        One query; where something is left out, up to four, and 4 MB. Raises Invalid for a cursor that is not ours.
        """
        words = None if q is None else searchable(q)
        if words == "":
            return Page([], None)
        of = question("campaigns", q=words, state=state, segment_id=segment_id, newest_first=newest_first)
        keep = _keep(words, state, segment_id)
        page = self._catalog.list(CAMPAIGN, cursor, limit, newest_first=newest_first, keep=keep, of=of)
        return Page([_campaign(stored) for stored in page.items], page.cursor)

    def waiting(
        self,
        cursor: str | None,
        limit: int,
        *,
        q: str | None = None,
        state: CampaignState | None = None,
        segment_id: str | None = None,
    ) -> Page[Campaign]:
        """Those that wait for their time, the next one first; the rest, and what it costs, as ``list``."""
        words = None if q is None else searchable(q)
        if words == "":
            return Page([], None)
        of = question("waiting campaigns", q=words, state=state, segment_id=segment_id)
        page = self._catalog.waiting(CAMPAIGN, cursor, limit, keep=_keep(words, state, segment_id), of=of)
        return Page([_campaign(stored) for stored in page.items], page.cursor)

    def made(self, request: Once) -> Campaign | None:
        """Two reads. Raises Invalid if the key stood for another request."""
        stored = self._catalog.made(CAMPAIGN, request)
        return _campaign(replace(stored, due_at=stored.body["due_at"])) if stored else None

    def create(self, campaign_id: str, definition: Definition, now: int, request: Once | None = None) -> Campaign:
        """One transaction. Raises Conflict if there is such a campaign, or the request's key has made one."""
        stored = _stored(campaign_id, definition, 1, now, now)
        self._catalog.create(stored, request)
        return _campaign(stored)

    def update(self, before: Campaign, definition: Definition, now: int) -> Campaign:
        """Raises Conflict if the campaign has changed since ``before`` was read, or has gone out."""
        stored = _stored(before.campaign_id, definition, before.version + 1, before.created_at, now, before.run_id)
        self._catalog.update(stored, before.version)
        return _campaign(stored)

    def delete(self, campaign: Campaign) -> None:
        """Raises Conflict if the campaign has changed since it was read, or has gone out."""
        self._catalog.delete(CAMPAIGN, campaign.campaign_id, campaign.version, campaign.run_id)

    def stop(self, intent: Intent, problem: Problem) -> None:
        """One write."""
        self._catalog.stop(CAMPAIGN, intent.campaign_id, intent.revision, intent.due_at, str(problem))

    def segment(self, segment_id: str) -> Segment:
        """One read. Raises NotFound."""
        return self._segments.get(segment_id)

    def known(self, name: str) -> Attribute | None:
        """As ``CatalogSegments.known`` has it."""
        return self._segments.known(name)

    def spoken(self, name: str) -> Attribute | None:
        """One read."""
        if name != RANK:
            return self.known(name)
        choices = tuple(Choice(rank.id, rank.name) for rank in self._ranks.get().value.ranks)
        return replace(ATTRIBUTES[RANK], choices=choices)

    def coupon(self, coupon_id: str) -> Defined[Coupon]:
        """One read. Raises NotFound."""
        return self._coupons.get(coupon_id)

    def due(self, before: int) -> Iterable[Intent]:
        for stored in self._catalog.due(CAMPAIGN, before):
            if stored.due_at is not None:
                yield Intent(stored.definition_id, stored.version, stored.due_at)


def _keep(words: str | None, state: CampaignState | None, segment_id: str | None) -> Callable[[Stored], bool] | None:
    if words is None and state is None and segment_id is None:
        return None

    def keep(stored: Stored) -> bool:
        body = stored.body
        return (
            (words is None or words in searchable(body["name"]))
            and segment_id in (None, body["segment_id"])
            and (state is None or _campaign(stored).state is state)
        )

    return keep


def _stored(
    campaign_id: str, definition: Definition, version: int, created_at: int, now: int, run_id: str | None = None
) -> Stored:
    schedule, limits = definition.schedule, definition.limits
    body = {
        "name": definition.name,
        "segment_id": definition.segment_id,
        "where": definition.where,
        "messages": list(definition.messages),
        "schedule": None if schedule is None else schedule_json(schedule),
        "limits": None if limits is None else asdict(limits),
        "due_at": definition.due_at,
        "coupon_id": definition.coupon_id,
        "coupon_again": str(definition.coupon_again),
        "freeze_audience": definition.freeze_audience,
    }
    return Stored(CAMPAIGN, campaign_id, version, body, created_at, now, due_at=definition.due_at, run_id=run_id)


def _campaign(stored: Stored) -> Campaign:
    body = stored.body
    return Campaign(
        campaign_id=stored.definition_id,
        version=stored.version,
        name=body["name"],
        segment_id=body["segment_id"],
        where=body["where"],
        messages=tuple(body["messages"]),
        due_at=stored.due_at,
        created_at=stored.created_at,
        updated_at=stored.updated_at,
        run_id=stored.run_id,
        schedule=None if body["schedule"] is None else schedule_of(body["schedule"]),
        limits=None if body["limits"] is None else Limits(**body["limits"]),
        problem=None if stored.problem is None else Problem(stored.problem),
        coupon_id=body.get("coupon_id"),  # campaigns were saved before they could carry one
        coupon_again=CouponAgain(body.get("coupon_again", CouponAgain.SKIP)),
        freeze_audience=body.get("freeze_audience", False),
    )
