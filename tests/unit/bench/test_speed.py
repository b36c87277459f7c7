"""The model of speed: which part is the slowest, and what each size brings."""

import json
from dataclasses import replace

import pytest

from bench.support.speed import FILE, folds_a_second, limits, speed
from infra.sizes import SIZES, Size, Warm
from tests.unit.bench.test_million import COSTS, TABLE

GIVEN = limits()
MEASURED = replace(
    COSTS,
    batch=COSTS.batch.__class__(
        {
            ("segment_eval", "dynamodb:GetItem"): 2,
            ("sender", "dynamodb:GetItem"): 10,
            ("sender", "read:friends"): 500,
            ("sender", "read:outbox"): 14,
            ("sender", "write:outbox"): 50,
            ("sender", "index:outbox"): 10,
        }
    ),
)
ENOUGH = Size(
    friends=1,
    senders=200,
    evaluators=64,
    slice_mb=10,
    warm={"friends": Warm(read=10**6), "outbox": Warm(10**6, 10**6)},
)


def found(size):
    return speed(MEASURED, 1_000_000, TABLE, size, GIVEN)


def test_line_is_what_remains():
    of = found(ENOUGH)
    assert of.bound == "line"
    # 2,000 batches at nine tenths of 200 a second, and the last one's 0.35 s.
    assert of.seconds == pytest.approx(2_000 / 180 + 0.35, abs=0.01)


def test_each_part_may_be_the_slowest():
    assert found(replace(ENOUGH, senders=2)).bound == "senders"
    slow = {**GIVEN, "scan_page_seconds": 5}
    assert speed(MEASURED, 1_000_000, TABLE, replace(ENOUGH, evaluators=2), slow).bound == "evaluators"
    assert found(replace(ENOUGH, slice_mb=32)).bound == "friends_partitions"
    cold = found(replace(ENOUGH, warm={}))
    assert cold.bound == "friends_read_units"
    # Each friend is a unit; the scan of 650 MB is half a unit for each 4 KB.
    assert cold.rates["friends_read_units"] == pytest.approx(12_000 / (500 + 650e6 / 4096 / 2 / 2_000))
    assert cold.rates["outbox_write_units"] == pytest.approx(4_000 / 50)
    assert cold.rates["outbox_partitions"] == pytest.approx(62 * 1_000 / 50)
    assert cold.rates["friends_partitions"] == pytest.approx(62 * 3_000 / (500 + 650e6 / 4096 / 2 / 2_000))


def test_evaluators_work_in_rounds():
    """Twenty slices take as long with ten evaluators as with nineteen."""
    of_32 = replace(ENOUGH, slice_mb=32)
    ten, nineteen, twenty = (found(replace(of_32, evaluators=n)).rates["evaluators"] for n in (10, 19, 20))
    assert ten == nineteen == pytest.approx(twenty / 2)


def test_more_is_never_slower():
    for name in ("senders", "evaluators"):
        seconds = [found(replace(ENOUGH, **{name: n})).seconds for n in range(2, 65)]
        assert seconds == sorted(seconds, reverse=True)


def test_starting_takes_longer_the_later_lambda_adds_invocations():
    of = found(ENOUGH)
    assert of.seconds < of.from_cold < of.from_cold_by_the_minute
    few = found(replace(ENOUGH, senders=5, evaluators=5))  # as many as Lambda begins with
    assert few.from_cold == few.from_cold_by_the_minute


def test_sizes_grow():
    small, large, million = (found(size).seconds for size in SIZES.values())
    assert small > large > million


def test_folds_wait_for_their_calls():
    assert folds_a_second(2, 0.0, TABLE, GIVEN) == pytest.approx(10 / 0.02)
    assert folds_a_second(2, 0.01, TABLE, GIVEN) == pytest.approx(10 / (0.02 + 0.01 / (512 / 1769)))


def test_every_limit_says_where_it_is_from():
    table = json.loads(FILE.read_text("utf-8"))
    for limit in table["limits"].values():
        assert limit["value"] > 0
        assert isinstance(limit["documented"], bool)
        assert limit["source"]
