"""``python -m local.seed``: sample friends into the running local stack."""

import argparse
import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.connection import Connection
from pynamodb.exceptions import PynamoDBException
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from daifukucho.friends.edit import edit_from
from daifukucho.kernel.errors import DaifukuchoError, Invalid
from daifukucho_aws.bootstrap.world import of_aws
from local.line.client import LineSimulator
from local.seed.fill import Filled, fill
from local.seed.tables import Tables
from local.stack.__main__ import FOLDER
from local.stack.ministack import REGION
from local.stack.stack import DESCRIPTION
from local.stack.words import choose, say

SEED = "サンプル"


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
    try:
        filled = _fill(stack, options.friends, options.seed)
    except (PynamoDBException, BotoCoreError, ClientError, DaifukuchoError, httpx.HTTPError) as error:
        say(
            f"途中で止まりました: {error}\n書いた分は残っています。スタックが動いていることを確かめて、もう一度実行してください。",
            f"Stopped: {error}\nWhat was written is kept. Check that the stack is running, and run this again.",
        )
        return 1
    except KeyboardInterrupt:
        say(
            "止めました。もう一度実行すると続きから進みます。",
            "Stopped. Run it again to go on.",
        )
        return 130
    _tell(filled, options.seed, told=_simulator(stack) is not None)
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m local.seed",
        description=choose(
            "動いているローカルスタックに、履歴や購買のある友だちを追加します。もう一度実行しても増えません。",
            "Adds friends with a history, some with orders, to the running local stack. Running it again adds nobody twice.",
        ),
    )
    parser.add_argument(
        "--friends", type=_count, default=10_000, help=choose("人数(既定 10000)", "how many (default 10000)")
    )
    parser.add_argument(
        "--seed",
        type=_tag,
        default=SEED,
        help=choose(
            f"友だちの組の名前。別の名前なら別の友だちになり、名前は全員のタグになります(既定 {SEED})",
            f"the name of the set: another name, other friends; all of them have it as a tag (default {SEED})",
        ),
    )
    parser.add_argument(
        "--stack-file",
        type=Path,
        default=FOLDER / DESCRIPTION,
        help=choose(
            "スタックの stack.json(既定 .local/stack.json)", "the stack's stack.json (default .local/stack.json)"
        ),
    )
    return parser.parse_args(arguments)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(choose(f"1 以上の整数にしてください: {text}", f"must be 1 or more: {text}"))
    return int(text)


def _tag(text: str) -> str:
    try:
        (tag,) = edit_from({}, [text]).tags_add
    except Invalid as error:
        said = error.faults[0].message
        raise argparse.ArgumentTypeError(choose(said.ja, said.en)) from error
    return tag


def _fill(stack: dict[str, Any], count: int, seed: str) -> Filled:
    # It speaks to this machine only: no proxy, and the emulator's credentials.
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1"
    connection = Connection(
        region=REGION, host=stack["aws_endpoint"], aws_access_key_id="test", aws_secret_access_key="test"
    )
    names = ("FriendsTable", "LedgerTable", "CatalogTable")
    world = replace(of_aws(), connect=lambda *_, **__: connection)
    tables = Tables(world, *(stack["outputs"][name] for name in names))
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(TextColumn("{task.description}"), *columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(choose("友だち", "Friends"), total=count)
        return fill(tables, _simulator(stack), count, seed, lambda done: progress.advance(task, done))


def _simulator(stack: dict[str, Any]) -> LineSimulator | None:
    """The stack's own simulator of LINE; with LINE_API_BASE it has none, and nobody else is to be told."""
    return LineSimulator(stack["line_api"]) if "line" in stack["pids"] else None


def _tell(filled: Filled, seed: str, *, told: bool) -> None:
    say(
        f"友だち {filled.new:,}人と台帳の記録 {filled.entries:,}件を追加しました(すでにいた {filled.known:,}人はそのまま)。"
        f"全員にタグ「{seed}」が付いています。",
        f"Added {filled.new:,} friends and {filled.entries:,} ledger entries ({filled.known:,} friends were there"
        f" already, and are left as they are). All of them have the tag “{seed}”.",
    )
    if not told:
        say(
            "このスタックには LINE のシミュレーターがないため、LINE 側に友だちはいません。",
            "This stack has no simulator of LINE, so LINE does not know them.",
        )


if __name__ == "__main__":
    sys.exit(main())
