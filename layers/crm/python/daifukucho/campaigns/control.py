"""What a staff member does to a run: send a campaign now, and pause, resume or cancel the run."""

from collections.abc import Collection
from dataclasses import dataclass

from daifukucho.campaigns.campaign import Campaign, refuse_by_hand, refuse_if_sent
from daifukucho.campaigns.edit import CampaignRepository
from daifukucho.campaigns.hold import settle
from daifukucho.campaigns.open import Opener
from daifukucho.campaigns.ports import Doorbell, Outbox
from daifukucho.campaigns.refusals import RUN_CLOSED, RUN_ENDING
from daifukucho.campaigns.report import found
from daifukucho.campaigns.ring import ring_unfinished
from daifukucho.campaigns.run import Intent, Run, RunState, Tried
from daifukucho.campaigns.trouble import tried_in
from daifukucho.kernel.errors import Conflict, NotFound
from daifukucho.kernel.once import checked
from daifukucho.kernel.time import Clock
from daifukucho.kernel.versions import refuse_unless_expected
from daifukucho.segments.refusals import SEGMENT_DELETED

RINGS = 300
"""So many queue messages are sent at once when a run is resumed or cancelled; the sweep sends the others, as many each
minute."""


@dataclass(frozen=True, slots=True)
class Sending:
    """The run of a campaign that was sent; ``opened``: by this request, and not by an earlier one."""

    run: Run
    opened: bool


class Control:
    """Commands for runs. Each may be given twice: the second time it changes nothing more."""

    def __init__(
        self, campaigns: CampaignRepository, opener: Opener, outbox: Outbox, doorbell: Doorbell, clock: Clock
    ) -> None:
        self._campaigns = campaigns
        self._opener = opener
        self._outbox = outbox
        self._doorbell = doorbell
        self._clock = clock

    def send(self, campaign_id: str, key: str, expected: Collection[int] | None = None) -> Sending:
        """Send a campaign now, whether or not it is planned for later. The same ``key`` always gives the same run.

        ``key``: 1 to 64 printable ASCII characters, chosen by the caller for this campaign. ``expected``: the versions
        that the caller has looked at (``None``: any). Costs what ``Opener.open`` does and two reads. Raises Invalid for
        a text that cannot be a key, NotFound, Unavailable, and Conflict if the campaign has another version
        (``version_mismatch``), has another run (``campaign_has_run``), recurs (``campaign_recurring``), was changed
        meanwhile (``campaign_changed``), or its segment was deleted (``segment_deleted``).
        """
        checked(key)
        campaign = self._campaigns.get(campaign_id)
        refuse_by_hand(campaign)
        if campaign.run_id is None:
            refuse_unless_expected(campaign.version, expected)
            run = self._opened(campaign, key)
            if run is not None and run.idempotency_key == key:
                return Sending(run, opened=True)
            campaign = self._campaigns.get(campaign_id)
        # The campaign has a run already. If this very request opened it, both copies of the request get the same
        # answer.
        run = self._outbox.run(campaign.run_id) if campaign.run_id is not None else None
        if run is None or run.idempotency_key != key:
            refuse_if_sent(campaign)
        return Sending(found(run), opened=False)

    def _opened(self, campaign: Campaign, key: str) -> Run | None:
        """The campaign's run, opened now; ``None`` if another request was first."""
        self._refuse_without_segment(campaign)
        try:
            return self._opener.open(Intent(campaign.campaign_id, campaign.version, self._clock(), key))
        except Conflict:
            if self._campaigns.get(campaign.campaign_id).run_id is None:
                raise
            return None

    def pause(self, run_id: str) -> Run:
        """Let nothing more go out until the run is resumed. Calls under way are finished.

        One write and a read. Raises NotFound, and Conflict if the run is closed or ending.
        """
        return self._changed(run_id, RunState.PAUSED, (RunState.OPEN, RunState.HELD), {RunState.PAUSED})

    def resume(self, run_id: str) -> Run:
        """Go on with a paused run. Errors so far are noted: the run does not pause itself for them again.

        A run with limits is held again until all of it has been counted: pausing is no way round the limits. Two
        reads a slice more than ``pause``. Raises as ``pause`` does, and Unavailable if the queues could not be reached.
        """
        before = _not_over(found(self._outbox.run(run_id)))
        seen = tried_in(self._outbox.progress(before).totals)
        to = RunState.OPEN if self._outbox.definition(run_id).limits is None else RunState.HELD
        run = self._changed(run_id, to, (RunState.PAUSED,), {RunState.OPEN, RunState.HELD}, seen)
        if run.state is RunState.HELD and settle(self._outbox, run):
            run = found(self._outbox.run(run_id))
        return self._rung(run)

    def cancel(self, run_id: str) -> Run:
        """End a run: friends who have not been sent to are skipped. Raises as ``resume`` does."""
        among = (RunState.OPEN, RunState.HELD, RunState.PAUSED)
        return self._rung(self._changed(run_id, RunState.CANCELLED, among, {RunState.CANCELLED}))

    def _refuse_without_segment(self, campaign: Campaign) -> None:
        if campaign.segment_id is None:
            return
        try:
            self._campaigns.segment(campaign.segment_id)
        except NotFound:
            raise SEGMENT_DELETED() from None

    def _changed(
        self,
        run_id: str,
        to: RunState,
        among: Collection[RunState],
        done: Collection[RunState],
        acknowledged: Tried | None = None,
    ) -> Run:
        """``done``: the states in which the command has nothing (more) to do."""
        self._outbox.change_state(run_id, to, among, acknowledged=acknowledged)
        run = _not_over(found(self._outbox.run(run_id)))
        if run.state not in done:
            raise RUN_ENDING(state=run.state)
        return run

    def _rung(self, run: Run) -> Run:
        ring_unfinished(self._outbox, self._doorbell, run, self._clock(), RINGS)
        return run


def _not_over(run: Run) -> Run:
    if run.closed:
        raise RUN_CLOSED()
    return run
