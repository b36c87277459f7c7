"""``python -m bench [NAME …]``: measure the figures, show them, and write them to results.json."""

import argparse
import sys
import time
from pathlib import Path
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from bench.figures import FIGURES
from bench.results import RESULTS, entry, merge
from bench.tools import tools
from local.stack.words import choose, say


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    measured: dict[str, dict[str, Any]] = {}
    with tools() as given:
        for key in options.names or FIGURES:
            say(f"測っています: {FIGURES[key].label.ja}…", f"Measuring {FIGURES[key].label.en}…")
            started = time.monotonic()
            measured[key] = entry(FIGURES[key], FIGURES[key].measure(given))
            merge(options.output, {key: measured[key]}, list(FIGURES))
            say(f"  {time.monotonic() - started:.0f} 秒", f"  {time.monotonic() - started:.0f} s")
    Console().print(table(measured))
    say(f"{options.output} に書きました。", f"Written to {options.output}.")
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description=choose(
            "ベンチマークを測り、表にして results.json に書きます。名前を指定するとその項目だけを測ります。",
            "Measures the benchmarks, shows them and writes results.json. With names, only those.",
        ),
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(FIGURES))
    parser.add_argument("--output", type=Path, default=RESULTS, help=choose("書き込み先", "where to write them"))
    options = parser.parse_args(arguments)
    unknown = [name for name in options.names if name not in FIGURES]
    if unknown:
        known = ", ".join(FIGURES)
        parser.error(
            choose(f"{unknown[0]} という項目はありません: {known}", f"there is no {unknown[0]}, only: {known}")
        )
    return options


def table(measured: dict[str, dict[str, Any]]) -> Table:
    """The figures as a table, in the language of the terminal."""
    shown = Table(title=choose("ベンチマーク", "Benchmarks"), box=SIMPLE)
    for ja, en in (("項目", "figure"), ("値", "value"), ("単位", "unit"), ("目標", "target"), ("達成", "met")):
        shown.add_column(choose(ja, en), justify="right" if en == "value" else "left", overflow="fold")
    for key, result in measured.items():
        figure = FIGURES[key]
        value, target = result["value"], figure.target
        shown.add_row(
            f"{choose(*figure.label)}\n[dim]{key}[/dim]",
            f"{value:,}",
            figure.unit,
            str(target or ""),
            "" if target is None else choose("はい", "yes") if target.met(value) else choose("いいえ", "no"),
        )
    return shown


if __name__ == "__main__":
    sys.exit(main())
