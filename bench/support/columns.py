"""Counting over the columnar copy of a million made-up friends, in a process like the function's own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench.support.cloud import Cloud
from daifukucho.friends.friend import Friend
from daifukucho.segments.sql import MONTH_DAYS
from daifukucho_aws.roster_copy import duck
from daifukucho_aws.roster_copy.changes import Deltas
from daifukucho_aws.roster_copy.manifest import BASE, KEY, Manifest
from daifukucho_aws.roster_copy.objects import Objects
from daifukucho_aws.settings import RosterCopySettings
from tests.support.roster_copy import Table

ROOT = Path(__file__).resolve().parents[2]
FRIENDS, SHARDS = 1_000_000, 8
DELTAS, CHANGES = 15, 200
"""As many deltas as there are at most while nothing is compacted, in a shop where 200 friends change in each."""

COLD, WARM = 5, 15
NOW = 1_795_316_400_000
SIX = {
    "all": [
        {"field": "status", "op": "is", "value": "active"},
        {"field": "tags", "op": "any_of", "value": ["tag3", "tag107", "tag212"]},
        {"not": {"field": "last_seen_at", "op": "within_last", "value": 30}},
        {"field": "messages_received", "op": "gte", "value": 2},
        {"field": "birthday", "op": "anniversary_within", "value": 60},
        {"field": "first_route", "op": "starts_with", "value": "店頭"},
    ]
}
"""Tags, an instant, a number, a date, a choice and a text."""
HAPPENED = {
    "all": [
        {"field": "events", "op": "did", "value": {"kind": "message", "times": 3, "within": 30}},
        {"not": {"field": "events", "op": "did", "value": {"kind": "follow", "within": 90}}},
    ]
}
"""What happened, of which the copy cannot tell everybody."""

_MADE = f"""
    SELECT 'U' || md5('friend ' || i) AS friend_id, 1 + (random() * 40)::BIGINT AS revision,
        CASE WHEN random() < 0.08 THEN 'blocked' ELSE 'active' END AS status,
        '名前' || (random() * 30000)::INT AS display_name,
        CASE WHEN random() < 0.1 THEN '常連' || (random() * 30000)::INT END AS alias, 'ja' AS language,
        CASE WHEN random() < 0.4 THEN (DATE '1950-01-01' + (random() * 22000)::INT)::VARCHAR END AS birthday,
        '店頭' || (random() * 20)::INT AS first_route, '店頭' || (random() * 20)::INT AS last_route,
        random() < 0.01 AS do_not_send, random() < 0.01 AS in_progress,
        ({NOW} - random() * 9e10)::BIGINT AS first_seen_at, ({NOW} - random() * 9e10)::BIGINT AS followed_at,
        CASE WHEN random() < 0.08 THEN ({NOW} - random() * 9e10)::BIGINT END AS blocked_at,
        ({NOW} - random() * random() * 9e10)::BIGINT AS last_seen_at,
        1 + (random() * 1.2)::BIGINT AS follows, (random() * random() * 50)::BIGINT AS messages_received,
        CASE WHEN random() < 0.5 THEN '29' || (random() * 1e10)::BIGINT END AS member_no,
        CASE WHEN i % 2 = 0 THEN (random() * 5000)::BIGINT END AS points,
        CASE WHEN i % 2 = 0 THEN (DATE '2026-01-01' + (random() * 365)::INT)::VARCHAR END AS points_expire_on,
        CASE WHEN i % 2 = 0 THEN 'rank' || (random() * 3)::INT END AS rank,
        map_from_entries([{{'k': 'tag' || ((random() * random() * 80)::INT + 100 * x), 'v': ({NOW} - random() * 9e10)::BIGINT}}
            FOR x IN range(i % 4)]) AS tags,
        CASE WHEN i % 3 = 0 THEN (random() * random() * 40)::BIGINT END AS order_count,
        CASE WHEN i % 3 = 0 THEN (random() * random() * 200000)::BIGINT END AS ltv_gross,
        CASE WHEN i % 3 = 0 THEN ({NOW} - random() * 9e10)::BIGINT END AS last_order_at,
        CASE WHEN i % 3 = 0 THEN 'product' || (random() * random() * 200)::INT END AS favourite_product,
        CASE WHEN i % 3 = 0 THEN '+8190' || (1e7 + random() * 8e7)::BIGINT END AS phone,
        CASE WHEN i % 3 = 0 THEN (1e6 + random() * 8e6)::BIGINT::VARCHAR END AS postal_code,
        CASE WHEN i % 4 = 0 THEN json_object('size', json_object('v', 22 + (random() * 6)::INT)) END AS fields,
        CASE WHEN i % 4 = 1 THEN json_object('daifuku', json_object('observed', 'loyal', 'observed_at', ({NOW} - random() * 9e10)::BIGINT))
            END AS nine_segments,
        1 AS "did.follow.n", ({NOW} - random() * 9e10)::BIGINT AS "did.follow.first", ({NOW} - random() * 9e10)::BIGINT AS "did.follow.last",
        (random() * 30)::BIGINT AS "did.message.n", ({NOW} - random() * 9e10)::BIGINT AS "did.message.first",
        ({NOW} - random() * 9e10)::BIGINT AS "did.message.last"
    FROM range({FRIENDS}) r(i)"""

_COUNTING = """
import json, sys, time
from unittest import mock
began, worked = time.monotonic(), time.process_time()
import handler
imported = time.monotonic()
from daifukucho_aws.roster_copy.objects import Objects
event, rounds, woken = json.loads(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "woken"
fetched, whole, part = [0], Objects.get, Objects.get_part
def get(objects, key):
    content = whole(objects, key)
    fetched[0] += len(content)
    return content
def get_part(objects, key, *span):
    content = part(objects, key, *span)
    fetched[0] += len(content)
    return content
from botocore.client import BaseClient
calls, call = [], BaseClient._make_api_call
def counted(client, name, arguments):
    calls.append(name)
    return call(client, name, arguments)
said = {"counts": [], "ms": [], "cpu_ms": [], "fetched": [], "calls": []}
if woken:
    handler.handler({}, None)
with (
    mock.patch.object(Objects, "get", get),
    mock.patch.object(Objects, "get_part", get_part),
    mock.patch.object(BaseClient, "_make_api_call", counted),
):
    for _ in range(rounds):
        start, cpu, fetched[0] = time.monotonic(), time.process_time(), 0
        calls.clear()
        said["counts"].append(handler.handler(event, None)["count"])
        said["ms"].append((time.monotonic() - start) * 1000)
        said["cpu_ms"].append((time.process_time() - cpu) * 1000)
        said["fetched"].append(fetched[0])
        said["calls"].append({name: calls.count(name) for name in set(calls)})
said["import_ms"] = (imported - began) * 1000
print("SAID" + json.dumps(said), file=sys.stderr)
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """Milliseconds of wall time unless said otherwise; a cold count is the first one of a new process, importing
    included; one that was woken has fetched the copy before it is asked. Calls to S3 by name."""

    cold_ms: float
    import_ms: float
    cold_cpu_ms: float
    woken_ms: float
    warm_ms: float
    happened_ms: float
    warm_best_ms: float
    warm_cpu_ms: float
    matching: int
    base_bytes: int
    cold_bytes: int
    cold_calls: dict[str, int]
    warm_calls: dict[str, int]


def count_a_million(cloud: Cloud) -> Counts:
    s3, bucket = cloud.client("s3"), "bench-roster-copy"
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"})
    objects = Objects(s3, bucket)
    with TemporaryDirectory(prefix="daifukucho-bench-") as folder:
        size = _fill(objects, Path(folder))
        cold = [_process(bucket, 1) for _ in range(COLD)]
        woken = [_process(bucket, 1, woken=True) for _ in range(COLD)]
        warm = _process(bucket, WARM + 1)
        happened = _process(bucket, WARM + 1, where=HAPPENED)
    found = {count for said in (*cold, *woken, warm) for count in said["counts"]}
    if len(found) != 1:
        raise RuntimeError(f"the same question had several answers: {found}")
    return Counts(
        cold_ms=median(said["import_ms"] + said["ms"][0] for said in cold),
        import_ms=median(said["import_ms"] for said in cold),
        cold_cpu_ms=median(said["cpu_ms"][0] for said in cold),
        woken_ms=median(said["ms"][0] for said in woken),
        warm_ms=median(warm["ms"][1:]),
        happened_ms=median(happened["ms"][1:]),
        warm_best_ms=min(warm["ms"][1:]),
        warm_cpu_ms=median(warm["cpu_ms"][1:]),
        matching=found.pop(),
        base_bytes=size,
        cold_bytes=cold[0]["fetched"][0],
        cold_calls=cold[0]["calls"][0],
        warm_calls=warm["calls"][-1],
    )


def _fill(objects: Objects, folder: Path) -> int:
    """Put a base and some deltas into the bucket, without going through DynamoDB; the base's bytes."""
    made = duck.connect(folder)
    made.execute("SELECT setseed(0.5)")
    told = {name for name, *_ in made.execute(f"DESCRIBE {_MADE}").fetchall()}
    missing = ", ".join(
        f'NULL::{kind} AS "{name}"' for name, kind in duck.FACTS.items() if name not in told and "#" not in name
    )
    made.execute(
        f"CREATE TABLE made AS SELECT *, '' AS since, NULL::BIGINT AS gone_at, {missing},"
        f' right(birthday, 5) AS "birthday{MONTH_DAYS}", right(points_expire_on, 5) AS "points_expire_on{MONTH_DAYS}"'
        f" FROM ({_MADE})"
    )
    files = []
    for shard in range(SHARDS):
        place = folder / f"{shard}.parquet"
        rows = f"(FROM made WHERE {duck.shard_of(SHARDS)} = {shard})"
        files.append(duck.write(made, rows, place, f"{BASE}bench-{shard}.parquet"))
        objects.put(files[-1].key, place.read_bytes())
    changed = made.execute(f"SELECT friend_id, revision FROM made LIMIT {DELTAS * CHANGES}").fetchall()
    made.close()
    table = Table(lambda: NOW, shards=1)
    for friend_id, revision in changed:
        friend = Friend(friend_id, tags={"tag3": NOW}, revision=revision)
        table.friends[friend_id] = friend
        table.put(friend)
    for n in range(DELTAS):
        Deltas(objects).keep(table.stream[0][n * CHANGES : (n + 1) * CHANGES])
    objects.replace(KEY, Manifest(duck.SIGNATURE, tuple(files), NOW).to_json(), None)
    return sum(file.size for file in files)


def _process(bucket: str, rounds: int, *, woken: bool = False, where: object = SIX) -> dict[str, Any]:
    """Count so many times in a new process, as ``functions/segment_count`` does."""
    event = {"where": where, "now": NOW, "cutoff_minutes": 0, "leap_day": "02-28", "sample": 10, "undecided": 2_000}
    told = RosterCopySettings(stage="bench", local=True, friends_table="friends", copy_bucket=bucket).to_env()
    paths = [str(ROOT / "functions/segment_count"), str(ROOT / "layers/crm/python")]
    done = subprocess.run(
        [sys.executable, "-c", _COUNTING, json.dumps(event), str(rounds), "woken" if woken else "asleep"],
        env={**os.environ, **told, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("SAID")]
    if done.returncode or not lines:
        raise RuntimeError(f"segment_count failed: {done.stderr[-2000:]}")
    return json.loads(lines[-1].removeprefix("SAID"))
