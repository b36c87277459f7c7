"""How long a segment takes to be counted among ten thousand friends, on the local stack."""

from statistics import median

from bench.figure import Figure, Measured, Target
from bench.support.counting import COUNTS, SMALL
from bench.tools import Tools
from daifukucho.kernel.words import Words

HOW = (
    "Six clauses, one value of which is changed each time, asked of the API as an editor does: from the request to the answer with"
    f" its sample, over one connection, {COUNTS} times in a row; the median. The gateway, both functions, S3 and DynamoDB are MiniStack"
    " and its workers on this machine."
)


def measure(tools: Tools) -> Measured:
    found = tools.local_counts
    return Measured(
        median(found.small),
        f"{HOW} {SMALL:,} friends of 650 bytes, counted in the roster's copy. first: right after they had come, in an editor that"
        " was open.",
        {"fastest": min(found.small), "slowest": max(found.small), "first": found.first},
    )


FIGURE = Figure(
    key="segment_count_ms_at_10k_friends_local",
    label=Words(
        "1万人の中の人数を数える時間(ローカルスタック)", "counting a segment among 10,000 friends, local stack"
    ),
    unit="ms",
    measure=measure,
    target=Target(50),
    timed=True,
)
