"""A real Chromium, and pages that are watched."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

HERE = Path(__file__).parent
NAMES = ("chromium", "chromium-browser", "google-chrome")
# No GPU, no sandbox (a container's root has none), and nothing that Chromium does on the network by itself.
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True},
    "desktop": {"viewport": {"width": 1280, "height": 900}},
}
REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} forbids ${event.blockedURI}`));
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium with a new profile. One a module: Playwright keeps an event loop going in this thread for as
    long as it runs, and tests with a loop of their own may come after."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.fail(f"The browser tests need Chromium, and none of {', '.join(NAMES)} is on PATH: run 'make setup'.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


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

    def screenshot(self, name: str) -> None:
        self.page.screenshot(path=HERE / "screenshots" / f"{name}.png")

    def faint(self) -> list[str]:
        """The texts that are hard to read on what is behind them."""
        return self.page.evaluate((HERE / "contrast.js").read_text("utf-8"))

    def overflows(self) -> bool:
        """Whether it is wider than the screen."""
        return self.page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Opens pages, each in a context of its own."""
    contexts = []

    def open_page(url: str, size: str = "desktop", scheme: str = "light") -> Visit:
        context = browser.new_context(
            **SIZES[size],
            color_scheme=scheme,
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.add_init_script(REPORT_VIOLATIONS)
        visit = Visit(context.new_page())

        def failed(request: Request) -> None:
            visit.troubles.append(f"{request.url}: {request.failure}")

        context.on("request", lambda request: visit.requests.append(request.url))
        context.on("requestfailed", failed)
        context.on("weberror", lambda error: visit.troubles.append(str(error.error)))
        context.on("console", lambda m: visit.troubles.append(m.text) if m.type in ("error", "warning") else None)
        answer = visit.page.goto(url)
        assert answer is not None
        assert answer.status == 200
        return visit

    yield open_page
    for context in contexts:
        context.close()
