"""No test sees the real clock: what a fixed date holds against it fails today, not some day (tests/support/days.py)."""

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
import time_machine

from tests.support.days import DAYS, REAL, day_of

ROOT = Path(__file__).resolve().parents[2]
LATER = datetime(2031, 5, 5, 12, tzinfo=UTC)

PROBE = """
from datetime import date, datetime
import time, pytest

IMPORTED = date.today()

@pytest.fixture(scope="session")
def made():
    return date.today()

def test_it(made):
    assert [str(day) for day in (IMPORTED, made, date.today())] == ["{day}"] * 3
    assert datetime.now().astimezone().utcoffset().total_seconds() == {offset}
"""
AT_THAT_HOUR = f"""
import time

def test_it():
    assert 0 <= time.time() - {LATER.timestamp()} < 3_600
"""
OTHERS = [f"no:{plugin}" for plugin in ("asyncio", "hypothesispytest", "xdist")]


@pytest.fixture
def run(pytester: pytest.Pytester):
    """Run a file of tests of its own, with the days and perhaps further options."""

    def run(text: str, *options: str, name: str = "tests/unit/test_it.py") -> pytest.RunResult:
        file = pytester.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        plugins = [word for plugin in ("tests.support.days", *OTHERS) for word in ("-p", plugin)]
        return pytester.runpytest_inprocess(*plugins, *options, name)

    return run


@pytest.mark.parametrize("day", DAYS)
def test_imports_fixtures_and_tests_are_on_the_day_and_in_its_zone(run, day) -> None:
    offset = DAYS[day].utcoffset()
    assert offset is not None
    run(PROBE.format(day=day, offset=offset.total_seconds()), f"--day={day}").assert_outcomes(passed=1)


@pytest.mark.parametrize("seed", range(5))
def test_a_date_held_against_the_clock_fails_and_says_how_to_see_it_again(run, seed) -> None:
    with time_machine.travel(LATER):
        found = run(AT_THAT_HOUR, f"--day-seed={seed}")
    found.assert_outcomes(failed=1)
    found.stdout.fnmatch_lines(["*Again with --day=20*", f"*--day-seed={seed}*"])


def test_each_file_has_a_day_of_its_own_the_same_for_the_same_seed() -> None:
    def day(seed: int, name: str) -> str | None:
        option = SimpleNamespace(day=None, day_seed=str(seed))
        return day_of(cast(pytest.Config, SimpleNamespace(option=option, rootpath=ROOT)), ROOT / name)

    drawn = {(seed, name): day(seed, name) for seed in range(50) for name in ("tests/test_a.py", "tests/test_b.py")}
    assert set(drawn.values()) == set(DAYS)
    assert drawn == {key: day(*key) for key in drawn}
    assert any(drawn[seed, "tests/test_a.py"] != drawn[seed, "tests/test_b.py"] for seed in range(50))


@pytest.mark.parametrize("place", REAL)
def test_who_sees_the_real_clock_is_named_with_a_reason(run, place) -> None:
    assert (ROOT / place).exists() and REAL[place].endswith(".")
    name = place if place.endswith(".py") else f"{place}/test_it.py"
    with time_machine.travel(LATER):
        run(AT_THAT_HOUR, name=name).assert_outcomes(passed=1)
