"""No test sees the real clock. Each file of tests has a day of its own, and the machine stands in another time zone, so
that what would fail next year, on 29 February or in New York fails now.

time-machine moves ``time.time``, ``datetime.now`` and their kin, also where libraries read them; ``time.monotonic`` and
``time.perf_counter`` stay. The clock begins anew at the file's day for each test, with its fixtures of whatever scope,
and for the import of the file. A process that a test starts has the real clock, but the test's time zone.

``--day`` gives every test the same day. Otherwise the days are drawn: anew for each run, and always the same in CI.
"""

import os
from collections.abc import Generator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from zoneinfo import ZoneInfo

import pytest
import time_machine

TOKYO, NEW_YORK = ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York")

DAYS = {
    f"{begin:%Y-%m-%d}": begin
    for begin in (
        datetime(2026, 12, 31, 23, 59, 50, tzinfo=TOKYO),  # the shop's year ends while the test runs
        datetime(2027, 11, 7, 1, 30, fold=1, tzinfo=NEW_YORK),  # clocks were put back: an hour comes a second time
        datetime(2028, 2, 29, 9, 0, tzinfo=NEW_YORK),  # 29 February, in Japan as well
        datetime(2028, 12, 31, 19, 0, tzinfo=NEW_YORK),  # 1 January in London and Japan
        datetime(2030, 1, 31, 15, 0, tzinfo=UTC),  # in Japan it is February, which has no such day
        datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),  # the seconds since 1970 need more than 31 bits
    )
}
"""When a test may begin, and where its machine stands, by the name that ``--day`` takes."""

REAL = {
    "tests/e2e": "The local stack is many processes, and they have the real clock.",
    "tests/browser": "The browser has the real clock, and so has the stack that it asks.",
    "local/line/tests/test_login.py": "The simulator of LINE is a process of its own, whose tokens end by the real clock.",
}
"""Who sees the real clock, and why: folders or files. Dates in these tests are reckoned from the present."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("days", "the day on which a test runs")
    group.addoption("--day", choices=[*DAYS], help="The day of every test.")
    group.addoption("--day-seed", help="Draws the day of each file, as a run did that named this seed.")


def pytest_configure(config: pytest.Config) -> None:
    if config.option.day_seed is None:  # pytest-xdist hands the options on to its workers
        config.option.day_seed = "ci" if os.environ.get("CI") else token_hex(3)


def day_of(config: pytest.Config, path: Path) -> str | None:
    """The day of a file of tests; ``None``: the real one."""
    name = path.relative_to(config.rootpath).as_posix()
    if any(name == real or name.startswith(f"{real}/") for real in REAL):
        return None
    drawn = int.from_bytes(sha256(f"{config.option.day_seed} {name}".encode()).digest())
    return config.option.day or [*DAYS][drawn % len(DAYS)]


def on(day: str | None) -> AbstractContextManager[object]:
    return time_machine.travel(DAYS[day]) if day else nullcontext()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    if not isinstance(collector, pytest.Module):
        return (yield)
    day = day_of(collector.config, collector.path)
    with on(day):
        report = yield
    _tell(report, day)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    with on(day_of(item.config, item.path)):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _tell(report, day_of(item.config, item.path))
    return report


def _tell(report: pytest.CollectReport | pytest.TestReport, day: str | None) -> None:
    """Let the report of a failure say how to have its day again."""
    if day and report.failed:
        report.sections.append(("The day", f"{DAYS[day]:%Y-%m-%d %H:%M:%S %Z}. Again with --day={day}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not config.option.day and (terminalreporter.stats.get("failed") or terminalreporter.stats.get("error")):
        terminalreporter.write_line(f"The days were those of --day-seed={config.option.day_seed}.")


if __name__ == "__main__":
    print(*DAYS, sep="\n")
