"""What campaigns need from the outside, and no more. Every read named here is strongly consistent."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from daifukucho.campaigns.batch import Batch, BatchRef
from daifukucho.campaigns.campaign import Campaign, Problem
from daifukucho.campaigns.run import Intent, Progress, Recurrence, Run, RunDefinition, RunState, Slice, Totals, Tried
from daifukucho.coupons.again import Had, Rule
from daifukucho.coupons.coupon import Coupon
from daifukucho.coupons.holding import Gift
from daifukucho.friends.friend import Friend
from daifukucho.kernel.attribute import Attribute
from daifukucho.kernel.defined import Defined
from daifukucho.messages.template import Use
from daifukucho.segments.context import Context
from daifukucho.segments.definition import Segment
from daifukucho.segments.tree import Node


class Campaigns(Protocol):
    def version(self, campaign_id: str, version: int) -> Campaign:
        """One version of a campaign, with its present ``run_id`` and ``due_at``. Raises NotFound."""

    def segment(self, segment_id: str) -> Segment:
        """A segment as it is now. Raises NotFound."""

    def known(self, name: str) -> Attribute | None:
        """What a segment may ask, by its name; ``None``: there is nothing of this name."""

    def spoken(self, name: str) -> Attribute | None:
        """The attribute that a variable says, with the names of all its values: of the rank, or a field of the shop's own."""

    def coupon(self, coupon_id: str) -> Defined[Coupon]:
        """A coupon as it is now. Raises NotFound."""

    def due(self, before: int) -> Iterable[Intent]:
        """The campaigns whose next time comes before an instant, oldest first."""

    def stop(self, intent: Intent, problem: Problem) -> None:
        """Note why a campaign cannot go out, and plan it no more, if it still has the intent's revision and time."""


class Outbox(Protocol):
    """The truth about runs. Each write is one conditional write or transaction; False or None: the condition failed.

    A failed condition means: read again. Contention is retried inside; Unavailable is raised when that does not help.
    """

    def run(self, run_id: str) -> Run | None: ...

    def definition(self, run_id: str) -> RunDefinition: ...

    def open_run(self, run: Run, definition: RunDefinition, recurrence: Recurrence | None = None) -> bool:
        """The run, its definition and its slices, if there is no such run and the campaign is still at the run's
        version and waits for it: without a run of its own or, with a ``recurrence``, due at the run's time. The
        campaign is marked with the run, and its time moves on."""

    def change_state(
        self,
        run_id: str,
        to: RunState,
        among: Iterable[RunState],
        reason: str | None = None,
        acknowledged: Tried | None = None,
    ) -> bool:
        """Change the state of a run that is in one of some states and not closed."""

    def pause_for_errors(self, run: Run, reason: str) -> bool:
        """Pause a run that is open, and has not been resumed since it was read."""

    def close_run(self, run_id: str, totals: Totals, at: int) -> bool:
        """Close a run that neither waits nor is closed."""

    def slice(self, run_id: str, slice_no: int) -> Slice: ...

    def close_batch(self, before: Slice, after: Slice, batch: Batch, at: int) -> bool:
        """The batch and its slice's new state, if the slice still stands where ``before`` says."""

    def batch(self, ref: BatchRef) -> Batch | None: ...

    def replace(self, before: Batch, after: Batch, at: int) -> Batch | None:
        """Write a batch over the one that was read; the stored one, with its new revision."""

    def finish(self, before: Batch, after: Batch, at: int) -> bool:
        """The receipt of a batch and its slice's counters."""

    def split(self, before: Batch, parent: Batch, halves: Sequence[Batch], at: int) -> bool:
        """The end of a batch that was split, its halves, and the slice's counters for its skips."""

    def silent(self, run: Run, slice_no: int, before: int, limit: int) -> "Silent":
        """What is unfinished in a slice and has been silent since before an instant, oldest first. Of a run that is
        held, its evaluation alone."""

    def rung(self, silent: "Silent", at: int) -> None:
        """Note that doorbells were rung, so that they are not rung again at once. Changes no revision."""

    def finished(self, run_id: str, slice_no: int) -> bool:
        """The slice has ended and each of its batches has."""

    def progress(self, run: Run) -> Progress: ...

    def receipts_owed(self, run: Run) -> bool:
        """Some batch's entries are not in the ledgers yet."""

    def unwritten(self, ref: BatchRef) -> Batch | None:
        """A batch that has ended and whose entries are not in the ledgers yet, as far as was noted."""

    def receipt_written(self, ref: BatchRef) -> None:
        """Note that a batch's entries are in the ledgers."""


