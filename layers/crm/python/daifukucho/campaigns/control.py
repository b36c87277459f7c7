"""What a person does to a run: send a campaign now, and pause, resume or cancel what goes out."""

import re
from dataclasses import dataclass

from daifukucho.campaigns.campaign import Campaign, refuse_if_sent
from daifukucho.campaigns.edit import CampaignStore
from daifukucho.campaigns.open import Opener
from daifukucho.campaigns.ports import Doorbell, Outbox
from daifukucho.campaigns.report import found
from daifukucho.campaigns.run import Intent, Run, RunState
from daifukucho.kernel.errors import Conflict, Fault, Invalid, NotFound
from daifukucho.kernel.time import Clock

RINGS = 300
"""Doorbells rung at once when a run is resumed or cancelled; the sweep rings the others, as many each minute."""

_KEY = re.compile(r"[\x20-\x7e]{1,64}")


@dataclass(frozen=True, slots=True)
class Sending:
    """The run of a campaign that was sent; ``opened``: by this request, and not by an earlier one."""

    run: Run
    opened: bool


class Control:
    """Commands for runs. Each may be given twice: the second time it finds its work done."""

    def __init__(
        self, campaigns: CampaignStore, opener: Opener, outbox: Outbox, doorbell: Doorbell, clock: Clock
    ) -> None:
        self._campaigns = campaigns
        self._opener = opener
        self._outbox = outbox
        self._doorbell = doorbell
        self._clock = clock

    def send(self, campaign_id: str, key: str) -> Sending:
        """Send a campaign now, whether or not it is planned for later. The same ``key`` always gives the same run.

        ``key``: 1 to 64 printable ASCII characters, chosen by the caller for this campaign. Costs what
        ``Opener.open`` does and two reads. Raises Invalid for a key that is none, NotFound, Unavailable, and Conflict
        if the campaign has another run (``campaign_has_run``), was changed meanwhile (``campaign_changed``), or its
        segment was deleted (``segment_deleted``).
        """
        if not _KEY.fullmatch(key):
            fault = Fault("/idempotency-key", "Give 1 to 64 printable ASCII characters, such as a UUID.")
            raise Invalid("The idempotency key cannot be used.", code="invalid_idempotency_key", faults=[fault])
        campaign = self._campaigns.get(campaign_id)
        if campaign.run_id is None:
            run = self._opened(campaign, key)
            if run is not None and run.idempotency_key == key:
                return Sending(run, opened=True)
            campaign = self._campaigns.get(campaign_id)
        # It has a run already. If that was opened for this very request, both of its copies get the same answer.
        run = self._outbox.run(campaign.run_id) if campaign.run_id is not None else None
        if run is None or run.idempotency_key != key:
            refuse_if_sent(campaign)
        return Sending(found(run), opened=False)

    def _opened(self, campaign: Campaign, key: str) -> Run | None:
        """The campaign's run, opened now; ``None`` if somebody else was first."""
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
        return self._changed(run_id, RunState.PAUSED, RunState.OPEN)

    def resume(self, run_id: str) -> Run:
        """Go on with a paused run. Raises as ``pause`` does, and Unavailable if doorbells could not be rung."""
        return self._rung(self._changed(run_id, RunState.OPEN, RunState.PAUSED))

    def cancel(self, run_id: str) -> Run:
        """End a run: whoever has not been written to is skipped. Raises as ``resume`` does."""
        return self._rung(self._changed(run_id, RunState.CANCELLED, RunState.OPEN, RunState.PAUSED))

    def _refuse_without_segment(self, campaign: Campaign) -> None:
        if campaign.segment_id is None:
            return
        try:
            self._campaigns.where_of_segment(campaign.segment_id)
        except NotFound:
            raise Conflict(
                "The campaign's segment was deleted; choose another one, then send it.", code="segment_deleted"
            ) from None

    def _changed(self, run_id: str, to: RunState, *among: RunState) -> Run:
        self._outbox.change_state(run_id, to, among)
        run = found(self._outbox.run(run_id))
        if run.closed:
            raise Conflict("The run is over; nothing more goes out.", code="run_closed")
        if run.state is not to:
            raise Conflict(f"The run is ending ({run.state}); it takes no more commands.", code="run_ending")
        return run

    def _rung(self, run: Run) -> Run:
        left = RINGS
        for slice_no in range(run.total_slices):
            if left <= 0:
                break
            silent = self._outbox.silent(run, slice_no, self._clock() + 1, left)
            if silent.evaluate:
                self._doorbell.evaluate(run.run_id, [slice_no])
            if silent.send:
                self._doorbell.send(silent.send)
            left -= len(silent)
        return run
