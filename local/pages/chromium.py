"""Debian's Chromium, or Google's, driven by Playwright, with a new profile."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
# No GPU, no sandbox (a container's root has none), and nothing that Chromium does on the network by itself.
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True}
"""As Playwright's contexts take it."""


def program() -> str | None:
    """The browser's program; ``None`` if there is none on PATH."""
    return next(filter(None, map(shutil.which, NAMES)), None)


_KEPT = """
async () => {
  await navigator.serviceWorker.ready;
  const files = performance.getEntriesByType("resource").map((entry) => entry.name).filter((url) => url.includes("/assets/"));
  const found = await Promise.all([location.origin + location.pathname, ...files].map((url) => caches.match(url)));
  return files.length > 0 && found.every(Boolean);
}
"""


def wait_until_kept(page: Page, seconds: float = 60) -> None:
    """Until the page and its files are kept for when there is no connection.

    Asked again and again from here: Playwright's ``wait_for_function`` takes a promise for a yes. Raises TimeoutError.
    """
    deadline = monotonic() + seconds
    while not page.evaluate(_KEPT):
        if monotonic() > deadline:
            raise TimeoutError(f"The page's files are not kept after {seconds} s.")
        sleep(0.05)


@contextmanager
def running(arguments: Sequence[str] = (), *, window: bool = False) -> Iterator[Browser]:
    """The browser, until the end of the block. ``window``: for people to look at.

    Playwright keeps an event loop going in this thread for as long as it runs. Raises RuntimeError if there is none.
    """
    found = program()
    if found is None:
        raise RuntimeError(f"None of {', '.join(NAMES)} is on PATH.")
    shown = () if window else ("--headless",)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, headless=not window, args=[*shown, *_ARGUMENTS, *arguments]
        )
        yield browser
        browser.close()
