"""A friend opens the member card, on the page and with the LIFF SDK that are deployed."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console

from local.api import connect
from local.pages import chromium, sample
from local.pages.open import photograph
from local.stack.__main__ import FOLDER
from local.stack.words import choose

PICTURE = FOLDER / "card.png"


def show(stack: Mapping[str, Any], console: Console) -> bool:
    """A friend buys, is stamped, and opens the member card. True if the card shows the points and the ledger has the
    opening; also true where there is no browser, which is then said."""
    if chromium.program() is None:
        console.print(
            choose("Chromium がないため、会員証は開きません。", "There is no Chromium, so no card is opened.")
        )
        return True
    friend = sample.member(stack)
    text = photograph(stack, friend, PICTURE, "card", choose("ja", "en"))
    with connect(stack) as api:
        points = api.points.account(friend).points
        seen = any(entry.kind == "card_opened" for entry in api.friends.ledger(friend))
    good = seen and f"{points:,}" in text
    mark = "✓" if good else "✗"
    console.print(
        choose(
            f"{sample.HANAKO}さんが会員証を開きました({points:,}ポイント、台帳に記録あり) {mark}\n画像: {PICTURE}",
            f"{sample.HANAKO} has opened the member card ({points:,} points, noted in the ledger) {mark}\n"
            f"Picture: {PICTURE}",
        ),
        soft_wrap=True,
        highlight=False,
    )
    return good
