"""The outbox over DynamoDB: the truth about runs. Costs are in write units (WCU) of items under 1 KB."""

import dataclasses
import json
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from pynamodb.connection import Connection
from pynamodb.exceptions import DoesNotExist, PynamoDBException
from pynamodb.expressions.update import Action
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from daifukucho.campaigns.batch import Batch, BatchRef, BatchState
from daifukucho.campaigns.campaign import KIND as CAMPAIGN
from daifukucho.campaigns.ports import Silent
from daifukucho.campaigns.run import (
    SLICE_LIMIT,
    Progress,
    Recurrence,
    Run,
    RunDefinition,
    RunState,
    Slice,
    Totals,
    Tried,
    total,
)
from daifukucho.campaigns.send import owes_entries
from daifukucho.kernel.time import DAY
from daifukucho_aws.dynamo import keys
from daifukucho_aws.dynamo.contention import conditional
from daifukucho_aws.dynamo.errors import unavailable
from daifukucho_aws.dynamo.outbox_items import (
    BatchItem,
    CountItem,
    DefinitionItem,
    MatchedItem,
    RunItem,
    SliceItem,
    batch_of,
    count_names,
    definition_json,
    definition_of,
    had_json,
    run_item,
    run_of,
    totals_json,
    totals_of,
    unit_json,
)
from daifukucho_aws.dynamo.tables import CatalogItem, bind
from daifukucho_aws.refusals import NO_RUN, NO_SLICE

KEPT = 400 * DAY
"""Outbox items live this long after they were written."""

_BATCHES = "batch#"


