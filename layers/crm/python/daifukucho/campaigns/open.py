"""Open a run: first its sweep, then the run itself in one conditional transaction, then ring its slices."""

from collections.abc import Mapping

from daifukucho.campaigns.campaign import Campaign, refuse_if_sent
from daifukucho.campaigns.ports import Audience, Campaigns, Doorbell, LineQuota, Outbox, Schedules
from daifukucho.campaigns.run import Intent, Mode, Quota, Run, RunDefinition, RunState
from daifukucho.kernel.errors import Conflict, Unavailable
from daifukucho.kernel.time import Clock
from daifukucho.messages.template import uses


class Opener:
    """Opens runs. Any number of openers may race for one intent: one of them opens the run, the others find it."""

    def __init__(
        self,
        campaigns: Campaigns,
        outbox: Outbox,
        schedules: Schedules,
        doorbell: Doorbell,
        audience: Audience,
        line: LineQuota,
        clock: Clock,
    ) -> None:
        self._campaigns = campaigns
        self._outbox = outbox
        self._schedules = schedules
        self._doorbell = doorbell
        self._audience = audience
        self._line = line
        self._clock = clock

    def open(self, intent: Intent) -> Run:
        """Open the intent's run, or find it open. About ten calls to AWS and two to LINE.

        Raises NotFound (no such campaign, version or segment), Conflict (the campaign has changed, or has another
        run), Unavailable.
        """
        run = self._outbox.run(intent.run_id)
        if run is None:
            campaign = self._campaigns.version(intent.campaign_id, intent.revision)
            if campaign.run_id != intent.run_id:
                refuse_if_sent(campaign)
            definition = RunDefinition(campaign.name, self._where(campaign), campaign.messages)
            # A run that nothing sweeps could stop half way for ever, so the sweep is there first.
            self._schedules.start_sweep(intent)
            run = self._open(campaign, definition, intent)
        if not run.closed:
            self._doorbell.evaluate(run.run_id, range(run.total_slices))
        return run

    def _open(self, campaign: Campaign, definition: RunDefinition, intent: Intent) -> Run:
        run = Run(
            run_id=intent.run_id,
            campaign_id=campaign.campaign_id,
            version=campaign.version,
            mode=Mode.PUSH if uses(campaign.messages) else Mode.MULTICAST,
            state=RunState.OPEN,
            now=intent.due_at,
            opened_at=self._clock(),
            total_slices=self._audience.slices(),
            quota=self._quota(),
            idempotency_key=intent.idempotency_key,
        )
        if self._outbox.open_run(run, definition):
            return run
        stored = self._outbox.run(intent.run_id)
        if stored is None:
            raise Conflict("The campaign was changed or sent in the meantime; read it again.", code="campaign_changed")
        return stored

    def _where(self, campaign: Campaign) -> Mapping[str, object]:
        if campaign.where is not None:
            return campaign.where
        assert campaign.segment_id is not None  # a campaign has one of the two
        return self._campaigns.where_of_segment(campaign.segment_id)

    def _quota(self) -> Quota | None:
        """The quota is for the report; LINE's silence about it does not hold up a campaign that is due."""
        try:
            return self._line.quota()
        except Unavailable:
            return None
