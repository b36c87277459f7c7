"""``results.json``: what was measured last, figure by figure."""

import json
import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.figure import Figure, Measured

RESULTS = Path(__file__).with_name("results.json")
_DIGITS = 4


def entry(figure: Figure, measured: Measured) -> dict[str, Any]:
    """What is written of a figure."""
    how = f"{measured.how} Measured on {machine()}." if figure.timed else measured.how
    return {
        "value": rounded(measured.value),
        "unit": figure.unit,
        "how": how,
        "compared_to": rounded(measured.compared_to),
    }


def rounded(value: Any) -> Any:
    """The same with what is not whole cut to four significant digits, which is more than any timing has."""
    if isinstance(value, float):
        short = value if value.is_integer() else float(f"{value:.{_DIGITS}g}")
        return int(short) if short.is_integer() else short
    if isinstance(value, Mapping):
        return {name: rounded(inner) for name, inner in value.items()}
    return value


def merge(path: Path, new: Mapping[str, dict[str, Any]], order: list[str]) -> None:
    """Write new entries over the old ones of the same figures; those of figures that are no more go."""
    old: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    known = {**old, **new}
    text = json.dumps({key: known[key] for key in order if key in known}, ensure_ascii=False, indent=2)
    path.write_text(f"{text}\n", "utf-8")


def machine() -> str:
    """The machine without its name: cores, processor, Python."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{os.cpu_count()} cores of {_processor()} ({platform.machine()}), {platform.system()}, {python}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "an unnamed processor"
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "an unnamed processor")
