"""How much processor time the sender needs for a batch of 500."""

from statistics import median

from bench.figure import Figure, Measured
from bench.tools import Tools
from daifukucho.kernel.words import Words


def measure(tools: Tools) -> Measured:
    batches = [1000 * seconds for seconds in tools.campaign.sender_cpu]
    return Measured(
        median(batches),
        f"Median over {len(batches)} invocations, each of up to four multicast batches of 500 friends of 650 bytes, by"
        " batch: processor time of the process in"
        " which the sender's real handler runs, with real clients over HTTP to an emulated AWS and a simulated LINE in"
        " other processes. Warm; TLS is not in it.",
        {
            "lowest": min(batches),
            "highest": max(batches),
            "segment_eval_ms_a_batch": 1000 * tools.campaign.cpu["segment_eval"],
            "receipts_ms_a_batch": 1000 * tools.campaign.cpu["receipts"],
        },
    )


FIGURE = Figure(
    key="sender_cpu_ms_per_batch",
    label=Words("500人に送るときの送信側CPU", "the sender's processor time for a batch of 500"),
    unit="ms",
    measure=measure,
    timed=True,
)
