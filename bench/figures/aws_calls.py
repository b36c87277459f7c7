"""How many calls to AWS a campaign to a million friends makes."""

from bench.figure import Figure, Measured
from bench.support import prices
from bench.support.million import MILLION, extrapolate
from bench.support.usage import Usage
from bench.tools import Tools
from daifukucho.delivery.line import Mode
from daifukucho.kernel.words import Words

SERVICES = ("dynamodb:", "sqs:", "scheduler:", "secretsmanager:")


def measure(tools: Tools) -> Measured:
    table = prices.load()
    campaign = extrapolate(tools.campaign, MILLION, table)
    personal = extrapolate(tools.campaign, MILLION, table, Mode.PUSH)
    costs = tools.campaign
    return Measured(
        _calls(campaign.total),
        "Counted beneath botocore while the real functions sent campaigns to 0, 2,000 and 4,000 friends in 4 and 8"
        " slices on an emulated AWS; the differences are what a slice and a full batch of 500 add. For a million"
        " friends of 650 bytes: run + slices × slice + batches × batch + minutes × sweep + scan calls of 1 MB, all"
        " calls succeeding the first time. Calls that Lambda makes for itself (queues, stream) are in compared_to.",
        {
            "slices": campaign.slices,
            "batches": campaign.batches,
            "minutes_assumed": campaign.minutes,
            "calls_once": _calls(costs.run),
            "calls_a_slice": _calls(costs.slice),
            "calls_a_batch": _calls(costs.batch),
            "calls_a_batch_of_which_ledger_entries": costs.batch.of("receipts", "dynamodb:BatchWriteItem"),
            "calls_a_minute": _calls(costs.sweep + costs.sweep_slice * campaign.slices),
            "scan_calls": _calls(campaign.parts["scan"]),
            "by_operation": campaign.total.only(*SERVICES).by_what(),
            "ledger_entries": campaign.total.of("receipts", "write:ledger"),
            "lambda_invocations_at_most": invocations(campaign.total, campaign.batches),
            "sqs_calls_of_lambda_itself": polls(campaign.slices, campaign.batches),
            "personal_by_push": _calls(personal.total),
        },
    )


def _calls(usage: Usage) -> float:
    return sum(usage.of(prefix=service) for service in SERVICES)


def invocations(usage: Usage, batches: int) -> float:
    """``receipts`` is handed up to five messages at once, ``sender`` up to four; at worst it is one."""
    handed = usage.of("receipts", "lambda:") + usage.of("sender", "lambda:")
    return usage.of(prefix="lambda:") - handed + 2 * batches


def polls(slices: int, batches: int) -> int:
    """Lambda receives and deletes each message of its queues: one a slice, two a batch."""
    return 2 * (slices + 2 * batches)


FIGURE = Figure(
    key="aws_calls_per_million_recipients",
    label=Words("100万人への配信でのAWS呼び出し", "calls to AWS for a million recipients"),
    unit="calls",
    measure=measure,
)
