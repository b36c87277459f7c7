"""What campaigns use of AWS and of the processor, taken apart into what each run, slice, batch and minute adds.

Real campaigns are sent by the real functions to small audiences that differ in one thing at a time; the differences
are what one more slice, or one more full batch, costs.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any
from unittest import mock

from bench.support.cloud import QUEUES, Cloud, describe
from bench.support.meter import Meter
from bench.support.roster import BYTES, fill, friend_id, template
from bench.support.usage import Usage, per_unit
from daifukucho.delivery.line import Mode
from daifukucho_aws.dynamo import audience

SLICES = audience.FEWEST_SLICES
MULTICAST = "本日は感謝デーです。ご来店をお待ちしております。"
PERSONAL = "{{ name }}様、本日は感謝デーです。ご来店をお待ちしております。"
SCAN = "dynamodb:Scan"

_SIZES = {"nobody": 0, "hundred": 100, "two hundred": 200, "small": 500, "medium": 1_000, "large": 2_000}
"""Audiences, by tag: friends in each of the four slices."""

_TIMED = 3
"""Campaigns that are timed."""

_SPARE = 1.12
"""So many friends more are drawn than are wanted, for a slice gets more of them, or fewer, by chance."""


@dataclass(frozen=True, slots=True)
class CampaignCosts:
    """What a campaign's run uses: ``run`` once, ``slice`` for each slice, ``batch`` for each full batch and its
    recipients, ``sweep`` for each minute that it is open and ``sweep_slice`` for each slice then. Scan calls, which
    depend on the roster alone, are in none of them. ``personal`` is ``batch`` for a batch of pushes.

    ``cpu``: seconds of this machine's processor: for the four workers, by batch (``scheduler``: by invocation).
    ``sender_cpu``: by batch, invocation by invocation.
    ``log_bytes``: what is logged for a batch.
    """

    run: Usage
    slice: Usage
    batch: Usage
    personal: Usage
    sweep: Usage
    sweep_slice: Usage
    cpu: dict[str, float] = field(default_factory=dict)
    sender_cpu: list[float] = field(default_factory=list)
    log_bytes: float = 0


@dataclass(frozen=True, slots=True)
class _Counted:
    """A run: opening and closing it, one sweep while it was open, and the work itself."""

    rest: Usage
    sweep: Usage


def count(cloud: Cloud) -> CampaignCosts:
    """Send eight campaigns and take them apart. A minute or two. Raises RuntimeError if a report is wrong."""
    _fill(cloud)
    cpu, sender_cpu, log_bytes = _timed(cloud)
    dynamo = cloud.client("dynamodb")
    tables = describe(dynamo, {"friends": BYTES, "ledger": 0, "catalog": 0, "outbox": 0})
    meter = Meter(dynamo, tables, lambda: cloud.working)
    few = _count(cloud, meter, "nobody")
    with mock.patch.object(audience, "FEWEST_SLICES", 2 * SLICES):
        more = _count(cloud, meter, "nobody", slices=2 * SLICES)
    each_slice = per_unit(few.rest, more.rest, SLICES)
    each_sweep = per_unit(few.sweep, more.sweep, SLICES)
    small, medium = (_count(cloud, meter, tag) for tag in ("small", "medium"))
    one, two = (_count(cloud, meter, tag, PERSONAL) for tag in ("hundred", "two hundred"))
    return CampaignCosts(
        run=few.rest - each_slice * SLICES,
        slice=each_slice,
        batch=per_unit(small.rest, medium.rest, _batches("small", "medium", Mode.MULTICAST)),
        personal=per_unit(one.rest, two.rest, _batches("hundred", "two hundred", Mode.PUSH)),
        sweep=few.sweep - each_sweep * SLICES,
        sweep_slice=each_sweep,
        cpu=cpu,
        sender_cpu=sender_cpu,
        log_bytes=log_bytes,
    )


def _batches(less: str, more: str, mode: Mode) -> int:
    """How many full batches one audience has more than another."""
    return SLICES * (_SIZES[more] - _SIZES[less]) // mode.batch_size


def _fill(cloud: Cloud) -> None:
    """Friends, as many in each of the four slices: which slice a friend is in only the table knows."""
    client = cloud.client("dynamodb")
    wanted = _SIZES["large"]
    bare = [{"friend_id": {"S": friend_id(n)}} for n in range(int(SLICES * wanted * _SPARE))]
    fill(client, "friends", bare)
    members: dict[tuple[str, ...], list[str]] = {}
    for n in range(SLICES):
        pages = client.get_paginator("scan").paginate(TableName="friends", Segment=n, TotalSegments=SLICES)
        ids = [item["friend_id"]["S"] for page in pages for item in page["Items"]]
        if len(ids) < wanted:
            raise RuntimeError(f"slice {n} has {len(ids)} friends, fewer than {wanted}")
        for number, friend in enumerate(ids[:wanted]):
            members.setdefault(tuple(tag for tag, size in _SIZES.items() if number < size), []).append(friend)
        for friend in ids[wanted:]:
            client.delete_item(TableName="friends", Key={"friend_id": {"S": friend}})
    for tags, friends in members.items():
        item = template(*tags)
        fill(client, "friends", [item | {"friend_id": {"S": friend}} for friend in friends])


def _timed(cloud: Cloud) -> tuple[dict[str, float], list[float], float]:
    """Processor time by function and batch, and bytes logged by batch, without a meter in the way. Of some campaigns each
    function's least time: whatever else the machine does can only add to it."""
    cloud.api("GET", "/campaigns")  # it takes some time to start
    _send(cloud, "small", MULTICAST)  # whatever is done the first time only
    printed = len(cloud.log.getvalue())
    campaigns = [_spent(cloud) for _ in range(_TIMED)]
    batches = SLICES * _SIZES["large"] // Mode.MULTICAST.batch_size
    cpu = {name: min(sum(spent[name]) for spent in campaigns) / batches for name in QUEUES.values()}
    cpu["scheduler"] = median(call for spent in campaigns for call in spent["scheduler"])
    by_batch = min((spent["sender by batch"] for spent in campaigns), key=sum)
    return cpu, by_batch, (len(cloud.log.getvalue()) - printed) / batches / _TIMED