class DynamoOutbox:
    """``daifukucho.campaigns.ports.Outbox``. ``catalog_table`` is needed to open runs, and only then."""

    def __init__(self, connection: Connection, table: str, catalog_table: str | None = None) -> None:
        self._connection = connection
        # The first model bound describes the table to the connection: it must be one that knows the index.
        self._batches = bind(BatchItem, table, connection)
        self._slices = bind(SliceItem, table, connection)
        self._runs = bind(RunItem, table, connection)
        self._definitions = bind(DefinitionItem, table, connection)
        self._counts = bind(CountItem, table, connection)
        self._matched = bind(MatchedItem, table, connection)
        self._campaigns = bind(CatalogItem, catalog_table, connection) if catalog_table else None

    # Runs

    def run(self, run_id: str) -> Run | None:
        """One read unit, strongly consistent."""
        item = _get(self._runs, keys.run_key(run_id), keys.RUN)
        return run_of(item) if item else None

    def definition(self, run_id: str) -> RunDefinition:
        """Never changes once written. Raises NotFound."""
        item = _get(self._definitions, keys.run_key(run_id), keys.DEFINITION)
        if item is None:
            raise NO_RUN(run_id=run_id)
        return definition_of(json.loads(item.body))

    def open_run(self, run: Run, definition: RunDefinition, recurrence: Recurrence | None = None) -> bool:
        """One transaction of 3 + slices items (2 WCU each)."""
        if not 1 <= run.total_slices <= SLICE_LIMIT:
            raise ValueError(f"a run has 1 to {SLICE_LIMIT} slices")
        campaigns = self._campaigns
        assert campaigns is not None  # bootstrap names the catalog wherever runs are opened
        pk = keys.run_key(run.run_id)
        body = json.dumps(definition_json(definition), ensure_ascii=False, separators=(",", ":"))
        waits = campaigns.run_id.does_not_exist() if recurrence is None else campaigns.due_at == run.now
        next_due = recurrence.next_due if recurrence else None

        def write() -> None:
            with TransactWrite(connection=self._connection) as transaction:
                transaction.save(run_item(self._runs, run, definition.name), condition=self._runs.pk.does_not_exist())
                transaction.save(self._definitions(pk, keys.DEFINITION, body=body))
                for n in range(run.total_slices):
                    transaction.save(self._slice_item(Slice(run.run_id, n), run.opened_at))
                transaction.update(
                    campaigns(CAMPAIGN, run.campaign_id),
                    actions=[
                        campaigns.run_id.set(run.run_id),
                        *(
                            [campaigns.due_kind.remove(), campaigns.due_at.remove()]
                            if next_due is None
                            else [campaigns.due_at.set(next_due)]
                        ),
                    ],
                    condition=(campaigns.version == run.version) & waits,
                )

        return conditional(write)

    def change_state(
        self,
        run_id: str,
        to: RunState,
        among: Iterable[RunState],
        reason: str | None = None,
        acknowledged: Tried | None = None,
    ) -> bool:
        """One write unit."""
        item = self._runs(keys.run_key(run_id), keys.RUN)
        actions = [
            self._runs.state.set(str(to)),
            self._runs.reason.set(reason) if reason else self._runs.reason.remove(),
        ]
        if acknowledged and acknowledged.friends:
            actions.append(self._runs.acknowledged_friends.set(acknowledged.friends))
            actions.append(self._runs.acknowledged_errors.set(acknowledged.errors))
        condition = self._runs.state.is_in(*map(str, among)) & self._runs.closed_at.does_not_exist()
        return conditional(lambda: item.update(actions=actions, condition=condition))

    def pause_for_errors(self, run: Run, reason: str) -> bool:
        """One write unit."""
        runs = self._runs
        actions = [runs.state.set(str(RunState.PAUSED)), runs.reason.set(reason)]
        # Every resume that acknowledges something new raises the number, so the same number means: not resumed since.
        seen = runs.acknowledged_friends
        condition = (runs.state == str(RunState.OPEN)) & runs.closed_at.does_not_exist()
        condition &= (seen == run.acknowledged.friends) if run.acknowledged.friends else seen.does_not_exist()
        item = runs(keys.run_key(run.run_id), keys.RUN)
        return conditional(lambda: item.update(actions=actions, condition=condition))

    def close_run(self, run_id: str, totals: Totals, at: int) -> bool:
        """One write unit."""
        item = self._runs(keys.run_key(run_id), keys.RUN)
        actions = [self._runs.closed_at.set(at), self._runs.totals.set(totals_json(totals))]
        goes_on = self._runs.state.is_in(*(str(state) for state in RunState if not state.waiting))
        condition = goes_on & self._runs.closed_at.does_not_exist()
        return conditional(lambda: item.update(actions=actions, condition=condition))

    # Slices

    def slice(self, run_id: str, slice_no: int) -> Slice:
        """One read unit. Raises NotFound."""
        item = _get(self._slices, keys.slice_key(run_id, slice_no), keys.SLICE)
        if item is None:
            raise NO_SLICE(run_id=run_id, slice_no=slice_no)
        return Slice(
            run_id,
            slice_no,
            cursor=item.cursor,
            batches=int(item.batches),
            planned=int(item.planned),
            reachable=int(item.reachable or 0),
            ended=item.ended,
        )

    def close_batch(self, before: Slice, after: Slice, batch: Batch, at: int) -> bool:
        """One transaction: the batch, its friends (about 17 KB for 500), the slice."""
        fresh = self._batch_item(batch, at)
        slice_item = self._slice_item(after, at)

        def write() -> None:
            with TransactWrite(connection=self._connection) as transaction:
                transaction.save(fresh, condition=self._batches.pk.does_not_exist())
                if batch.matched:
                    transaction.save(self._matched_item(batch, at))
                transaction.save(
                    slice_item,
                    condition=(self._slices.batches == before.batches) & (self._slices.ended == False),  # noqa: E712
                )

        return conditional(write)

    # Batches

    def batch(self, ref: BatchRef) -> Batch | None:
        """Two strongly consistent reads (the state, and about 17 KB of friends for 500)."""
        item = _get(self._batches, keys.slice_key(ref.run_id, ref.slice_no), keys.batch_sort(ref.number))
        return self._whole(ref, item) if item else None

    def _whole(self, ref: BatchRef, item: BatchItem) -> Batch:
        matched = _get(self._matched, keys.slice_key(ref.run_id, ref.slice_no), keys.matched_sort(ref.number))
        return batch_of(ref, item, tuple(matched.friends.split()) if matched else ())

    def replace(self, before: Batch, after: Batch, at: int) -> Batch | None:
        """One write of the batch's state."""
        item = self._batch_item(after, at, before.revision + 1)
        if not conditional(lambda: item.save(condition=self._batches.revision == before.revision)):
            return None
        return dataclasses.replace(after, revision=before.revision + 1)

    def finish(self, before: Batch, after: Batch, at: int) -> bool:
        """One transaction of two items: the receipt and the counters."""
        item = self._batch_item(after, at, before.revision + 1)

        def write() -> None:
            with TransactWrite(connection=self._connection) as transaction:
                transaction.save(item, condition=self._batches.revision == before.revision)
                self._count(transaction, after, at)

        return conditional(write)

    def split(self, before: Batch, parent: Batch, halves: Sequence[Batch], at: int) -> bool:
        """One transaction: the parent's end, two halves with their friends, the counters."""
        item = self._batch_item(parent, at, before.revision + 1)

        def write() -> None:
            with TransactWrite(connection=self._connection) as transaction:
                transaction.save(item, condition=self._batches.revision == before.revision)
                for half in halves:
                    transaction.save(self._batch_item(half, at), condition=self._batches.pk.does_not_exist())
                    transaction.save(self._matched_item(half, at))
                self._count(transaction, parent, at)

        return conditional(write)

    def _count(self, transaction: TransactWrite, batch: Batch, at: int) -> None:
        counted = count_names(batch.counted())
        if not counted:
            return
        pk = keys.slice_key(batch.ref.run_id, batch.ref.slice_no)
        actions: list[Action] = [getattr(self._counts, name).add(n) for name, n in counted.items()]
        actions.append(self._counts.expires_at.set(_expiry(at)))
        transaction.update(self._counts(pk, keys.COUNT), actions=actions)

    # The sweep's questions

    def silent(self, run: Run, slice_no: int, before: int, limit: int) -> Silent:
        """Two queries of the index, half a read unit per 4 KB of keys; of a run that is held, one read."""
        pk = keys.slice_key(run.run_id, slice_no)
        if run.state is RunState.HELD:
            # All of its batches are silent, perhaps thousands, and would hide the slice from a query with a limit.
            item = _get(self._slices, pk, keys.SLICE)
            late = item is not None and not item.ended and item.silent_since < before
            return Silent(run.run_id, slice_no, evaluate=late)
        work = self._open(pk, before, limit)
        receipts = self._open(_receipts_key(pk), before, limit - len(work))

        def refs(sorts: Iterable[str]) -> tuple[BatchRef, ...]:
            return tuple(
                BatchRef(run.run_id, slice_no, sort.removeprefix(_BATCHES))
                for sort in sorts
                if sort.startswith(_BATCHES)
            )

        return Silent(run.run_id, slice_no, keys.SLICE in work, refs(work), refs(receipts))

    def _open(self, open_key: str, before: int | None, limit: int) -> list[str]:
        if limit <= 0:
            return []
        condition = None if before is None else self._batches.silent_since < before
        try:
            return [
                item.sort
                for item in self._batches.open_index.query(open_key, range_key_condition=condition, limit=limit)
            ]
        except PynamoDBException as error:
            raise unavailable(error) from error

    def rung(self, silent: Silent, at: int) -> None:
        """One write unit for each doorbell, and one in the index."""
        pk = keys.slice_key(silent.run_id, silent.slice_no)
        sorts = [keys.SLICE] if silent.evaluate else []
        sorts += [keys.batch_sort(ref.number) for ref in (*silent.send, *silent.write)]
        for sort in sorts:
            item = self._batches(pk, sort)
            # If it has ended meanwhile there is nothing to note, and the condition fails.
            noted = [self._batches.silent_since.set(at)]
            conditional(partial(item.update, actions=noted, condition=self._batches.open_key.exists()))

    def finished(self, run_id: str, slice_no: int) -> bool:
        """A look at the index first; only if that is empty, a consistent read of the slice's batches."""
        pk = keys.slice_key(run_id, slice_no)
        if self._open(pk, None, 1) or not self.slice(run_id, slice_no).ended:
            return False
        try:
            waiting = self._batches.query(
                pk,
                range_key_condition=self._batches.sort.startswith(_BATCHES),
                filter_condition=self._batches.state == str(BatchState.WAITING),
                consistent_read=True,
                attributes_to_get=["sort"],
            )
            return next(iter(waiting), None) is None
        except PynamoDBException as error:
            raise unavailable(error) from error

    def receipts_owed(self, run: Run) -> bool:
        """One query of the index for each slice, until one owes."""
        return any(self._open(_receipts_key(keys.slice_key(run.run_id, n)), None, 1) for n in range(run.total_slices))

    def unwritten(self, ref: BatchRef) -> Batch | None:
        """The reads of ``batch``; the first of them alone if nothing is owed."""
        pk = keys.slice_key(ref.run_id, ref.slice_no)
        item = _get(self._batches, pk, keys.batch_sort(ref.number))
        return self._whole(ref, item) if item and item.open_key == _receipts_key(pk) else None

    def receipt_written(self, ref: BatchRef) -> None:
        """One write unit, and one in the index."""
        item = self._batches(keys.slice_key(ref.run_id, ref.slice_no), keys.batch_sort(ref.number))
        actions = [self._batches.open_key.remove(), self._batches.silent_since.remove()]
        conditional(lambda: item.update(actions=actions, condition=self._batches.state == str(BatchState.DONE)))

    def progress(self, run: Run) -> Progress:
        """Two strongly consistent reads for each slice."""
        parts = []
        ended = reachable = 0
        for n in range(run.total_slices):
            # The counters first: whoever is settled was planned before, so nobody is settled who is not planned.
            counts = _get(self._counts, keys.slice_key(run.run_id, n), keys.COUNT)
            at = self.slice(run.run_id, n)
            ended += at.ended
            reachable += at.reachable
            parts.append(totals_of(at.planned, counts))
        return Progress(total(parts), ended, reachable)

    # Items

    def _slice_item(self, at: Slice, now: int) -> SliceItem:
        pk = keys.slice_key(at.run_id, at.slice_no)
        item = self._slices(
            pk,
            keys.SLICE,
            cursor=at.cursor,
            batches=at.batches,
            planned=at.planned,
            reachable=at.reachable or None,
            ended=at.ended,
            expires_at=_expiry(now),
        )
        if not at.ended:
            item.open_key, item.silent_since = pk, now
        return item

    def _batch_item(self, batch: Batch, at: int, revision: int = 0) -> BatchItem:
        pk = keys.slice_key(batch.ref.run_id, batch.ref.slice_no)
        item = self._batches(
            pk,
            keys.batch_sort(batch.ref.number),
            state=str(batch.state),
            revision=revision,
            owner=batch.owner,
            lease_until=batch.lease_until or None,
            units=[unit_json(unit, batch) for unit in batch.units] or None,
            skipped=dict(batch.skipped) or None,
            had=had_json(batch) or None,
            expires_at=_expiry(at),
        )
        if not batch.over:
            item.open_key, item.silent_since = pk, at
        elif batch.state is BatchState.DONE and owes_entries(batch):
            item.open_key, item.silent_since = _receipts_key(pk), at
        return item

    def _matched_item(self, batch: Batch, at: int) -> MatchedItem:
        pk = keys.slice_key(batch.ref.run_id, batch.ref.slice_no)
        friends = " ".join(batch.matched)
        return self._matched(pk, keys.matched_sort(batch.ref.number), friends=friends, expires_at=_expiry(at))


def _get(model: type[Model], pk: str, sort: str) -> Any:
    try:
        return model.get(pk, sort, consistent_read=True)
    except DoesNotExist:
        return None
    except PynamoDBException as error:
        raise unavailable(error) from error


def _expiry(at: int) -> int:
    return (at + KEPT) // 1000


def _receipts_key(pk: str) -> str:
    return f"{pk}#receipts"
