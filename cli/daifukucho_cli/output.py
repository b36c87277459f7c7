"""What commands answer on standard output: tables for people, JSON for programs."""

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol, TypeVar

from daifukucho_cli.screen import choose, printable, warn

# Imports that take long are made where they are used: not every command prints a table.
if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

T = TypeVar("T")

_MOST_IN_TABLE = 50
_LEAST_WIDTH = 8
"""Cells that a column keeps beside the ids, which are wide."""


class Column(NamedTuple):
    """A column of a table, or a line of a sheet: its headings, and what it shows. ``whole``: an id, which the next command
    may be given; it stays on one line where there is room."""

    ja: str
    en: str
    of: Callable[[Any], str]
    right: bool = False
    whole: bool = False


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
    print_wide(_table(found[:most], columns))
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
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", overflow="fold")
    grid.add_column(overflow="fold")
    for line in lines:
        if shown := line.of(item):
            grid.add_row(Text(choose(ja=line.ja, en=line.en)), text(shown))
    print_wide(grid)


def _table(items: Sequence[T], columns: Sequence[Column]) -> "Table":
    """A table in which nothing is cut off: what does not fit goes on in the next line, ids last of all."""
    from rich.box import SIMPLE_HEAD
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table

    headings = [choose(ja=column.ja, en=column.en) for column in columns]
    cells = [[text(column.of(item)) for column in columns] for item in items]
    room = Console().width - 3 * len(columns) - _LEAST_WIDTH * sum(not column.whole for column in columns)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for i, column in enumerate(columns):
        widest = max(cell_len(headings[i]), *(row[i].cell_len for row in cells))
        fits = column.whole and widest <= room
        room -= widest if fits else _LEAST_WIDTH if column.whole else 0
        justify: Literal["left", "right"] = "right" if column.right else "left"
        table.add_column(headings[i], justify=justify, overflow="fold", no_wrap=fits)
    for row in cells:
        table.add_row(*row)
    return table


def print_json(item: object) -> None:
    """Print one line of JSON."""
    import msgspec

    sys.stdout.write(msgspec.json.encode(item).decode() + "\n")


def print_wide(what: "RenderableType") -> None:
    """Print on standard output. Into a file or another program nothing is wrapped or cut."""
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = max(
            console.width, console.measure(what, options=console.options.update(max_width=10_000)).maximum
        )
    console.print(what)


def text(words: str) -> "Text":
    from rich.text import Text

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
