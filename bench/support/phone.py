"""A friend opens the member card on a phone: the deployed page in Chromium, with a cache, worker and network of its
own.

Nothing is answered from within the browser, which would turn its cache off and pass by its slow network: LINE's hosts are
a server on this machine, and a relay before the local stack counts what goes over the wire.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from bench.support.line_hosts import serving
from bench.support.relay import Relay, relay
from local.line.client import LineSimulator
from local.pages import chromium
from local.pages.line_login import LineLogin

KBIT = 1_000 / 8
_OBSERVE = """
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.largest = { at: entry.startTime, what: entry.element?.className || entry.element?.tagName };
}).observe({ type: "largest-contentful-paint", buffered: true });
"""


@dataclass(frozen=True, slots=True)
class Slowness:
    """``latency`` in ms for each request; ``down`` and ``up`` in kbit/s; ``processor``: so many times slower."""

    latency: float
    down: float
    up: float
    processor: float


@dataclass(frozen=True, slots=True)
class Visit:
    """``received``: bytes from our server. ``by_type``: those of the page itself by what they are, and ``line``: of LINE's
    hosts. ``largest_at``: the largest contentful paint, ms after the navigation began, of ``largest``."""

    received: int
    by_type: Mapping[str, int]
    largest_at: float
    largest: str


class Phone:
    """Opens the card again and again, each time as if for the first time."""

    def __init__(self, browser: Browser, wire: Relay, url: str) -> None:
        self._browser = browser
        self._wire = wire
        self._url = url
        self._state: StorageState | None = None

    def log_in(self) -> Visit:
        """In a browser: LINE's login leads the friend away and back. Later visits are logged in already, as in the LINE
        app."""
        with self._context() as context:
            visit = self._visit(context, None)
            state = context.storage_state()
        for origin in state["origins"]:
            origin["localStorage"] = [item for item in origin["localStorage"] if item["name"].startswith("LIFF_STORE")]
        self._state = state
        return visit

    def visit(self, slowness: Slowness | None = None) -> Visit:
        """The friend's first visit, logged in, with nothing of ours on the phone."""
        with self._context() as context:
            return self._visit(context, slowness)

    @contextmanager
    def _context(self) -> Iterator[BrowserContext]:
        context = self._browser.new_context(
            **chromium.PHONE,
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            storage_state=self._state,
        )
        try:
            yield context
        finally:
            context.close()

    def _visit(self, context: BrowserContext, slowness: Slowness | None) -> Visit:
        page = context.new_page()
        page.add_init_script(_OBSERVE)
        seen = _Requests(page)
        if slowness:
            seen.slow_down(slowness)
        before = self._wire.received
        page.goto(self._url, timeout=120_000)
        page.locator(".qr").wait_for(timeout=120_000)
        chromium.wait_until_kept(page, 120)
        page.wait_for_load_state("networkidle", timeout=120_000)
        largest = page.evaluate("window.largest")
        return Visit(self._wire.received - before, seen.by_type, largest["at"], largest["what"])


class _Requests:
    """What a page gets, as Chromium's network sees it."""

    def __init__(self, page: Page) -> None:
        self.by_type: dict[str, int] = {}
        self._types: dict[str, str] = {}
        self._session = page.context.new_cdp_session(page)
        self._session.send("Network.enable")
        self._session.on("Network.responseReceived", self._answered)
        self._session.on("Network.loadingFinished", self._finished)

    def slow_down(self, slowness: Slowness) -> None:
        self._session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": slowness.latency,
                "downloadThroughput": slowness.down * KBIT,
                "uploadThroughput": slowness.up * KBIT,
            },
        )
        self._session.send("Emulation.setCPUThrottlingRate", {"rate": slowness.processor})

    def _answered(self, event: dict[str, Any]) -> None:
        host = urlsplit(event["response"]["url"]).hostname or ""
        self._types[event["requestId"]] = "line" if host.endswith("line.me") else event["type"].lower()

    def _finished(self, event: dict[str, Any]) -> None:
        kind = self._types.get(event["requestId"])
        if kind:
            self.by_type[kind] = self.by_type.get(kind, 0) + int(event["encodedDataLength"])


@contextmanager
def phone(stack: Mapping[str, Any], friend_id: str) -> Iterator[Phone]:
    """A friend's phone, logged out. Raises RuntimeError if there is no Chromium."""
    address = urlsplit(stack["liff"])
    with ExitStack() as parts:
        wire = parts.enter_context(relay(address.port or 80))
        liff = address._replace(netloc=f"127.0.0.1:{wire.port}").geturl()
        line = parts.enter_context(LineSimulator(stack["line_api"]))
        port = parts.enter_context(serving(LineLogin(line, liff, friend_id)))
        # Nobody vouches for the certificate of this LINE; a browser with a profile of its own goes nowhere else.
        told = (f"--host-resolver-rules=MAP *.line.me 127.0.0.1:{port}", "--ignore-certificate-errors")
        browser = parts.enter_context(chromium.running(told))
        yield Phone(browser, wire, f"{liff}/card")
