"""How many webhook events the local stack takes in a second."""

import json
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import median, quantiles
from typing import Any

import httpx

from bench.figure import Figure, Measured
from bench.figures.webhook_calls import event
from bench.tools import Tools
from daifukucho.kernel.words import Words
from daifukucho.ledger.signature import sign

CLIENTS = 4
SINGLE_REQUESTS, FULL_REQUESTS, FULL = 400, 80, 50


def measure(tools: Tools) -> Measured:
    stack = tools.stack
    with httpx.Client(trust_env=False, timeout=60) as http:
        _post_all(http, stack, _requests(20, 1, 0))  # start the functions
        single = _post_all(http, stack, _requests(SINGLE_REQUESTS, 1, 1_000))
        full = _post_all(http, stack, _requests(FULL_REQUESTS, FULL, 10_000))
    return Measured(
        FULL * len(full.latencies) / full.seconds,
        f"{FULL_REQUESTS} signed requests of {FULL} events of as many new users, {CLIENTS} at a time, to the local"
        " stack: API Gateway, Lambda and DynamoDB are MiniStack, all on this machine, where the ledger's stream folds"
        " what has come in at the same time. It says how fast a developer's machine is, not AWS.",
        {
            "events_per_second_one_a_request": len(single.latencies) / single.seconds,
            "p50_ms_one_a_request": 1000 * median(single.latencies),
            "p99_ms_one_a_request": 1000 * quantiles(single.latencies, n=100)[98],
            "p50_ms_fifty_a_request": 1000 * median(full.latencies),
            "p99_ms_fifty_a_request": 1000 * quantiles(full.latencies, n=100)[98],
            "line_waits_ms": 2000,
        },
    )


class _Answers:
    def __init__(self, seconds: float, latencies: Sequence[float]) -> None:
        self.seconds = seconds
        self.latencies = latencies


def _requests(count: int, size: int, first: int) -> list[bytes]:
    return [
        json.dumps({"destination": "U0", "events": [event(first + n * size + i) for i in range(size)]}).encode()
        for n in range(count)
    ]


def _post_all(http: httpx.Client, stack: dict[str, Any], bodies: Sequence[bytes]) -> _Answers:
    """Post them, some at a time. Raises httpx.HTTPStatusError if one is not taken."""

    def post(body: bytes) -> float:
        signature = sign(body, stack["channel_secret"]).decode()
        started = time.perf_counter()
        http.post(stack["webhook"], content=body, headers={"x-line-signature": signature}).raise_for_status()
        return time.perf_counter() - started

    with ThreadPoolExecutor(CLIENTS) as pool:
        started = time.perf_counter()
        latencies = list(pool.map(post, bodies))
        return _Answers(time.perf_counter() - started, latencies)


FIGURE = Figure(
    key="webhook_events_per_second_local",
    label=Words("Webhookの受信(ローカルスタック)", "webhook events taken in, local stack"),
    unit="events/s",
    measure=measure,
    timed=True,
)
