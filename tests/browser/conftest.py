"""A real Chromium, and pages that are watched."""

import base64
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import zxingcpp
from playwright.sync_api import Browser, Page, Request

from daifukucho_client import NotFound
from local.api import connect
from local.line.client import LineSimulator
from local.pages import chromium
from local.pages.line_login import LineLogin

HERE = Path(__file__).parent
PATIENCE = 60.0
SIZES: dict[str, dict[str, Any]] = {
    "phone": chromium.PHONE,
    "desktop": {"viewport": {"width": 1280, "height": 900}},
}
AXE = HERE.parents[1] / "node_modules/axe-core/axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} forbids ${event.blockedURI}`));
"""


@pytest.fixture
def line(stack: dict[str, Any]) -> LineSimulator:
    return LineSimulator(stack["line_api"])


@pytest.fixture
def follower(stack: dict[str, Any], line: LineSimulator) -> Callable[..., str]:
    """Makes a LINE user, who follows the shop; returns once the shop knows the name."""

    def make(name: str = "大福 花子") -> str:
        user_id = "U" + uuid4().hex
        line.put_friends([{"user_id": user_id, "display_name": name, "following": False}])
        line.follow(user_ids=[user_id], redeliveries=5)
        api = connect(stack)
        deadline = monotonic() + PATIENCE
        while True:
            with suppress(NotFound):
                if api.friends.get(user_id).display_name:
                    return user_id
            assert monotonic() < deadline, "the shop does not get to know the friend"
            sleep(0.2)

    return make


@pytest.fixture
def login(stack: dict[str, Any], line: LineSimulator) -> Callable[..., LineLogin]:
    """Who is logged in to LINE in the browser."""

    def make(user_id: str, **claims: Any) -> LineLogin:
        return LineLogin(line, stack["liff"], user_id, claims)

    return make


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One a module: Playwright keeps an event loop going in this thread for as long as it runs, and tests with a loop
    of their own may come after."""
    if chromium.program() is None:
        pytest.fail(f"The browser tests need one of {', '.join(chromium.NAMES)} on PATH: run 'make setup'.")
    with chromium.running() as browser:
        yield browser


@dataclass
class Visit:
    """An open page: what it asked for, and what went wrong on it."""

    page: Page
    requests: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    @property
    def origins(self) -> set[str]:
        """Whom it asked; what is in the page itself (``data:``) asks nobody."""
        parts = [urlsplit(url) for url in self.requests]
        return {f"{part.scheme}://{part.netloc}" for part in parts if part.scheme not in ("data", "blob")}

    def screenshot(self, name: str, *, whole: bool = False) -> None:
        """``whole``: also what is below the screen's end."""
        self.page.screenshot(path=HERE / "screenshots" / f"{name}.png", full_page=whole)

    def inspect(self, name: str) -> None:
        """What holds for every page: at the size that people read, at 200 %, and then at 320 CSS pixels; each with a screenshot."""
        page, before = self.page, self.page.viewport_size
        assert before
        assert self.faint() == []
        sizes = [("", before, ""), ("-200", before, "200%"), ("-320", {"width": 320, "height": 740}, "200%")]
        for suffix, size, letters in sizes:
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.evaluate("letters => (document.documentElement.style.fontSize = letters)", letters)
            assert not self.overflows(), suffix
            assert self.broken() == [], suffix
            assert self.cramped() == [], suffix
            assert self.against_wcag() == [], suffix
            self.screenshot(f"{name}{suffix}", whole=True)
        page.set_viewport_size(before)
        page.evaluate("document.documentElement.style.fontSize = ''")

    def faint(self) -> list[str]:
        """The texts that are hard to read on what is behind them."""
        return self.page.evaluate((HERE / "contrast.js").read_text("utf-8"))

    def against_wcag(self) -> list[str]:
        """What axe finds against WCAG 2.2, levels A and AA."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text("utf-8"))
        found = self.page.evaluate("tags => axe.run({runOnly: tags}).then((r) => r.violations)", WCAG)
        return [f"{v['id']}: {node['html']}" for v in found for node in v["nodes"]]

    def codes(self) -> dict[str, str]:
        """The texts of the codes that a till's reader finds on the page, by their kinds: ``QRCode``, ``EAN13``, ``Code128``."""
        png = base64.b64encode(self.page.screenshot(full_page=True)).decode()
        width, height, grey = self.page.evaluate((HERE / "grey.js").read_text("utf-8"), png)
        image = memoryview(base64.b64decode(grey)).cast("B", shape=[height, width])
        return {code.format.name: code.text for code in zxingcpp.read_barcodes(image)}

    def shifted(self) -> float:
        """How much has moved by itself since the page was opened: the layout shift (CLS) that Chromium counts."""
        return self.page.evaluate(
            """() => new Promise((done) => {
              let sum = 0;
              const seen = new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
              });
              seen.observe({ type: "layout-shift", buffered: true });
              requestAnimationFrame(() => setTimeout(() => done(sum), 100));
            })"""
        )

    def broken(self) -> list[str]:
        """The figures that break over two lines."""
        return self.page.evaluate((HERE / "figures.js").read_text("utf-8"))

    def cramped(self) -> list[str]:
        """The buttons that stand less than 8 CSS pixels below what is above them."""
        return self.page.evaluate(
            """() => [...document.querySelectorAll("button, a.button")]
              .filter((button) => button.checkVisibility() && button.previousElementSibling?.checkVisibility())
              .filter((button) => {
                const [above, here] = [button.previousElementSibling, button].map((e) => e.getBoundingClientRect());
                return above.bottom <= here.bottom && above.right > here.left && here.top - above.bottom < 8;
              })
              .map((button) => button.outerHTML)"""
        )

    def overflows(self) -> bool:
        """Whether it is wider than the screen."""
        return self.page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Opens pages, each in a context of its own."""
    contexts = []

    def open_page(
        url: str,
        size: str = "desktop",
        scheme: str = "light",
        *,
        locale: str = "ja-JP",
        login: LineLogin | None = None,
        status: int = 200,
    ) -> Visit:
        context = browser.new_context(
            **SIZES[size],
            color_scheme=scheme,
            locale=locale,
            timezone_id="Asia/Tokyo",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.add_init_script(REPORT_VIOLATIONS)
        if login:
            login.install(context)
        visit = Visit(context.new_page())

        def failed(request: Request) -> None:
            visit.troubles.append(f"{request.url}: {request.failure}")

        context.on("request", lambda request: visit.requests.append(request.url))
        context.on("requestfailed", failed)
        context.on("weberror", lambda error: visit.troubles.append(str(error.error)))
        context.on("console", lambda m: visit.troubles.append(m.text) if m.type in ("error", "warning") else None)
        answer = visit.page.goto(url)
        assert answer is not None
        assert answer.status == status
        return visit

    yield open_page
    for context in contexts:
        context.close()
