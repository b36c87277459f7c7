"""How many entries one shard of the ledger's stream folds into their friends, by the model."""

from collections.abc import Mapping, Sequence
from typing import Any

from bench.figure import Figure, Measured
from bench.support import prices
from bench.support.cloud import Cloud, describe, webhook_request
from bench.support.meter import Meter
from bench.support.roster import friend_id
from bench.support.speed import folds_a_second, limits
from bench.tools import Tools
from daifukucho.kernel.words import Words

FRIENDS = 50
_FIRST = 5_000_000
"""Friends whom no other figure knows."""


def measure(tools: Tools) -> Measured:
    cloud, table, given = tools.cloud, prices.load(), limits()
    _happen(cloud, "first")  # makes the friends, and whatever is done the first time only
    records = _happen(cloud, "warm")
    dynamo = cloud.client("dynamodb")
    meter = Meter(dynamo, describe(dynamo, {"friends": 0, "ledger": 0}), lambda: cloud.working)
    with meter.running():
        records = _happen(cloud, "counted")
    used = meter.take()
    calls = used.of("ledger_stream", "dynamodb:") / len(records)
    cpu = _cpu(cloud)
    return Measured(
        folds_a_second(calls, cpu, table, given),
        f"{FRIENDS} taps of as many friends who are known, one each, handed to the real handler as the ledger's stream would;"
        " calls counted beneath botocore, with the assumed waits of bench/prices.json, and processor time here at the share"
        " of a processor that the function's memory buys, for each entry; ten invocations of a shard at once"
        " (bench/limits.json). Entries of one friend stay in order, so many of one friend are no faster for it.",
        {
            "calls_an_entry": calls,
            "cpu_ms_an_entry": 1000 * cpu,
            "write_units_an_entry": used.of("ledger_stream", "write:") / len(records),
            "with_one_invocation_a_shard": folds_a_second(calls, cpu, table, {**given, "invocations_a_shard": 1}),
        },
    )


def _happen(cloud: Cloud, name: str) -> Sequence[Mapping[str, Any]]:
    """Every friend taps once, and the stream tells of it; returns its records."""
    events = [_tap(n, name) for n in range(FRIENDS)]
    cloud.invoke("webhook", webhook_request(cloud, events))
    scanned = cloud.client("dynamodb").get_paginator("scan").paginate(TableName="ledger", ConsistentRead=True)
    items = [item for page in scanned for item in page["Items"] if item["sort"]["S"].endswith(f"-{name}")]
    if len(items) != FRIENDS:
        raise RuntimeError(f"the ledger has {len(items)} of {FRIENDS} entries")
    records = [
        {"eventName": "INSERT", "dynamodb": {"NewImage": item, "SequenceNumber": str(n)}}
        for n, item in enumerate(items)
    ]
    cloud.invoke("ledger_stream", {"Records": records})
    return records


def _tap(n: int, name: str) -> dict[str, Any]:
    return {
        "type": "postback",
        "mode": "active",
        "timestamp": 1_795_000_000_000 + n,
        "webhookEventId": f"{n:04d}-{name}",
        "deliveryContext": {"isRedelivery": False},
        "source": {"type": "user", "userId": friend_id(_FIRST + n)},
        "replyToken": "token",
        "postback": {"data": "bench"},
    }


def _cpu(cloud: Cloud) -> float:
    """Processor seconds an entry, without a meter in the way."""
    _happen(cloud, "timed")
    return cloud.cpu["ledger_stream"][-1] / FRIENDS


FIGURE = Figure(
    key="folds_per_second_a_shard_by_model",
    label=Words("台帳を畳む速さ(1シャード、計算)", "entries folded a second by a shard, by the model"),
    unit="entries/s",
    measure=measure,
    timed=True,
)
