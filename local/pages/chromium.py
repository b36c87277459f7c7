"""Debian's Chromium, or Google's, driven by Playwright, with a new profile."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, sync_playwright

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
