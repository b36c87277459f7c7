"""One simulator for the whole run, made as new before each test, and a receiver of webhooks."""

import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from linebot.v3.messaging import ApiClient, Configuration, MessagingApi

from local.line.limits import DEFAULT_RATE, RATES
from local.line.process import RunningSimulator, running

FRESH = {
    "webhook_url": None,
    "webhook_active": True,
    "webhook_timeout_seconds": 2.0,
    "quota": None,
    "verified_account": True,
    "refuse_unknown_users": False,
    "rate_limits": {name: rate.model_dump() for name, rate in {**RATES, "push": DEFAULT_RATE}.items()},
}


class Receiver:
    """A bot server: keeps what it is sent; answers 200, or what ``answers`` says next."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.answers: deque[int] = deque()
        self.delay_seconds = 0.0
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.requests.append(({name.lower(): value for name, value in self.headers.items()}, body))
                time.sleep(receiver.delay_seconds)
                self.send_response(receiver.answers.popleft() if receiver.answers else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Says nothing: the paths and ids are of no use in a test's output."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhook"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.requests]

    @property
    def events(self) -> list[dict[str, Any]]:
        return [event for body in self.bodies for event in body["events"]]


@pytest.fixture(scope="session")
def simulator() -> Iterator[RunningSimulator]:
    with running() as simulator:
        yield simulator


@pytest.fixture
def sim(simulator: RunningSimulator) -> RunningSimulator:
    simulator.reset()
    simulator.configure(**FRESH)
    return simulator


@pytest.fixture
def receiver(sim: RunningSimulator) -> Iterator[Receiver]:
    receiver = Receiver()
    sim.configure(webhook_url=receiver.url)
    yield receiver
    receiver.close()


@pytest.fixture
def api(sim: RunningSimulator) -> Iterator[MessagingApi]:
    """LINE's own SDK, pointed at the simulator."""
    configuration = Configuration(host=sim.url, access_token=sim.channel_access_token)
    configuration.retries = False
    with ApiClient(configuration) as client:
        yield MessagingApi(client)


@pytest.fixture
def http(sim: RunningSimulator) -> Iterator[httpx.Client]:
    """Plain HTTP with the channel access token, for what the SDK would not let through."""
    headers = {"Authorization": f"Bearer {sim.channel_access_token}"}
    with httpx.Client(base_url=sim.url, headers=headers, trust_env=False) as client:
        yield client
