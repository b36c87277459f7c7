"""On how many (friend, segment) pairs our engines and an independent one differ."""

from bench.figure import Figure, Measured, Target
from bench.tools import Tools
from daifukucho.kernel.words import Words


def measure(tools: Tools) -> Measured:
    found = tools.agreement
    return Measured(
        found.predicate_differs + found.copy_differs,
        f"Of the {found.pairs:,} pairs of segment_oracle_pairs, each asked of two engines of ours.",
        {"predicate": found.predicate_differs, "columnar_copy": found.copy_differs},
    )


FIGURE = Figure(
    key="segment_oracle_differences",
    label=Words("別実装との違い", "differences from an independent engine"),
    unit="pairs",
    measure=measure,
    target=Target(0),
)
