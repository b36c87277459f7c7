"""``python -m local.pages [PAGE]``: a page of the running local stack, in a browser where LINE is the simulator."""

import argparse
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Error

from daifukucho_client import ApiError
from local.pages import chromium, sample
from local.pages.open import photograph, show
from local.stack.__main__ import FOLDER
from local.stack.stack import DESCRIPTION
from local.stack.words import choose, say


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    try:
        stack = json.loads(options.stack_file.read_text())
    except FileNotFoundError:
        say(
            f"{options.stack_file} がありません。先に make up でローカルスタックを起動してください。",
            f"There is no {options.stack_file}. Start the local stack with 'make up' first.",
        )
        return 1
    if "line" not in stack["pids"]:
        say(
            "このスタックには LINE のシミュレーターがないため、ログインできません。",
            "This stack has no simulator of LINE, so nobody can be logged in.",
        )
        return 1
    if chromium.program() is None:
        say(
            "Chromium または Google Chrome が必要です。",
            "Chromium or Google Chrome is needed.",
        )
        return 1
    try:
        _open(stack, options)
    except (ApiError, httpx.HTTPError, TimeoutError, Error) as error:
        say(f"開けませんでした。\n{error}", f"It could not be opened.\n{error}")
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def _open(stack: Mapping[str, Any], options: argparse.Namespace) -> None:
    friend = options.friend or sample.member(stack)
    if _has_display():
        say("ウィンドウを閉じると終わります。", "Closing the window ends it.")
        show(stack, friend, options.page, options.language)
    else:
        picture = FOLDER / "pages" / f"{options.page.replace('/', '-')}-{options.language}.png"
        photograph(stack, friend, picture, options.page, options.language)
        say(
            f"画面がないため、画像にしました: {picture}",
            f"There is no display, so here is a picture: {picture}",
        )


def _has_display() -> bool:
    return sys.platform in ("darwin", "win32") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m local.pages",
        description=choose(
            "動いているローカルスタックのページを、LINE にログインした状態で開きます。",
            "Opens a page of the running local stack as somebody who is logged in to LINE.",
        ),
    )
    parser.add_argument(
        "page", nargs="?", default="card", help=choose("/liff/ より後のパス(既定 card)", "path below /liff/ (card)")
    )
    parser.add_argument(
        "--friend",
        metavar="U…",
        help=choose(f"だれとして開くか(既定は{sample.HANAKO}さん)", f"as whom (by default {sample.HANAKO})"),
    )
    parser.add_argument("--language", choices=["ja", "en"], default=choose("ja", "en"))
    parser.add_argument("--stack-file", type=Path, default=FOLDER / DESCRIPTION, help=".local/stack.json")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
