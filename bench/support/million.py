"""From what was counted to a campaign of any size: the formula, with each of its parts.

    run + slices × slice + batches × batch + minutes × (sweep + slices × sweep_slice) + scan calls

Everybody in the roster is a recipient and reachable, every call succeeds the first time, and nobody else uses the
functions meanwhile.
"""

import math
from dataclasses import dataclass

from bench.support.campaign import SCAN, CampaignCosts
from bench.support.prices import Prices
from bench.support.roster import BYTES
from bench.support.usage import Usage
from daifukucho.campaigns.send import BATCHES_AT_ONCE
from daifukucho.delivery.line import Mode
from daifukucho_aws.dynamo.audience import slices_of
from infra.sizes import DEFAULT_SIZE, SIZES, Size

MILLION = 1_000_000
SCAN_PAGE = 1024 * 1024
"""Bytes that a scan call reads at most."""

MEMORY_MB = {
    "crm_api": 1024,
    "scheduler": 512,
    "segment_eval": 1024,
    "sender": 1769,
    "receipts": 512,
    "ledger_stream": 512,
}
"""The functions' memory (infra/components), by which their time is charged."""

_FULL_CORE_MB = 1769
"""With this much memory a function has one virtual processor (Lambda developer guide, "Configure function memory")."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign's size and what it uses. ``minutes`` for which the run is open are worked out, not measured."""

    recipients: int
    slices: int
    batches: int
    minutes: int
    parts: dict[str, Usage]

    @property
    def total(self) -> Usage:
        return sum(self.parts.values(), Usage())


def extrapolate(
    costs: CampaignCosts,
    recipients: int,
    prices: Prices,
    mode: Mode = Mode.MULTICAST,
    size: Size = SIZES[DEFAULT_SIZE],
) -> Campaign:
    """A campaign to a whole roster of ``recipients`` friends of 650 bytes, in a stage of some size."""
    roster = recipients * BYTES
    slices = slices_of(roster, size.slice_mb)
    batches = math.ceil(recipients / mode.batch_size)
    pages = slices * math.ceil(roster / slices / SCAN_PAGE)
    batch = costs.batch if mode is Mode.MULTICAST else costs.personal
    minutes = math.ceil(batches / senders_rate(costs.cpu["sender"], batch, size.senders, prices) / 60) + 1
    scans = Usage({("segment_eval", SCAN): pages, ("segment_eval", "scan:friends"): math.ceil(roster / 4096) / 2})
    return Campaign(
        recipients,
        slices,
        batches,
        minutes,
        {
            "run": costs.run,
            "slices": costs.slice * slices,
            "batches": batch * batches,
            "sweeps": (costs.sweep + costs.sweep_slice * slices + Usage({("scheduler", "lambda:Invoke"): 1})) * minutes,
            "scan": scans,
        },
    )


def senders_rate(cpu: float, batch: Usage, senders: int, prices: Prices) -> float:
    """Batches a second that some senders send if nothing else limits them.

    The batches of one invocation wait side by side, but have one processor: it is theirs one after the other.
    """
    alone = billed_seconds("sender", cpu, batch, prices, line_calls=1)
    together = alone + billed_seconds("sender", cpu, Usage(), prices) * (BATCHES_AT_ONCE - 1)
    return senders * BATCHES_AT_ONCE / together


def billed_seconds(
    function: str, cpu: float, work: Usage, prices: Prices, line_calls: int = 0, side_by_side: int = 1
) -> float:
    """How long Lambda would charge for some work of a function.

    Its processor time here, at the share of a processor that its memory buys, and the assumed waits of its calls, of
    which some may be waited for ``side_by_side``.
    """
    share = min(1.0, MEMORY_MB[function] / _FULL_CORE_MB)
    waits = sum(work.of(function, f"{service}:") * ms for service, ms in prices.assumed_ms.items())
    return cpu / share + (waits + line_calls * prices.assumed_ms["line"]) / 1000 / side_by_side
