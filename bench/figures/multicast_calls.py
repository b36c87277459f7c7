"""How many calls to LINE a campaign to a million friends makes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bench.figure import Figure, Measured, Target
from bench.tools import Tools
from daifukucho.campaigns.batch import BatchRef
from daifukucho.campaigns.evaluate import Evaluator
from daifukucho.campaigns.ports import AudiencePage
from daifukucho.campaigns.recheck import Recheck
from daifukucho.campaigns.run import Run, RunDefinition, RunState
from daifukucho.campaigns.send import Sender
from daifukucho.coupons.again import Had
from daifukucho.delivery.line import Answer, AnswerKind, Mode
from daifukucho.delivery.patience import Patience
from daifukucho.friends.friend import Friend
from daifukucho.kernel.time import SECOND
from daifukucho.kernel.words import Words
from daifukucho.segments.history import History
from tests.support.outbox import MemoryOutbox

RECIPIENTS = 1_000_000
SLICES = 20
_PAGE = 1_612
"""Friends of 650 bytes in a page of 1 MB."""
_NOW = 1_795_000_000_000


class Million:
    """An audience, a roster, a LINE and the doorbells, all in memory. ``got``: how often each friend was sent to."""

    def __init__(self, recipients: int, slices: int) -> None:
        # Slices of a table are never all alike: here each bound is moved, so that no slice ends with a full batch.
        inner = [recipients * n // slices + 37 * n for n in range(1, slices)]
        self._bounds = [0, *inner, recipients]
        self.calls: Counter[Mode] = Counter()
        self.got = bytearray(recipients)

    def page(self, asked: object, run: Run, slice_no: int, after: str | None) -> AudiencePage:
        start = self._bounds[slice_no] if after is None else int(after[1:]) + 1
        end = min(start + _PAGE, self._bounds[slice_no + 1])
        found = [f"U{n:032d}" for n in range(start, end)]
        return AudiencePage(found, None if end == self._bounds[slice_no + 1] else found[-1])

    def get_many(self, friend_ids: Sequence[str], **_: object) -> dict[str, Friend]:
        return {friend_id: Friend(friend_id, first_seen_at=1) for friend_id in friend_ids}

    def had(self, *given: object) -> dict[str, Had]:
        raise RuntimeError("the campaign carries no coupon")

    def give(self, *given: object) -> None:
        raise RuntimeError("the campaign carries no coupon")

    def read(self, *given: object) -> dict[str, History]:
        raise RuntimeError("the segment asks nothing of what happened")

    def send(
        self, mode: Mode, friends: Sequence[str], messages: Sequence[Mapping[str, object]], retry_key: str, *_: object
    ) -> Answer:
        self.calls[mode] += 1
        for friend_id in friends:
            self.got[int(friend_id[1:])] += 1
        return Answer(AnswerKind.ACCEPTED, "r")


class _Doorbells:
    def __init__(self) -> None:
        self.batches: list[BatchRef] = []

    def evaluate(self, run_id: str, slice_nos: Iterable[int]) -> None:
        """The benchmark evaluates by itself."""

    def send(self, refs: Iterable[BatchRef]) -> None:
        self.batches += refs

    def write_receipts(self, refs: Iterable[BatchRef]) -> None:
        """The ledgers are another figure's."""


def drive(recipients: int, slices: int) -> Million:
    """Evaluate and send a run with the real core, in memory. Raises RuntimeError if somebody has not got it once."""
    world, bells, outbox = Million(recipients, slices), _Doorbells(), MemoryOutbox()
    run = Run("run", "campaign", 1, Mode.MULTICAST, RunState.OPEN, _NOW, _NOW, slices)
    outbox.campaign_versions["campaign"] = 1
    where = {"field": "status", "op": "is", "value": "active"}
    outbox.open_run(run, RunDefinition("感謝デー", where, ({"type": "text", "text": "本日は感謝デーです。"},)))
    audience: Any = world  # the run is open: nobody asks it for slices
    evaluator = Evaluator(outbox, audience, bells, lambda: _NOW)
    recheck = Recheck(world, world, world, lambda: _NOW)
    sender = Sender(outbox, recheck, world, bells, world, lambda: _NOW, lambda: "sender", 120 * SECOND)
    for slice_no in range(slices):
        evaluator.evaluate(run.run_id, slice_no, lambda: False)
        for ref in bells.batches:
            sender.send(ref, Patience(lambda: False, lambda seconds: None))
        bells.batches.clear()
    if outbox.progress(run).totals.sent != recipients or world.got != b"\x01" * recipients:
        raise RuntimeError("somebody was not sent to, or twice")
    return world


def measure(tools: Tools) -> Measured:
    world = drive(RECIPIENTS, SLICES)
    return Measured(
        world.calls.total(),
        f"The real evaluator and sender over an outbox, a roster and a LINE in memory, {RECIPIENTS:,} friends in"
        f" {SLICES} slices, which is how a roster of that size is divided; each friend was sent to exactly once. A"
        " slice's last batch may not be full, so there may be one call more for each slice.",
        {
            "at_500_each": RECIPIENTS // Mode.MULTICAST.batch_size,
            "slices": SLICES,
            "push_calls": world.calls[Mode.PUSH],
            "one_push_each": RECIPIENTS,
            "seconds_at_lines_200_a_second": world.calls.total() / 200,
        },
    )


FIGURE = Figure(
    key="multicast_calls_per_million_recipients",
    label=Words("100万人への配信でのLINE呼び出し", "calls to LINE for a million recipients"),
    unit="calls",
    measure=measure,
    target=Target(RECIPIENTS // Mode.MULTICAST.batch_size + SLICES),
)
