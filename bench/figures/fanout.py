"""How many friends the local stack sends to in a second, once its functions have started."""

import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Any

from bench.figure import Figure, Measured
from bench.support.stack import described, drain, send_to_tag
from bench.tools import Tools
from daifukucho.kernel.words import Words
from local.line.client import LineSimulator

FRIENDS = 10_000
TAG = "fanout"
PATIENCE = 1_200.0
"""Seconds that a busy machine may take for what the seeding or a campaign leaves to do."""


def measure(tools: Tools) -> Measured:
    stack = tools.stack
    seeded = _seed(stack)
    with LineSimulator(stack["line_api"]) as line:
        cold = _send(stack, line)
        warm = _send(stack, line)
    return Measured(
        warm["planned"] / warm["seconds"],
        f"A multicast campaign to {FRIENDS:,} seeded friends, from the call that sends it until the last batch has its"
        " receipt, two senders at once as the local stack has them; planned friends divided by those seconds. It is the"
        " second one on this stack, when the functions that send have started; the first one, by which they start, is"
        " beside it as cold. All of AWS is MiniStack on this machine: it says how fast a developer's machine is, not AWS.",
        {
            "cold_recipients_per_second": cold["planned"] / cold["seconds"],
            **{f"cold_{name}": value for name, value in cold.items()},
            **warm,
            "seeded_per_second": FRIENDS / seeded,
        },
    )


def _seed(stack: Mapping[str, Any]) -> float:
    """Fill the stack; the seconds until everybody was written."""
    started = time.perf_counter()
    with described(stack) as file:
        subprocess.run(
            [sys.executable, "-m", "local.seed", "--friends", str(FRIENDS), "--seed", TAG, "--stack-file", str(file)],
            check=True,
            capture_output=True,
        )
    seconds = time.perf_counter() - started
    drain(stack, PATIENCE)
    return seconds


def _send(stack: Mapping[str, Any], line: LineSimulator) -> dict[str, float]:
    """One campaign to all of them, and what it leaves to do done: its seconds, and how many were planned and sent.

    Raises RuntimeError if LINE counts other friends than the report, or somebody more than once.
    """
    before = line.received_counts()
    run, seconds = send_to_tag(stack, TAG)
    times = [count - before.get(friend, 0) for friend, count in line.received_counts().items()]
    if not run.closed or run.planned != FRIENDS or times.count(1) != run.sent or max(times) > 1:
        raise RuntimeError(
            f"LINE counts {times.count(1)} friends, one of them {max(times)} times; the report says {run}"
        )
    drain(stack, PATIENCE)
    return {"seconds": seconds, "planned": run.planned, "sent": run.sent}


FIGURE = Figure(
    key="fanout_recipients_per_second_local",
    label=Words("一斉配信(ローカルスタック)", "fan-out of a campaign, local stack"),
    unit="recipients/s",
    measure=measure,
    timed=True,
)
