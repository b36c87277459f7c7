"""How long the first count takes after very many friends were brought in at once."""

from bench.figure import Figure, Measured, Target
from bench.support.counting import LARGE, SMALL
from bench.tools import Tools
from daifukucho.kernel.words import Words


def measure(tools: Tools) -> Measured:
    found = tools.local_counts
    return Measured(
        found.after_import[0],
        f"{LARGE - SMALL:,} friends were written to a local stack's roster of {SMALL:,}, as fast as it took them, and a"
        " segment of six clauses was counted through the API as soon as the last one was written, then once a second until the"
        " copy had everybody; the value is the first of these counts, slowest_until_all_are_counted the longest. The stream and"
        " the compactions are at work meanwhile, on the same processors.",
        {
            "slowest_until_all_are_counted": max(found.after_import),
            "counts_until_then": len(found.after_import),
            "seconds_until_then": found.behind_seconds,
            "seconds_of_the_import": found.imported_seconds,
        },
    )


FIGURE = Figure(
    key="segment_first_count_ms_after_import",
    label=Words("一括取り込み直後の人数計算", "the first count after a mass import"),
    unit="ms",
    measure=measure,
    target=Target(1_000),
    timed=True,
)
