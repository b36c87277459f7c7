"""How much processor time our own functions need to send a campaign to ten thousand friends."""

from bench.figure import Figure, Measured
from bench.tools import Tools
from daifukucho.campaigns.run import Mode
from daifukucho.kernel.words import Words

RECIPIENTS = 10_000
WORKERS = ("segment_eval", "sender", "receipts")


def measure(tools: Tools) -> Measured:
    batches = RECIPIENTS // Mode.MULTICAST.batch_size
    seconds = {worker: batches * tools.campaign.cpu[worker] for worker in WORKERS}
    return Measured(
        sum(seconds.values()),
        f"Processor time of the process in which the real handlers of the evaluator, the sender and the receipts run, for {batches}"
        " multicast batches of 500 friends of 650 bytes: measured for sixteen in four slices, by batch, three times; of each"
        " function the least. Real clients over HTTP; the emulated AWS and the simulated LINE are other processes and do not"
        " count. Warm; TLS is not in it.",
        {f"of_which_{worker}": spent for worker, spent in seconds.items()},
    )


FIGURE = Figure(
    key="own_cpu_s_per_10k_recipients",
    label=Words("1万人への配信での自分たちのCPU", "our own processor time for 10,000 recipients"),
    unit="s",
    measure=measure,
    timed=True,
)
