"""Open a run: first its sweep, then the run itself in one conditional transaction, then its slices' messages to the
queue."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from daifukucho.campaigns.campaign import Campaign, Problem, refuse_if_sent
from daifukucho.campaigns.carried import coupon_of_saved, said
from daifukucho.campaigns.ports import Audience, Campaigns, Doorbell, Outbox, Schedules
from daifukucho.campaigns.refusals import CHANGED, DUE_AT_ANOTHER_TIME
from daifukucho.campaigns.run import Intent, Recurrence, Run, RunDefinition, RunState
from daifukucho.campaigns.schedule import next_due, recurs
from daifukucho.delivery.line import LineQuota, Mode, Quota
from daifukucho.kernel.errors import Conflict, DaifukuchoError, Invalid, NotFound, Unavailable
from daifukucho.kernel.time import Clock
from daifukucho.messages.template import named
from daifukucho.messages.variables import spoken_by
from daifukucho.segments.reference import pinned
from daifukucho.shop.settings import Shops


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
        shops: Shops,
        clock: Clock,
        liff_id: str | None = None,
    ) -> None:
        self._campaigns = campaigns
        self._outbox = outbox
        self._schedules = schedules
        self._doorbell = doorbell
        self._audience = audience
        self._line = line
        self._shops = shops
        self._clock = clock
        self._liff_id = liff_id
        self.stopped = 0
        """How many campaigns this opener has stopped because they could not go out."""

    def open(self, intent: Intent) -> Run:
        """Open the intent's run, or find it open. About a dozen calls to AWS and two to LINE.

        A campaign that recurs moves on to its next time with the run: the first time later than this and than now, so
        missed times are not made up for in a burst. Raises NotFound (no such campaign, version or segment), Invalid (a
        segment that cannot be evaluated), Conflict (the campaign has changed, has another run, or is due at another
        time; ``coupon_deleted``, ``liff_unknown``), Unavailable.
        """
        run = self._outbox.run(intent.run_id)
        if run is None:
            campaign = self._campaigns.version(intent.campaign_id, intent.revision)
            if campaign.run_id != intent.run_id:
                _refuse_to_open(campaign, intent)
            definition = self._definition(campaign, intent)
            # A run that nothing sweeps could stop half way for ever, so the sweep is there first.
            self._schedules.start_sweep(intent)
            run = self._open(campaign, definition, intent)
        if not run.closed:
            self._doorbell.evaluate(run.run_id, range(run.total_slices))
        return run

    def _open(self, campaign: Campaign, definition: RunDefinition, intent: Intent) -> Run:
        mode = _mode(definition.messages)
        run = Run(
            run_id=intent.run_id,
            campaign_id=campaign.campaign_id,
            version=campaign.version,
            mode=mode,
            state=RunState.OPEN if definition.limits is None else RunState.HELD,
            now=intent.due_at,
            opened_at=self._clock(),
            total_slices=self._audience.slices(),
            quota=None if mode is Mode.GIVE else self._quota(),
            idempotency_key=intent.idempotency_key,
        )
        recurrence = self._recurrence(campaign, run)
        if self._outbox.open_run(run, definition, recurrence):
            self._plan_next(campaign, recurrence)
            return run
        stored = self._outbox.run(intent.run_id)
        if stored is None:
            raise CHANGED()
        return stored

    def _definition(self, campaign: Campaign, intent: Intent) -> RunDefinition:
        try:
            where = self._where(campaign)
            coupon_of_saved(campaign.coupon_id, self._campaigns)
            messages = said(campaign.messages, campaign.coupon_id, self._liff_id)
        except (NotFound, Invalid, Conflict) as error:
            # Trying again would change nothing: the campaign has to show why it did not go out.
            self._campaigns.stop(intent, _problem(error))
            self.stopped += 1
            raise
        spoken = spoken_by(named(messages), self._campaigns.spoken)
        shop = self._shops.get()
        return RunDefinition(
            campaign.name,
            where,
            messages,
            campaign.limits,
            replace(shop.value, version=shop.version),
            campaign.coupon_id,
            campaign.coupon_again,
            campaign.freeze_audience,
            spoken,
        )

    @staticmethod
    def _recurrence(campaign: Campaign, run: Run) -> Recurrence | None:
        if campaign.schedule is None or not recurs(campaign.schedule):
            return None
        return Recurrence(next_due(campaign.schedule, max(run.now, run.opened_at)))

    def _plan_next(self, campaign: Campaign, recurrence: Recurrence | None) -> None:
        """The run is open: a schedule that cannot be made now must not hold it up, and the watch makes up for it."""
        if recurrence is None or recurrence.next_due is None:
            return
        with suppress(Unavailable):
            self._schedules.plan(Intent(campaign.campaign_id, campaign.version, recurrence.next_due))

    def _where(self, campaign: Campaign) -> Mapping[str, object]:
        """The tree with all segments that it refers to, as they are now: the run keeps them."""
        return pinned(campaign.where, campaign.segment_id, self._campaigns.segment, self._campaigns.known)

    def _quota(self) -> Quota | None:
        """The quota is for the report; LINE's silence about it does not hold up a campaign that is due."""
        try:
            return self._line.quota()
        except Unavailable:
            return None


def _mode(messages: Sequence[Mapping[str, object]]) -> Mode:
    if not messages:
        return Mode.GIVE
    return Mode.PUSH if named(messages) else Mode.MULTICAST


def _problem(error: DaifukuchoError) -> Problem:
    if error.code in (Problem.COUPON_DELETED, Problem.LIFF_UNKNOWN):
        return Problem(error.code)
    gone = isinstance(error, NotFound) or error.code == Problem.SEGMENT_DELETED
    return Problem.SEGMENT_DELETED if gone else Problem.SEGMENT_INVALID


def _refuse_to_open(campaign: Campaign, intent: Intent) -> None:
    refuse_if_sent(campaign)
    if recurs(campaign.schedule) and campaign.due_at != intent.due_at:
        raise DUE_AT_ANOTHER_TIME()
