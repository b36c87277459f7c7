"""How long the local stack takes for a member card."""

import time
from statistics import median, quantiles

import httpx

from bench.figure import Figure, Measured, Target
from bench.tools import Tools
from daifukucho.kernel.words import Words
from local.line.client import LineSimulator
from local.pages import sample

REQUESTS = 100
"""With the ten before them fewer than a friend may make in a minute; so it is a friend of whom nothing else is asked."""


def measure(tools: Tools) -> Measured:
    stack = tools.stack
    with LineSimulator(stack["line_api"]) as line:
        token = line.id_token(sample.member(stack, "大福 太郎"))["id_token"]
    with httpx.Client(
        headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "gzip"}, trust_env=False, timeout=60
    ) as http:
        times = [_asked(http, f"{stack['liff']}/api/card") for _ in range(REQUESTS + 10)][10:]
    return Measured(
        median(times),
        f"The card's JSON asked for {REQUESTS} times in a row over one connection, from the request to the end of the"
        " answer, the first ten left out; the median. The gateway, the function and DynamoDB are MiniStack on this"
        " machine; the ID token is verified each time.",
        {"fastest": min(times), "95th_percentile": quantiles(times, n=20)[-1]},
    )


def _asked(http: httpx.Client, url: str) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    answer = http.get(url)
    taken = time.perf_counter() - started
    if answer.status_code != 200:
        raise RuntimeError(f"the card was refused: {answer.text}")
    return taken * 1_000


FIGURE = Figure(
    key="card_server_ms_warm",
    label=Words("会員証のサーバー時間(ローカルスタック)", "server's time for a member card, local stack"),
    unit="ms",
    measure=measure,
    target=Target(400),
    timed=True,
)
