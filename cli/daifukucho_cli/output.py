"""What commands answer on standard output: tables for people, JSON for programs."""

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple, Protocol, TypeVar

import msgspec
from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from daifukucho_cli.screen import choose, printable, warn

T = TypeVar("T")

_MOST_IN_TABLE = 50


class Column(NamedTuple):
    """A column of a table, or a line of a sheet: its headings, and what it shows."""

    ja: str
    en: str
    of: Callable[[Any], str]
    right: bool = False


def show_list(items: Iterable[T], columns: Sequence[Column], *, as_json: bool, limit: int | None) -> None:
    """Print a list: JSON, one line for each as they come, or a table, which ends where a person would stop reading."""
    if as_json:
        for item in islice(items, limit):
            print_json(item)
        return
    most = limit or _MOST_IN_TABLE
    found = list(islice(items, most + 1))
    if not found:
        warn(ja="ありません。", en="There are none.")
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(choose(ja=column.ja, en=column.en), justify="right" if column.right else "left")
    for item in found[:most]:
        table.add_row(*(text(column.of(item)) for column in columns))
    print_wide(table)
    if len(found) > most and limit is None:
        warn(
            ja=f"最初の{most}件です。続きは --limit か --json で見られます。",
            en=f"These are the first {most}. See more with --limit or --json.",
        )


def show_one(item: T, lines: Sequence[Column], *, as_json: bool) -> None:
    """Print one thing: JSON, or a sheet with a line for each of what it has. Lines that would be empty are left out."""
    if as_json:
        print_json(item)
        return
    grid = Table.grid(padding=(0, 2))
    for line in lines:
        if shown := line.of(item):
            grid.add_row(Text(choose(ja=line.ja, en=line.en), style="dim"), text(shown))
    print_wide(grid)


def print_json(item: object) -> None:
    """Print one line of JSON."""
    sys.stdout.write(msgspec.json.encode(item).decode() + "\n")


def print_wide(what: RenderableType) -> None:
    """Print on standard output. Into a file or another program nothing is wrapped or cut."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = max(
            console.width, console.measure(what, options=console.options.update(max_width=10_000)).maximum
        )
    console.print(what)


def text(words: str) -> Text:
    return Text(printable(words))


def when(at: datetime | None) -> str:
    """A time as people write it; the API says it in Japan's time."""
    if at is None:
        return ""
    weekday = "月火水木金土日"[at.weekday()]
    return choose(ja=f"{at:%Y}年{at.month}月{at.day}日({weekday}) {at:%H:%M}", en=f"{at.day} {at:%b %Y, %H:%M}")


class Bilingual(Protocol):
    """The same in Japanese and in English."""

    @property
    def ja(self) -> str: ...
    @property
    def en(self) -> str: ...


def sentence(words: Bilingual) -> str:
    return choose(ja=words.ja, en=words.en)


def number(count: int | None) -> str:
    return "" if count is None else f"{count:,}"


def yen(amount: float) -> str:
    return f"¥{amount:,g}" if amount < 1_000 else f"¥{amount:,.0f}"
