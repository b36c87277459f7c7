"""What each friend was sent becomes an entry in the ledger: after acceptance, off the send path, safe to repeat."""

import json
from collections.abc import Iterable, Sequence
from typing import Protocol

from daifukucho.campaigns.batch import Batch, BatchRef, Outcome
from daifukucho.campaigns.ports import Outbox
from daifukucho.campaigns.run import Run
from daifukucho.delivery.line import Mode
from daifukucho.kernel.ids import derived_uuid
from daifukucho.ledger.entry import Entry


class Ledgers(Protocol):
    def put_many(self, entries: Sequence[Entry]) -> None:
        """Put entries, each over itself if it is there. Raises Unavailable."""


class Receipts:
    """Writes the receipts of batches into the ledgers of their friends."""

    def __init__(self, outbox: Outbox, ledgers: Ledgers) -> None:
        self._outbox = outbox
        self._ledgers = ledgers

    def write(self, ref: BatchRef) -> int:
        """Write the entries of one batch; how many. Three reads, one write a friend (25 a call), one at the end.

        What is written already costs one read: under load the sweep rings for receipts that only wait for their turn. Two at
        the same time write the same items. Raises Unavailable.
        """
        batch = self._outbox.unwritten(ref)
        run = self._outbox.run(ref.run_id) if batch else None
        if batch is None or run is None:
            return 0
        entries = list(entries_of(batch, run))
        self._ledgers.put_many(entries)
        self._outbox.receipt_written(ref)
        return len(entries)


def entries_of(batch: Batch, run: Run) -> Iterable[Entry]:
    """The ledger entries of a batch: for each friend who was, or may have been, sent something, at the claim's time.

    None where nothing was said: that the coupon was given is in the ledger since then.
    """
    if run.mode is Mode.GIVE:
        return
    for unit in batch.units:
        if unit.outcome not in (Outcome.SENT, Outcome.UNKNOWN):
            continue
        body = json.dumps({"run_id": run.run_id, "campaign_id": run.campaign_id, "outcome": str(unit.outcome)})
        for friend_id in unit.friends:
            yield Entry(
                kind="sent",
                at=unit.first_try_at,
                event_id=derived_uuid(run.run_id, friend_id),
                friend_id=friend_id,
                body=body,
            )
