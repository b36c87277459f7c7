"""How long a segment takes to be counted among a hundred thousand friends, on the local stack."""

from statistics import median

from bench.figure import Figure, Measured, Target
from bench.figures.segment_count_10k_local import HOW
from bench.support.counting import LARGE
from bench.tools import Tools
from daifukucho.kernel.words import Words


def measure(tools: Tools) -> Measured:
    found = tools.local_counts
    return Measured(
        median(found.large),
        f"{HOW} {LARGE:,} friends of 650 bytes, nine tenths of whom were brought in right before.",
        {"fastest": min(found.large), "slowest": max(found.large)},
    )


FIGURE = Figure(
    key="segment_count_ms_at_100k_friends_local",
    label=Words(
        "10万人の中の人数を数える時間(ローカルスタック)", "counting a segment among 100,000 friends, local stack"
    ),
    unit="ms",
    measure=measure,
    target=Target(200),
    timed=True,
)
