"""Evaluate a slice: find its friends and close batches; after each batch the next call can go on."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from daifukucho.campaigns.batch import Batch, BatchRef, BatchState, batch_number
from daifukucho.campaigns.ports import Audience, Doorbell, Outbox, Question
from daifukucho.campaigns.run import Run, RunDefinition, RunState, Slice
from daifukucho.delivery.line import Mode
from daifukucho.kernel.time import Clock
from daifukucho.messages.template import uses
from daifukucho.segments.tree import parse_expanded


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What one call did: batches it closed, and the friends in them."""

    batches: int = 0
    planned: int = 0


@dataclass
class _Scan:
    """Where a scan stands: friends found and not yet in a batch, and the friend after whom it goes on."""

    found: list[str]
    cursor: str | None
    at_end: bool = False
    unreachable: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, at: Slice) -> "_Scan":
        return cls([], at.cursor)


class Evaluator:
    """Evaluates slices. Any number may work on one slice: one that loses a batch's write goes on from the stored
    batch."""

    def __init__(self, outbox: Outbox, audience: Audience, doorbell: Doorbell, clock: Clock) -> None:
        self._outbox = outbox
        self._audience = audience
        self._doorbell = doorbell
        self._clock = clock

    def evaluate(self, run_id: str, slice_no: int, time_is_short: Callable[[], bool]) -> Evaluated:
        """Evaluate a slice until its end, or until ``time_is_short()``: then the sweep starts it again.

        A scan call for each MB of roster, and a query for each friend whom its item leaves undecided; for each batch a
        read of the run and a transaction of three writes. Batches of a held run are not put into the queue; they are
        when the run is let go.
        """
        done = Evaluated()
        run = self._outbox.run(run_id)
        if run is None:
            return done
        definition = self._outbox.definition(run_id)
        asked = _question(definition, run, time_is_short)
        at = self._outbox.slice(run_id, slice_no)
        scan = _Scan.of(at)
        while not (at.ended or run is None or run.closed or run.state is RunState.PAUSED):
            if run.state.ending:
                batch, after = self._next(run, at, _Scan([], at.cursor, at_end=True))
            else:
                self._fill(scan, asked, run, slice_no, time_is_short)
                batch, after = self._next(run, at, scan)
                if definition.limits is not None:
                    after = replace(after, reachable=at.reachable + len(set(batch.matched) - scan.unreachable))
                    scan.unreachable.difference_update(batch.matched)
            if self._outbox.close_batch(at, after, batch, self._clock()):
                done = Evaluated(done.batches + 1, done.planned + len(batch.matched))
                at = after
                if batch.matched and run.state is not RunState.HELD:
                    self._doorbell.send([batch.ref])
            else:
                # Another invocation closed this batch: what was found here may be in it, so it is forgotten.
                at = self._outbox.slice(run_id, slice_no)
                scan = _Scan.of(at)
            if time_is_short():
                break
            run = self._outbox.run(run_id)
        return done

    def _fill(self, scan: _Scan, asked: Question, run: Run, slice_no: int, time_is_short: Callable[[], bool]) -> None:
        """Scan on until there is a batch, or the end, or no time."""
        while len(scan.found) < run.mode.batch_size and not scan.at_end and not time_is_short():
            page = self._audience.page(asked, run, slice_no, scan.cursor)
            scan.found += page.matches
            scan.unreachable.update(page.unreachable)
            scan.at_end = page.cursor is None
            scan.cursor = page.cursor if page.cursor is not None else scan.cursor

    @staticmethod
    def _next(run: Run, at: Slice, scan: _Scan) -> tuple[Batch, Slice]:
        """Take the next batch out of a scan; the slice as it stands once the batch is stored."""
        matched, scan.found = scan.found[: run.mode.batch_size], scan.found[run.mode.batch_size :]
        ended = scan.at_end and not scan.found
        # A scan may resume after any key of its segment, also in the middle of a page.
        cursor = matched[-1] if scan.found else scan.cursor
        batch = Batch(
            BatchRef(run.run_id, at.slice_no, batch_number(at.batches)),
            tuple(matched),
            state=BatchState.WAITING if matched else BatchState.DONE,
        )
        after = replace(at, cursor=cursor, batches=at.batches + 1, planned=at.planned + len(matched), ended=ended)
        return batch, after


def _question(definition: RunDefinition, run: Run, time_is_short: Callable[[], bool]) -> Question:
    """Only a run with limits asks who would be skipped: it counts the friends to whom it would send."""
    wanted = None if definition.limits is None else uses(definition.messages, definition.speech(run.now))
    silent = run.mode is Mode.GIVE
    return Question(parse_expanded(definition.where), definition.shop.context(run.now), wanted, silent, time_is_short)
