"""Reading the recipients of a run from its batches, a bounded amount at a time."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from pynamodb.connection import Connection
from pynamodb.exceptions import DoesNotExist

from daifukucho.campaigns.batch import Batch, BatchRef
from daifukucho.campaigns.recipients import Recipient, Wanted, recipients_of
from daifukucho.campaigns.run import Run
from daifukucho.kernel.page import Page
from daifukucho_aws.dynamo import cursor as cursors
from daifukucho_aws.dynamo import keys
from daifukucho_aws.dynamo.errors import translated
from daifukucho_aws.dynamo.outbox_items import BatchItem, MatchedItem, batch_of
from daifukucho_aws.dynamo.tables import bind

BATCHES_A_PAGE = 100
"""Batches that a page reads at most: about 2 MB if all are of multicast, 3 MB if all are personal."""

_HEADS_A_QUERY = 25
_AT_ONCE = 8
"""Slices that are searched at once."""


_PLACE = re.compile(r"([0-9]{1,2})/([0-9.]{6,64})/([0-9]{1,3})")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a list goes on: a slice, a batch, and a place among whom it found."""

    slice_no: int = 0
    number: str = ""
    place: int = 0

    def text(self) -> str:
        return f"{self.slice_no}/{self.number}/{self.place}"

    @classmethod
    def of(cls, text: str) -> "_Place":
        parts = _PLACE.fullmatch(text)
        if parts is None:
            raise cursors.refusal()
        return cls(int(parts[1]), parts[2], int(parts[3]))


class DynamoRecipients:
    """``daifukucho.campaigns.recipients.RunRecipients``. Every read is strongly consistent."""

    def __init__(self, connection: Connection, table: str) -> None:
        self._batches = bind(BatchItem, table, connection)
        self._matched = bind(MatchedItem, table, connection)

    def list(self, run: Run, wanted: Wanted, cursor: str | None, limit: int) -> Page[Recipient]:
        """Reads a hundred batches at most, then returns what there is, perhaps nothing, with a cursor.

        The state of a batch takes 1 read unit (a personal one 6), and whom it found 5 (1), which is read only where
        the state leaves it open. Raises Invalid for a cursor that is not ours, and Unavailable.
        """
        question = cursors.question("recipients", run=run.run_id, fate=wanted.fate, reason=wanted.reason)
        start = _Place() if cursor is None else _Place.of(cursors.decode(cursor, of=question))
        items: list[Recipient] = []
        for count, (ref, head) in enumerate(self._from(run, start)):
            if count == BATCHES_A_PAGE:
                return Page(items, cursors.encode(_Place(ref.slice_no, ref.number).text(), question))
            if not wanted.may_be_in(batch_of(ref, head, ())):
                continue
            first = start.place if (ref.slice_no, ref.number) == (start.slice_no, start.number) else 0
            for place, recipient in recipients_of(self._batch(ref, head)):
                if place < first or recipient not in wanted:
                    continue
                if len(items) == limit:
                    return Page(items, cursors.encode(_Place(ref.slice_no, ref.number, place).text(), question))
                items.append(recipient)
        return Page(items, None)

    def find(self, run: Run, friend_id: str) -> Recipient | None:
        """Searches whom every batch of the run has found: 9 read units for each thousand friends, and one batch more.

        Slices are searched eight at a time; a million friends are 34 MB. Raises Unavailable.
        """
        with ThreadPoolExecutor(_AT_ONCE) as pool:  # joined here: no thread outlives the invocation
            for recipient in pool.map(lambda n: self._search(run, n, friend_id), range(run.total_slices)):
                if recipient is not None:
                    pool.shutdown(wait=False, cancel_futures=True)
                    return recipient
        return None

    def _from(self, run: Run, start: _Place) -> Iterator[tuple[BatchRef, BatchItem]]:
        for slice_no in range(start.slice_no, run.total_slices):
            first = start.number if slice_no == start.slice_no else ""
            with translated():
                heads = self._batches.query(
                    keys.slice_key(run.run_id, slice_no),
                    range_key_condition=self._batches.sort.between(keys.batch_sort(first), keys.batch_sort("~")),
                    consistent_read=True,
                    page_size=_HEADS_A_QUERY,
                )
                for head in heads:
                    yield BatchRef(run.run_id, slice_no, keys.number_of(head.sort)), head

    def _batch(self, ref: BatchRef, head: BatchItem) -> Batch:
        """The whole batch: its state as read, and whom it found, which never changes."""
        with translated():
            try:
                key = keys.slice_key(ref.run_id, ref.slice_no)
                item = self._matched.get(key, keys.matched_sort(ref.number), consistent_read=True)
            except DoesNotExist:  # it found nobody
                return batch_of(ref, head, ())
        return batch_of(ref, head, tuple(item.friends.split()))

    def _search(self, run: Run, slice_no: int, friend_id: str) -> Recipient | None:
        key = keys.slice_key(run.run_id, slice_no)
        with translated():
            hits = self._matched.query(
                key,
                range_key_condition=self._matched.sort.startswith(keys.matched_sort("")),
                filter_condition=self._matched.friends.contains(friend_id),
                consistent_read=True,
                attributes_to_get=["sort"],
            )
            numbers = [keys.number_of(hit.sort) for hit in hits]
            for number in reversed(numbers):  # a half sorts after the batch that was split, where the friend was before
                head = self._batches.get(key, keys.batch_sort(number), consistent_read=True)
                batch = self._batch(BatchRef(run.run_id, slice_no, number), head)
                for _, recipient in recipients_of(batch):
                    if recipient.friend_id == friend_id:
                        return recipient
        return None
