"""How long a campaign to a million friends takes, by the model."""

from bench.figure import Figure, Measured, Target
from bench.support import prices
from bench.support.million import MILLION
from bench.support.speed import Speed, limits, speed
from bench.tools import Tools
from daifukucho.kernel.words import Words
from infra.sizes import SIZES

LARGEST = "million"


def speeds(tools: Tools) -> dict[str, Speed]:
    """By size."""
    given, table = limits(), prices.load()
    return {name: speed(tools.campaign, MILLION, table, size, given) for name, size in SIZES.items()}


def measure(tools: Tools) -> Measured:
    found = speeds(tools)
    return Measured(
        found[LARGEST].seconds,
        "Not measured on AWS: calls, capacity units and processor time of aws_calls_per_million_recipients, by the limits of"
        " bench/limits.json and the assumed waits of bench/prices.json. For each part, how many batches of 500 a second"
        " it sustains; the slowest is the campaign's. The value is the size 'million', from the first call to LINE to the"
        " answer of the last, with all invocations running; its tables are warmed beyond what they may have without a"
        " request. Starting comes on top: from_cold, if Lambda adds its invocations evenly over a minute, and"
        " from_cold_by_the_minute, if it adds them at its end.",
        {
            name: {
                "seconds": of.seconds,
                "from_cold": of.from_cold,
                "from_cold_by_the_minute": of.from_cold_by_the_minute,
                "bound_by": of.bound,
                "batches_a_second": of.rates,
            }
            for name, of in found.items()
        },
    )


FIGURE = Figure(
    key="seconds_for_a_million_by_model",
    label=Words("100万人への配信にかかる秒数(計算)", "seconds for a million recipients, by the model"),
    unit="s",
    measure=measure,
    target=Target(12.5),
    timed=True,
)
