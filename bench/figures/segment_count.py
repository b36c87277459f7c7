"""How long a segment takes to be counted among a million friends."""

from bench.figure import Figure, Measured, Target
from bench.support.columns import CHANGES, COLD, DELTAS, FRIENDS, SHARDS, WARM
from bench.tools import Tools
from daifukucho.kernel.words import Words


def measure(tools: Tools) -> Measured:
    found = tools.counts
    return Measured(
        found.warm_ms,
        f"Six clauses (tags, choice, instant, number, date, text) over a copy of {FRIENDS:,} made-up friends in {SHARDS} files"
        f" and {DELTAS} deltas of {CHANGES} changes, by segment_count's real handler, reading from an emulated S3 in"
        f" another process on the same processors. Wall time, median of {WARM} in a process that has counted before;"
        f" cold: the first count of a new process, importing included, median of {COLD}; once woken: of a process that an editor's first question has woken; of what happened: two conditions, and the ids of 2,000 whom the copy leaves undecided. Not counted: starting the"
        " container, and the API in front of it.",
        {
            "cold_ms": found.cold_ms,
            "cold_import_ms": found.import_ms,
            "cold_target_ms": 1000,
            "first_count_once_woken_ms": found.woken_ms,
            "cold_cpu_ms": found.cold_cpu_ms,
            "warm_best_ms": found.warm_best_ms,
            "warm_of_what_happened_ms": found.happened_ms,
            "warm_cpu_ms": found.warm_cpu_ms,
            "base_bytes": found.base_bytes,
            "cold_fetched_bytes": found.cold_bytes,
            "matching": found.matching,
        },
    )


FIGURE = Figure(
    key="segment_count_ms_at_1m_friends",
    label=Words("100万人の中の人数を数える時間", "counting a segment among a million friends"),
    unit="ms",
    measure=measure,
    target=Target(300),
    timed=True,
)
