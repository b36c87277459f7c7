"""How fast a campaign goes out, by what was counted and the limits of limits.json: the model, with each of its parts.

Each part is a rate, in full batches a second, that something can sustain; the lowest is the campaign's. Everybody in the
roster is a recipient, every call succeeds the first time, and no two slices are read from, or kept by, one partition at a
time.
"""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.support.campaign import CampaignCosts
from bench.support.million import SCAN_PAGE, billed_seconds, extrapolate, senders_rate
from bench.support.prices import Prices
from bench.support.roster import BYTES
from bench.support.usage import Usage
from daifukucho_aws.line_send import calls_a_second
from infra.sizes import Size

FILE = Path(__file__).parents[1] / "limits.json"
_STEP = 0.01
"""Seconds in which the start is walked."""


def limits(path: Path = FILE) -> dict[str, float]:
    """The limits by name."""
    table: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return {name: limit["value"] for name, limit in table["limits"].items()}


@dataclass(frozen=True, slots=True)
class Speed:
    """``rates``: batches a second that each part sustains, by its name. ``seconds``: from the first call to LINE to the
    answer of the last, all invocations running. ``from_cold``: from the moment when the slices are rung, if environments are
    started and Lambda adds invocations evenly; ``from_cold_by_the_minute``: if it adds them at the end of each minute."""

    rates: dict[str, float]
    seconds: float
    from_cold: float
    from_cold_by_the_minute: float

    @property
    def bound(self) -> str:
        """The part that limits it."""
        return min(self.rates, key=lambda part: self.rates[part])


def speed(costs: CampaignCosts, recipients: int, prices: Prices, size: Size, given: dict[str, float]) -> Speed:
    """How fast a multicast campaign goes to a whole roster of ``recipients`` friends of 650 bytes."""
    campaign = extrapolate(costs, recipients, prices, size=size)
    batch, batches = costs.batch, campaign.batches
    pages = recipients * BYTES / SCAN_PAGE / batches
    read = batch.of(prefix="read:friends") + pages * SCAN_PAGE / 4096 / 2
    written = batch.of(prefix="write:outbox")
    friends, outbox = size.throughput("friends"), size.throughput("outbox")
    evaluation = billed_seconds("segment_eval", costs.cpu["segment_eval"], batch, prices)
    evaluation += pages * given["scan_page_seconds"]
    # Slices are evaluated in rounds; in the last one, some evaluators may have none.
    at_once = campaign.slices / math.ceil(campaign.slices / size.evaluators)
    rates = {
        "line": calls_a_second(int(given["line_multicasts_a_second"]), 1),
        "senders": senders_rate(costs.cpu["sender"], batch, size.senders, prices),
        "evaluators": at_once / evaluation,
        "friends_read_units": friends.read / read,
        # A slice is one part of the table, and its friends are checked where they were read.
        "friends_partitions": min(campaign.slices, size.evaluators) * given["partition_read_units"] / read,
        "outbox_read_units": outbox.read / batch.of(prefix="read:outbox"),
        "outbox_write_units": outbox.write / written,
        "outbox_index_write_units": outbox.write / batch.of(prefix="index:outbox"),
        # A slice's batches and counters are under one key, which one partition holds.
        "outbox_partitions": campaign.slices * given["partition_write_units"] / written,
    }
    last = billed_seconds("sender", costs.cpu["sender"], batch, prices, line_calls=1)
    cold = 2 * given["cold_start_seconds"] + given["scan_page_seconds"] + evaluation + last

    def evenly(at: float) -> float:
        return given["invocations_at_first"] + given["invocations_more_a_minute"] * at / 60

    def by_the_minute(at: float) -> float:
        return given["invocations_at_first"] + given["invocations_more_a_minute"] * (at // 60)

    return Speed(
        rates,
        batches / min(rates.values()) + last,
        cold + _climb(rates, batches, size, evenly),
        cold + _climb(rates, batches, size, by_the_minute),
    )


def _climb(rates: dict[str, float], batches: int, size: Size, invocations: Callable[[float], float]) -> float:
    """Seconds for all batches, while Lambda adds invocations of senders and evaluators."""
    sent, steps = 0.0, 0
    others = min(rate for part, rate in rates.items() if part not in ("senders", "evaluators"))
    while sent < batches:
        running = invocations(steps * _STEP)
        senders = rates["senders"] * min(1, running / size.senders)
        evaluators = rates["evaluators"] * min(1, running / size.evaluators)
        sent += min(others, senders, evaluators) * _STEP
        steps += 1
    return steps * _STEP


def folds_a_second(calls: float, cpu: float, prices: Prices, given: dict[str, float]) -> float:
    """Entries that one shard of the ledger's stream folds, by calls to DynamoDB and processor seconds for each."""
    waits = Usage({("ledger_stream", "dynamodb:"): calls})
    return given["invocations_a_shard"] / billed_seconds("ledger_stream", cpu, waits, prices)
