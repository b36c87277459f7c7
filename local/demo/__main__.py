"""``python -m local.demo``: starts the local stack and does the main job on it.

It stays up until Ctrl-C. With ``ONCE=1`` it ends, with 0 if every report adds up, LINE's own counts agree and the member
card has opened, else 1.
"""

import os
import sys
from collections.abc import Mapping
from typing import Any

import httpx
from playwright.sync_api import Error as PlaywrightError
from rich.console import Console

from daifukucho_client import ApiError
from local.demo import card, job
from local.stack.__main__ import up
from local.stack.words import say


def demonstrate(stack: Mapping[str, Any]) -> int | None:
    try:
        good = job.show(stack, Console())
        opened = card.show(stack, Console())
    except (ApiError, httpx.HTTPError, TimeoutError, PlaywrightError) as error:
        say(f"デモは途中で止まりました。\n{error}", f"The demo stopped half way.\n{error}")
        good = False
    else:
        if good:
            say(
                "レポートは合っています。LINE側の実数とも一致しました。",
                "The reports add up, and LINE's own counts agree.",
            )
        else:
            say("レポートが合いません。", "The reports do not add up.")
        if not opened:
            say("会員証が正しく開きませんでした。", "The member card did not open as it should.")
        good = good and opened
    if os.environ.get("ONCE") == "1":
        return 0 if good else 1
    say("Ctrl-C で止まります。", "Ctrl-C stops it.")
    return None


if __name__ == "__main__":
    sys.exit(up(demonstrate))
