"""How many friends the local stack sends to in a second."""

import subprocess
import sys
import time
from typing import Any

from bench.figure import Figure, Measured
from bench.support.stack import described, drain, send_to_tag
from bench.tools import Tools
from daifukucho.kernel.words import Words
from local.line.client import LineSimulator

FRIENDS = 5_000
TAG = "fanout"


def measure(tools: Tools) -> Measured:
    stack = tools.stack
    started = time.perf_counter()
    with described(stack) as file:
        subprocess.run(
            [sys.executable, "-m", "local.seed", "--friends", str(FRIENDS), "--seed", TAG, "--stack-file", str(file)],
            check=True,
            capture_output=True,
        )
    seeded = time.perf_counter() - started
    drain(stack, 600)
    with LineSimulator(stack["line_api"]) as line:
        run, seconds = send_to_tag(stack, TAG)
        reached = _once(line)
    if not run.closed or run.planned != FRIENDS or run.sent != reached:
        raise RuntimeError(f"LINE counts {reached} friends, the report says {run}")
    return Measured(
        run.planned / seconds,
        f"A multicast campaign to {FRIENDS:,} seeded friends, from the call that sends it until the last batch has its"
        " receipt, two senders at once as the local stack has them; planned friends divided by those seconds. All of"
        " AWS is MiniStack on this machine: it says how fast a developer's machine is, not AWS.",
        {"seconds": seconds, "planned": run.planned, "sent": run.sent, "seeded_per_second": FRIENDS / seeded},
    )


def _once(line: LineSimulator) -> int:
    counts: dict[str, Any] = line.received_counts()
    if max(counts.values()) > 1:
        raise RuntimeError("LINE was asked to send to somebody twice")
    return len(counts)


FIGURE = Figure(
    key="fanout_recipients_per_second_local",
    label=Words("一斉配信(ローカルスタック)", "fan-out of a campaign, local stack"),
    unit="recipients/s",
    measure=measure,
    timed=True,
)
