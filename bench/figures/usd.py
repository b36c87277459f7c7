"""What AWS charges for a campaign to a million friends."""

from bench.figure import Figure, Measured
from bench.figures.aws_calls import invocations, polls
from bench.support import prices
from bench.support.campaign import CampaignCosts
from bench.support.million import MEMORY_MB, MILLION, Campaign, billed_seconds, extrapolate
from bench.support.prices import Prices
from bench.tools import Tools
from daifukucho.campaigns.send import BATCHES_AT_ONCE
from daifukucho.delivery.line import Mode
from daifukucho.kernel.words import Words

_ENTRY_BYTES = 230 + 100
"""An entry of what was sent, and what DynamoDB adds to each item that it stores (docs/data.md)."""

_LAMBDA_LOG_BYTES = 400
"""START, END and REPORT of an invocation, assumed."""


def measure(tools: Tools) -> Measured:
    table = prices.load()
    campaign = extrapolate(tools.campaign, MILLION, table)
    bill = charge(campaign, tools.campaign, table)
    unconfirmed = f" Not confirmed: {', '.join(table.unconfirmed)}." if table.unconfirmed else ""
    return Measured(
        sum(bill.values()),
        "The calls and capacity units of aws_calls_per_million_recipients (units worked out from the items, by"
        f" DynamoDB's rules) at bench/prices.json: {table.region}, {table.as_of}, no free tier.{unconfirmed} Lambda's"
        " time is processor time measured here, at the share of a processor that the function's memory buys, and"
        f" assumed waits ({_waits(table)}), the four batches of a sender's invocation side by side. LINE's own price of the messages is not in it.",
        {
            **bill,
            "without_ledger_entries": sum(bill.values()) - bill["dynamodb_ledger_entries"],
            "write_units": campaign.total.of(prefix="write:") + campaign.total.of(prefix="index:"),
            "read_units": campaign.total.of(prefix="read:") + campaign.total.of(prefix="scan:"),
            "lambda_gb_seconds": gb_seconds(campaign, tools.campaign, table),
            "storage_of_the_entries_a_month": table.cost(dynamodb_gb_month=MILLION * _ENTRY_BYTES / 2**30),
            "personal_by_push_dynamodb": _personal(tools.campaign, table),
        },
    )


def charge(campaign: Campaign, costs: CampaignCosts, table: Prices) -> dict[str, float]:
    """The bill, line by line."""
    used = campaign.total
    invoked = invocations(used, campaign.batches)
    entries = used.of("receipts", "write:ledger")
    writes = used.of(prefix="write:") + used.of(prefix="index:") - entries
    sqs = used.of(prefix="sqs:") + polls(campaign.slices, campaign.batches)
    logged = costs.log_bytes * campaign.batches + _LAMBDA_LOG_BYTES * invoked
    return {
        "dynamodb_ledger_entries": table.cost(dynamodb_write_unit=entries),
        "dynamodb_other_writes": table.cost(dynamodb_write_unit=writes),
        "dynamodb_scan": table.cost(dynamodb_read_unit=used.of(prefix="scan:")),
        "dynamodb_other_reads": table.cost(dynamodb_read_unit=used.of(prefix="read:")),
        "lambda_requests": table.cost(lambda_request=invoked),
        "lambda_time": table.cost(lambda_gb_second=gb_seconds(campaign, costs, table)),
        "sqs": table.cost(sqs_request=sqs),
        "scheduler": table.cost(scheduler_invocation=1 + campaign.minutes),
        "logs": table.cost(logs_gb=logged / 2**30),
    }


def gb_seconds(campaign: Campaign, costs: CampaignCosts, table: Prices) -> float:
    """What Lambda charges for time, of all functions."""
    used = campaign.total
    cpu = {name: costs.cpu[name] * campaign.batches for name in ("segment_eval", "sender", "receipts")}
    cpu["scheduler"] = costs.cpu["scheduler"] * used.of("scheduler", "lambda:")
    return sum(
        MEMORY_MB[name]
        / 1024
        * (
            billed_seconds(name, seconds, used, table, line_calls=campaign.batches, side_by_side=BATCHES_AT_ONCE)
            if name == "sender"
            else billed_seconds(name, seconds, used, table)
        )
        for name, seconds in cpu.items()
    )


def _personal(costs: CampaignCosts, table: Prices) -> float:
    used = extrapolate(costs, MILLION, table, Mode.PUSH).total
    return table.cost(
        dynamodb_write_unit=used.of(prefix="write:") + used.of(prefix="index:"),
        dynamodb_read_unit=used.of(prefix="read:") + used.of(prefix="scan:"),
    )


def _waits(table: Prices) -> str:
    return ", ".join(f"{service} {ms:g} ms" for service, ms in table.assumed_ms.items())


FIGURE = Figure(
    key="usd_per_million_recipients",
    label=Words("100万人への配信の料金(AWS)", "AWS's charge for a million recipients"),
    unit="USD",
    measure=measure,
    timed=True,
)
