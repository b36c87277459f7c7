"""Saving, changing and deleting campaigns, and keeping their schedules in step."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from daifukucho.campaigns.campaign import Campaign, Definition, define, refuse_if_sent
from daifukucho.campaigns.carried import coupon_of_draft
from daifukucho.campaigns.ports import Campaigns, Schedules
from daifukucho.campaigns.refusals import INVALID_CAMPAIGN, NO_SUCH_SEGMENT
from daifukucho.campaigns.run import Intent
from daifukucho.kernel.errors import Fault, Invalid, NotFound, Unavailable
from daifukucho.kernel.ids import Ids
from daifukucho.kernel.once import Once, make_once
from daifukucho.kernel.time import Clock
from daifukucho.kernel.versions import refuse_unless_expected
from daifukucho.segments.reference import pinned, resolve


class CampaignRepository(Campaigns, Protocol):
    """Where campaigns are kept. All raise Unavailable."""

    def get(self, campaign_id: str) -> Campaign:
        """Raises NotFound."""

    def made(self, request: Once) -> Campaign | None:
        """What a request with this key has made, as it was made. Raises Invalid if the key stood for another
        content."""

    def create(self, campaign_id: str, definition: Definition, now: int, request: Once | None = None) -> Campaign:
        """Write the campaign and the record of the request's key, in one transaction. Raises Conflict if one of them
        exists."""

    def update(self, before: Campaign, definition: Definition, now: int) -> Campaign:
        """Raises Conflict if the campaign has changed since ``before`` was read, or has gone out."""

    def delete(self, campaign: Campaign) -> None:
        """Raises Conflict as ``update`` does."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A campaign as saved. ``in_step``: its schedule agrees with it; if not, the watch over due campaigns repairs that.

    ``replayed``: an earlier copy of the request had saved it, and nothing was done now.
    """

    campaign: Campaign
    in_step: bool
    replayed: bool = False


class CampaignEditor:
    """Saves campaigns, then their schedules.

    The saved campaign counts. A schedule that could not be made is made by the watch when its time comes near, and one
    that is left over finds that its campaign has changed and does nothing. So a failure of the scheduler is no reason
    to have a person repeat a request that has succeeded, and perhaps save a campaign twice.
    """

    def __init__(
        self, campaigns: CampaignRepository, schedules: Schedules, clock: Clock, ids: Ids, liff_id: str | None = None
    ) -> None:
        """``liff_id``: the deployment's LIFF app, without which no message can lead to a coupon."""
        self._campaigns = campaigns
        self._schedules = schedules
        self._clock = clock
        self._ids = ids
        self._liff_id = liff_id

    def create(self, given: object, request: Once | None = None) -> Saved:
        """Save a campaign; of all copies of a ``request`` one saves it. Raises Invalid (``invalid_campaign``).

        A copy does not repair a schedule that an earlier one could not make: the watch does.
        """

        def make() -> Campaign:
            now = self._clock()
            return self._campaigns.create(self._ids(), self._define(given, now), now, request)

        made = make_once(request, self._campaigns.made, make)
        if made.replayed:
            return Saved(made.value, in_step=True, replayed=True)
        return self._saved(made.value, was_planned=False)

    def update(self, campaign_id: str, given: object, expected: Collection[int] | None = None) -> Saved:
        """Write a new version of a campaign that has not gone out, or recurs.

        ``expected``: the versions that the caller takes for the present one (``None``: any). Raises Invalid, NotFound,
        and Conflict if the campaign is another by now or has a run.
        """
        now = self._clock()
        before = self._campaigns.get(campaign_id)
        refuse_if_sent(before)
        refuse_unless_expected(before.version, expected)
        definition = self._define(given, now, before)
        after = self._campaigns.update(before, definition, now)
        return self._saved(after, was_planned=before.due_at is not None)

    def delete(self, campaign_id: str, expected: Collection[int] | None = None) -> bool:
        """Delete a campaign that has not gone out, or recurs; whether its schedule is in step (see ``Saved``).

        A run of it that is open goes on: it has kept everything that it needs.

        Raises NotFound, and Conflict as ``update`` does.
        """
        campaign = self._campaigns.get(campaign_id)
        refuse_if_sent(campaign)
        refuse_unless_expected(campaign.version, expected)
        self._campaigns.delete(campaign)
        return campaign.due_at is None or self._unplanned(campaign_id)

    def _define(self, given: object, now: int, before: Campaign | None = None) -> Definition:
        definition = define(given, now, before, self._liff_id, self._campaigns.known)
        coupon_of_draft(definition.coupon_id, self._campaigns)
        try:
            if definition.segment_id is not None:
                pinned(None, definition.segment_id, self._campaigns.segment, self._campaigns.known)
            else:
                resolve(definition.where, self._campaigns.segment, known=self._campaigns.known, strict=True)
        except NotFound:
            raise INVALID_CAMPAIGN(NO_SUCH_SEGMENT.at("/segment_id")) from None
        except Invalid as error:
            faults = [Fault(f"/where{fault.pointer}", fault.message) for fault in error.faults]
            raise INVALID_CAMPAIGN(*faults) from None
        return definition

    def _saved(self, campaign: Campaign, *, was_planned: bool) -> Saved:
        if campaign.due_at is not None:
            return Saved(campaign, self._planned(Intent(campaign.campaign_id, campaign.version, campaign.due_at)))
        return Saved(campaign, not was_planned or self._unplanned(campaign.campaign_id))

    def _planned(self, intent: Intent) -> bool:
        try:
            self._schedules.plan(intent)
        except Unavailable:
            return False
        return True

    def _unplanned(self, campaign_id: str) -> bool:
        try:
            self._schedules.unplan(campaign_id)
        except Unavailable:
            return False
        return True
