"""A page of the local stack, opened as a LINE user on a phone."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from local.line.client import LineSimulator
from local.pages import chromium
from local.pages.line_login import LineLogin

LOCALES = {"ja": "ja-JP", "en": "en-GB"}


def show(stack: Mapping[str, Any], user_id: str, page: str, language: str) -> None:
    """In a window, until it is closed. Raises RuntimeError if there is no browser, and Playwright's errors."""
    with _opened(stack, user_id, page, language, window=True) as opened:
        opened.wait_for_event("close", timeout=0)


def photograph(stack: Mapping[str, Any], user_id: str, picture: Path, page: str, language: str) -> str:
    """All of it, into a PNG file; its text. Raises as ``show`` does, also if it says nothing for half a minute."""
    with _opened(stack, user_id, page, language) as opened:
        opened.screenshot(path=picture, full_page=True)
        return opened.locator("#page").inner_text()


@contextmanager
def _opened(
    stack: Mapping[str, Any], user_id: str, page: str, language: str, *, window: bool = False
) -> Iterator[Page]:
    """The page once it says something, and our server has answered."""
    with LineSimulator(stack["line_api"]) as line, chromium.running(window=window) as browser:
        context = browser.new_context(**chromium.PHONE, locale=LOCALES[language], timezone_id="Asia/Tokyo")
        LineLogin(line, stack["liff"], user_id).install(context)
        opened = context.new_page()
        opened.goto(f"{stack['liff']}/{page}")
        opened.locator("#page h1").first.wait_for()
        opened.wait_for_load_state("networkidle")
        yield opened
