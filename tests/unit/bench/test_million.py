"""From what was counted to a million, and to its price."""

import json
import re
from pathlib import Path

import pytest

from bench.figures.aws_calls import invocations, polls
from bench.figures.usd import charge
from bench.support import prices
from bench.support.campaign import CampaignCosts
from bench.support.cloud import MESSAGES
from bench.support.million import MEMORY_MB, billed_seconds, extrapolate, senders_rate
from bench.support.usage import Usage
from daifukucho.campaigns.send import BATCHES_AT_ONCE
from daifukucho.delivery.line import Mode

ROOT = Path(__file__).resolve().parents[3]
TABLE = prices.Prices(
    {
        "dynamodb_write_unit": 0.001,
        "dynamodb_read_unit": 0.0001,
        "lambda_request": 0.01,
        "lambda_gb_second": 0.1,
        "sqs_request": 0.001,
        "scheduler_invocation": 1.0,
        "logs_gb": 1.0,
    },
    {"dynamodb": 10, "line": 200},
    "nowhere",
    "2026-01-01",
    (),
)
COSTS = CampaignCosts(
    run=Usage({("scheduler", "dynamodb:GetItem"): 12, ("scheduler", "lambda:Invoke"): 2}),
    slice=Usage({("segment_eval", "dynamodb:GetItem"): 5, ("segment_eval", "lambda:Invoke"): 1}),
    batch=Usage(
        {
            ("sender", "dynamodb:GetItem"): 10,
            ("sender", "write:outbox"): 6,
            ("sender", "lambda:Invoke"): 1,
            ("receipts", "write:ledger"): 500,
            ("receipts", "lambda:Invoke"): 0.25,
        }
    ),
    personal=Usage({("sender", "dynamodb:GetItem"): 8}),
    sweep=Usage({("scheduler", "dynamodb:Query"): 1}),
    sweep_slice=Usage({("scheduler", "dynamodb:Query"): 2}),
    cpu={"segment_eval": 0.01, "sender": 0.05, "receipts": 0.05, "scheduler": 0.02},
    log_bytes=1000,
)


def test_a_million_in_its_parts():
    campaign = extrapolate(COSTS, 1_000_000, TABLE)
    # 650 MB in slices of 32 MiB; 2,000 batches by five senders, four of them in 0.5 s.
    assert (campaign.slices, campaign.batches, campaign.minutes) == (20, 2_000, 2)
    used = campaign.total
    assert used.of(prefix="dynamodb:GetItem") == 12 + 20 * 5 + 2_000 * 10
    assert used.of(prefix="dynamodb:Query") == 2 * (1 + 20 * 2)
    assert used.of(prefix="dynamodb:Scan") == 620
    assert used.of(prefix="scan:") == pytest.approx(650e6 / 4096 / 2, abs=1)
    assert invocations(used, campaign.batches) == 2 + 20 + 2_000 + 2 + 2_000
    assert polls(20, 2_000) == 8_040


def test_a_small_roster_has_four_slices_and_a_large_one_sixty_four():
    assert extrapolate(COSTS, 1_000, TABLE).slices == 4
    assert extrapolate(COSTS, 10_000_000, TABLE).slices == 64


def test_personal_batches_are_of_a_hundred():
    assert extrapolate(COSTS, 1_000_000, TABLE, Mode.PUSH).batches == 10_000


def test_time_is_the_processors_at_its_share_and_the_waits():
    # 512 MB buy 0.289 of a processor, 1,769 a whole one; ten calls of 10 ms; one to LINE of 200.
    assert billed_seconds("receipts", 0.05, COSTS.batch, TABLE) == pytest.approx(0.1728, rel=0.01)
    assert billed_seconds("sender", 0.05, COSTS.batch, TABLE, line_calls=1) == pytest.approx(0.05 + 0.1 + 0.2)
    assert billed_seconds("sender", 0.05, COSTS.batch, TABLE, 1, side_by_side=4) == pytest.approx(0.05 + 0.3 / 4)


def test_batches_side_by_side_wait_together_and_compute_in_turn():
    assert senders_rate(0.05, COSTS.batch, 5, TABLE) == pytest.approx(5 * 4 / (4 * 0.05 + 0.3))


def test_the_bill_line_by_line():
    campaign = extrapolate(COSTS, 1_000_000, TABLE)
    bill = charge(campaign, COSTS, TABLE)
    assert bill["dynamodb_ledger_entries"] == pytest.approx(1_000_000 * 0.001)
    assert bill["dynamodb_other_writes"] == pytest.approx(2_000 * 6 * 0.001)
    assert bill["dynamodb_scan"] == pytest.approx(79_346 * 0.0001, rel=0.001)
    assert bill["lambda_requests"] == pytest.approx(4_024 * 0.01)
    assert bill["sqs"] == pytest.approx(8_040 * 0.001)
    assert bill["scheduler"] == pytest.approx(1 + 2)


def test_what_has_no_price_is_refused():
    with pytest.raises(KeyError, match="gold"):
        TABLE.cost(gold=1)


def test_the_price_table_is_dated_and_says_what_is_not_confirmed():
    table = prices.load()
    assert table.region == "ap-northeast-1"
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", table.as_of)
    assert all(0 < price < 1 for price in table.usd.values())
    assert set(table.unconfirmed) < set(table.usd)
    assert set(TABLE.usd) <= set(table.usd)
    assert set(table.assumed_ms) == {"dynamodb", "sqs", "scheduler", "secretsmanager", "line"}
    assert len(json.loads(prices.FILE.read_text("utf-8"))["sources"]) >= 1


def component(name):
    return (ROOT / f"infra/components/{name}.py").read_text("utf-8")


def test_memory_and_batches_are_those_that_are_deployed():
    memory = {name: int(re.search(r"memory_mb=(\d+)", component(name))[1]) for name in MEMORY_MB}
    assert memory == MEMORY_MB
    sizes = {name: re.search(r"batch_size=(\w+)", component(name))[1] for name in MESSAGES}
    assert sizes == {name: str(n) for name, n in MESSAGES.items()} | {"sender": "BATCHES_AT_ONCE"}
    assert MESSAGES["sender"] == BATCHES_AT_ONCE
