"""How much of LINE's limit a campaign to a million friends uses, by the model."""

from bench.figure import Figure, Measured, Target
from bench.figures.seconds_for_a_million import LARGEST, speeds
from bench.support.million import MILLION
from bench.support.speed import limits
from bench.tools import Tools
from daifukucho.delivery.line import Mode
from daifukucho.kernel.words import Words


def measure(tools: Tools) -> Measured:
    calls = MILLION / Mode.MULTICAST.batch_size
    most = limits()["line_multicasts_a_second"]
    shares = {name: calls / of.seconds / most for name, of in speeds(tools).items()}
    return Measured(
        shares[LARGEST],
        f"Of LINE's {most:g} multicasts a second: {calls:,.0f} calls in the seconds of seconds_for_a_million_by_model, size"
        " 'million'. Senders take nine tenths at most (docs/line.md).",
        shares,
    )


FIGURE = Figure(
    key="share_of_lines_limit",
    label=Words("LINEの上限に対する割合(計算)", "share of LINE's limit, by the model"),
    unit="ratio",
    measure=measure,
    target=Target(0.8, at_least=True),
    timed=True,
)
