"""Memory of processes over time: sampled with ``ps``, which Linux and macOS have."""

import re
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

_WORKER = re.compile(r"/ministack-lambda-daifukucho-[a-z0-9]+-([a-z-]+)-[^/]+/_worker\.py")
"""How MiniStack runs a function: a process that stays, in a folder named by it."""

_PS = ["ps", "-axww", "-o", "pid=,ppid=,rss=,args="]

_EVERY_SECONDS = 2.0
_WARM_UP = 5
"""Samples of a process that has just started, and is still importing, say nothing."""
_FEWEST = 8


@dataclass(frozen=True, slots=True)
class Process:
    pid: int
    parent: int
    megabytes: float
    command: str


@dataclass(frozen=True, slots=True)
class Trend:
    """Median memory in the first and in the last quarter of a series, in MB."""

    first: float
    last: float
    highest: float
    samples: int

    @property
    def growth(self) -> float:
        return self.last - self.first


def processes(listing: str) -> list[Process]:
    """What ``ps -o pid=,ppid=,rss=,args=`` says, without its width cut."""
    rows = (line.split(None, 3) for line in listing.splitlines())
    return [Process(int(row[0]), int(row[1]), int(row[2]) / 1024, row[3]) for row in rows if len(row) == 4]


def by_role(running: Iterable[Process], ministack: int, named: Mapping[str, int]) -> dict[str, float]:
    """Megabytes of the largest process of each function, and of the named ones by their pid."""
    largest: dict[str, float] = {}
    roles = {pid: name for name, pid in named.items()}
    for process in running:
        found = _WORKER.search(process.command) if process.parent == ministack else None
        role = found[1].replace("-", "_") if found else roles.get(process.pid)
        if role:
            largest[role] = max(largest.get(role, 0), process.megabytes)
    return largest


def trend(series: list[float]) -> Trend | None:
    """Without the first samples, in which the process warms up; ``None`` if there are too few to speak of quarters."""
    warm = series[_WARM_UP:]
    if len(warm) < _FEWEST:
        return None
    quarter = len(warm) // 4
    return Trend(median(warm[:quarter]), median(warm[-quarter:]), max(warm), len(warm))


class Sampler:
    """Samples in a thread of its own. ``named`` may be added to while it runs."""

    def __init__(self, ministack: int, **named: int) -> None:
        self._ministack = ministack
        self.named = dict(named)
        self._series: dict[str, list[float]] = {}
        self._over = threading.Event()

    def take(self) -> dict[str, list[float]]:
        """The series so far, by role; new ones begin."""
        series, self._series = self._series, {}
        return series

    @contextmanager
    def running(self) -> Iterator[None]:
        thread = threading.Thread(target=self._run, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()

    def _run(self) -> None:
        while not self._over.is_set():
            started = time.monotonic()
            listing = subprocess.run(_PS, capture_output=True, text=True, check=True)
            for role, megabytes in by_role(processes(listing.stdout), self._ministack, dict(self.named)).items():
                self._series.setdefault(role, []).append(megabytes)
            self._over.wait(max(0.0, _EVERY_SECONDS - (time.monotonic() - started)))