def _spent(cloud: Cloud) -> dict[str, list[float]]:
    """What each call of a campaign took, by function."""
    cloud.cpu.clear()
    cloud.handled.clear()
    _send(cloud, "large", MULTICAST)
    by_batch = [spent / sent for spent, sent in zip(cloud.cpu["sender"], cloud.handled["sender"], strict=True)]
    return {**cloud.cpu, "sender by batch": by_batch}


def _count(cloud: Cloud, meter: Meter, tag: str, text: str = MULTICAST, slices: int = SLICES) -> _Counted:
    with meter.running():
        return _send(cloud, tag, text, meter.take, slices)


def _send(cloud: Cloud, tag: str, text: str, take: Callable[[], Usage] = Usage, slices: int = SLICES) -> _Counted:
    """Plan a campaign, let its time come, and work until its run is closed. ``take`` tells what was counted so far."""
    cloud.invocations.clear()
    campaign_id, due = _plan(cloud, tag, text)
    opening = _input(cloud, f"campaign-{campaign_id}")
    time.sleep(max(0.0, due.timestamp() - time.time()))
    cloud.invoke("scheduler", opening)
    counted = take()
    run_id = f"{campaign_id}-{int(due.timestamp()) * 1000:x}"
    sweep = _input(cloud, f"sweep-{run_id}-1")
    cloud.invoke("scheduler", sweep)
    swept = take()
    cloud.work()
    cloud.invoke("scheduler", sweep)
    counted += take()
    _check(cloud.api("GET", f"/runs/{run_id}"), _SIZES[tag] * SLICES)
    take()
    invoked = {(function, "lambda:Invoke"): float(n) for function, n in cloud.invocations.items()}
    invoked["scheduler", "lambda:Invoke"] -= 1  # the sweep
    invoked["crm_api", "lambda:Invoke"] -= 1  # the report
    return _Counted(counted.without(SCAN, "scan:") + Usage(invoked), swept)


def _plan(cloud: Cloud, tag: str, text: str) -> tuple[str, datetime]:
    due = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=3)
    campaign = {
        "name": tag,
        "where": {"field": "tags", "op": "any_of", "value": [tag]},
        "messages": [{"type": "text", "text": text}],
        "schedule": {"at": due.isoformat()},
    }
    return cloud.api("POST", "/campaigns", campaign)["campaign_id"], due


def _input(cloud: Cloud, schedule: str) -> dict[str, Any]:
    """What EventBridge Scheduler would hand to its target."""
    found = cloud.client("scheduler").get_schedule(GroupName="bench", Name=schedule)
    return json.loads(found["Target"]["Input"])


def _check(run: Mapping[str, Any], planned: int) -> None:
    if not run["closed"] or (run["planned"], run["sent"]) != (planned, planned):
        raise RuntimeError(f"the report is not as it should be: {run}")
