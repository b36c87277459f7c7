"""How many (friend, segment) pairs were asked of an independent engine."""

from bench.figure import Figure, Measured, Target
from bench.tools import Tools
from daifukucho.kernel.words import Words


def measure(tools: Tools) -> Measured:
    found = tools.agreement
    return Measured(
        found.pairs,
        "Random trees up to eight levels deep, half of them with references, asked of random friends at random moments"
        " (ends of days, months and years, cut-offs, both leap days) by the predicate, by the columnar copy's SQL, and"
        " by DuckDB from the JSON of the tree alone, written from docs/segments.md. A part of the trees asks what happened,"
        " of friends with random pages; a friend whom the item or the copy leaves undecided is then decided from the "
        "page.",
        {"matching_pairs": found.matches, "of_what_happened": found.happened},
    )


FIGURE = Figure(
    key="segment_oracle_pairs",
    label=Words(
        "別実装と比べた(友だち, セグメント)の組", "(friend, segment) pairs compared with an independent engine"
    ),
    unit="pairs",
    measure=measure,
    target=Target(100_000, at_least=True),
)
