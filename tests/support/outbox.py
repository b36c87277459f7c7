"""An outbox in memory, with the same answers as the real one: the contract tests run against both."""

import dataclasses
from collections.abc import Iterable, Sequence

from daifukucho.campaigns.batch import Batch, BatchRef, BatchState
from daifukucho.campaigns.ports import Silent
from daifukucho.campaigns.run import (
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

SliceKey = tuple[str, int]


class MemoryOutbox:
    """``campaign_versions``, ``campaign_runs`` and ``campaign_dues`` stand for the catalog: the present version of each
    campaign, its run and its next due time."""

    def __init__(self) -> None:
        self.campaign_versions: dict[str, int] = {}
        self.campaign_runs: dict[str, str] = {}
        self.campaign_dues: dict[str, int | None] = {}
        self.runs: dict[str, Run] = {}
        self.definitions: dict[str, RunDefinition] = {}
        self.slices: dict[SliceKey, Slice] = {}
        self.batches: dict[BatchRef, Batch] = {}
        self.counts: dict[SliceKey, Totals] = {}
        self.touched: dict[tuple[SliceKey, str], int] = {}
        self.owed: set[BatchRef] = set()

    def run(self, run_id: str) -> Run | None:
        return self.runs.get(run_id)

    def definition(self, run_id: str) -> RunDefinition:
        return self.definitions[run_id]

    def open_run(self, run: Run, definition: RunDefinition, recurrence: Recurrence | None = None) -> bool:
        version = self.campaign_versions.get(run.campaign_id)
        if recurrence is None:
            waits = run.campaign_id not in self.campaign_runs
        else:
            waits = self.campaign_dues.get(run.campaign_id) == run.now
        if run.run_id in self.runs or version != run.version or not waits:
            return False
        self.campaign_dues[run.campaign_id] = recurrence.next_due if recurrence else None
        self.runs[run.run_id], self.definitions[run.run_id] = run, definition
        self.campaign_runs[run.campaign_id] = run.run_id
        for n in range(run.total_slices):
            self.slices[run.run_id, n] = Slice(run.run_id, n)
            self.touched[(run.run_id, n), "slice"] = run.opened_at
        return True

    def change_state(
        self,
        run_id: str,
        to: RunState,
        among: Iterable[RunState],
        reason: str | None = None,
        acknowledged: Tried | None = None,
    ) -> bool:
        run = self.runs[run_id]
        if run.state not in tuple(among) or run.closed:
            return False
        acknowledged = run.acknowledged if acknowledged is None else acknowledged
        self.runs[run_id] = dataclasses.replace(run, state=to, reason=reason, acknowledged=acknowledged)
        return True

    def pause_for_errors(self, run: Run, reason: str) -> bool:
        stored = self.runs[run.run_id]
        if stored.state is not RunState.OPEN or stored.closed or stored.acknowledged != run.acknowledged:
            return False
        self.runs[run.run_id] = dataclasses.replace(stored, state=RunState.PAUSED, reason=reason)
        return True

    def close_run(self, run_id: str, totals: Totals, at: int) -> bool:
        run = self.runs[run_id]
        if run.closed or run.state.waiting:
            return False
        self.runs[run_id] = dataclasses.replace(run, closed_at=at, totals=totals)
        return True

    def slice(self, run_id: str, slice_no: int) -> Slice:
        return self.slices[run_id, slice_no]

    def close_batch(self, before: Slice, after: Slice, batch: Batch, at: int) -> bool:
        key = (before.run_id, before.slice_no)
        present = self.slices[key]
        if present.ended or present.batches != before.batches or batch.ref in self.batches:
            return False
        self.slices[key] = after
        self.touched[key, "slice"] = at
        self._put(batch, at)
        return True

    def batch(self, ref: BatchRef) -> Batch | None:
        return self.batches.get(ref)

    def replace(self, before: Batch, after: Batch, at: int) -> Batch | None:
        if self.batches[before.ref].revision != before.revision:
            return None
        stored = dataclasses.replace(after, revision=before.revision + 1)
        self._put(stored, at)
        return stored

    def finish(self, before: Batch, after: Batch, at: int) -> bool:
        if self.replace(before, after, at) is None:
            return False
        self._count(after)
        return True

    def split(self, before: Batch, parent: Batch, halves: Sequence[Batch], at: int) -> bool:
        if self.replace(before, parent, at) is None:
            return False
        for half in halves:
            assert half.ref not in self.batches
            self._put(half, at)
        self._count(parent)
        return True

    def _put(self, batch: Batch, at: int) -> None:
        self.batches[batch.ref] = batch
        self.touched[(batch.ref.run_id, batch.ref.slice_no), batch.ref.number] = at
        if batch.state is BatchState.DONE and owes_entries(batch):
            self.owed.add(batch.ref)

    def _count(self, batch: Batch) -> None:
        key = (batch.ref.run_id, batch.ref.slice_no)
        self.counts[key] = self.counts.get(key, Totals()) + batch.counted()

    def silent(self, run: Run, slice_no: int, before: int, limit: int) -> Silent:
        key = (run.run_id, slice_no)
        quiet = sorted((at, name) for (at_key, name), at in self.touched.items() if at_key == key and at < before)
        evaluate = any(name == "slice" for _, name in quiet) and not self.slices[key].ended
        if run.state is RunState.HELD:
            return Silent(run.run_id, slice_no, evaluate)
        refs = [BatchRef(*key, name) for _, name in quiet if name != "slice"]
        send = tuple(ref for ref in refs if not self.batches[ref].over)[: limit - evaluate]
        write = tuple(ref for ref in refs if ref in self.owed)[: max(0, limit - evaluate - len(send))]
        return Silent(run.run_id, slice_no, evaluate, send, write)

    def rung(self, silent: Silent, at: int) -> None:
        key = (silent.run_id, silent.slice_no)
        if silent.evaluate and not self.slices[key].ended:
            self.touched[key, "slice"] = at
        for ref in (*silent.send, *silent.write):
            self.touched[key, ref.number] = at

    def finished(self, run_id: str, slice_no: int) -> bool:
        key = (run_id, slice_no)
        own = [b for b in self.batches.values() if (b.ref.run_id, b.ref.slice_no) == key]
        return self.slices[key].ended and all(b.over for b in own)

    def progress(self, run: Run) -> Progress:
        keys = [(run.run_id, n) for n in range(run.total_slices)]
        parts = [self.counts.get(key, Totals()) + Totals(planned=self.slices[key].planned) for key in keys]
        slices = [self.slices[key] for key in keys]
        return Progress(total(parts), sum(at.ended for at in slices), sum(at.reachable for at in slices))

    def receipts_owed(self, run: Run) -> bool:
        return any(ref.run_id == run.run_id for ref in self.owed)

    def unwritten(self, ref: BatchRef) -> Batch | None:
        return self.batches[ref] if ref in self.owed else None

    def receipt_written(self, ref: BatchRef) -> None:
        self.owed.discard(ref)