@dataclass(frozen=True, slots=True)
class Silent:
    """What to put into the queues: a slice to evaluate, batches to send, batches whose receipts the ledgers lack."""

    run_id: str
    slice_no: int
    evaluate: bool = False
    send: tuple[BatchRef, ...] = ()
    write: tuple[BatchRef, ...] = ()

    def __len__(self) -> int:
        return self.evaluate + len(self.send) + len(self.write)


class Doorbell(Protocol):
    """Queues: a message may be lost, doubled or late; the sweep makes up for it."""

    def evaluate(self, run_id: str, slice_nos: Iterable[int]) -> None: ...

    def send(self, refs: Iterable[BatchRef]) -> None: ...

    def write_receipts(self, refs: Iterable[BatchRef]) -> None: ...


class Schedules(Protocol):
    def plan(self, intent: Intent) -> None:
        """The campaign's one schedule, for its next due time; takes the place of an earlier one."""

    def plan_if_missing(self, intent: Intent) -> None:
        """Make the campaign's schedule unless there is one."""

    def unplan(self, campaign_id: str) -> None: ...

    def start_sweep(self, intent: Intent) -> None:
        """The intent's own sweep, every minute; harmless if there is one.

        Intents of other revisions for the same time have sweeps of their own: one that ends leaves the others alone.
        """

    def stop_sweep(self, intent: Intent) -> None: ...


def never() -> bool:
    """The answer where there is always time enough."""
    return False


class Audience(Protocol):
    def slices(self) -> int:
        """Into how many slices the roster is best divided now, 1 to 64."""

    def page(self, asked: "Question", run: Run, slice_no: int, after: str | None) -> "AudiencePage":
        """Friends of a slice who match and were first seen before the run opened; at most 1 MB of the roster, and less
        when time becomes short while their pages are read."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which friends match. ``wanted``: the variables of messages, to tell also who would be skipped; ``None``: not
    asked. ``silent``: no message is sent. ``time_is_short``: the page then ends with what was found."""

    where: Node
    context: Context
    wanted: Sequence[Use] | None = None
    silent: bool = False
    time_is_short: Callable[[], bool] = never


@dataclass(frozen=True, slots=True)
class AudiencePage:
    """Matching friends in the order of the scan; ``cursor`` ``None``: the slice is at its end.

    ``unreachable``: those of them who would be skipped as things are now, if that was asked.
    """

    matches: Sequence[str]
    cursor: str | None
    unreachable: Collection[str] = ()


class Roster(Protocol):
    def get_many(
        self, friend_ids: Sequence[str], *, consistent: bool = True, attributes: Collection[str] | None = None
    ) -> Mapping[str, Friend]:
        """The friends that exist among some, with these attributes of them; ``None``: with all."""


class Giving(Protocol):
    def had(self, friend_ids: Sequence[str], coupon_id: str, gift: Gift, rule: Rule) -> Mapping[str, Had]:
        """Which friends have a coupon that a run is about to give, and what they have of it; what was given in an
        earlier period of the rule does not count. Raises Unavailable."""

    def give(
        self,
        friend_ids: Sequence[str],
        coupon_id: str,
        gift: Gift,
        rule: Rule,
        time_is_short: Callable[[], bool],
    ) -> None:
        """Make sure that each of some friends has a coupon; what a friend has already stays as it is, unless it is of an
        earlier period of the rule.

        Doing it again changes nothing more, however far it had come. Raises Unavailable if the database does not
        answer, or time becomes short before all of them have it.
        """
