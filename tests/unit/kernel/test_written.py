"""Dates, times and amounts as people write them in tables: read exactly, or refused."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.kernel.time import to_iso
from daifukucho.kernel.written import amount_of, count_of, day_of, instant_of, yen_of
from tests.support.search import checks


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("20260401", "2026-04-01T12:00:00+09:00"),
        ("2026/4/1(水)", "2026-04-01T12:00:00+09:00"),
        ("2026/4/1（水） 19:30", "2026-04-01T19:30:00+09:00"),
        ("2026年4月1日(水)午後7:30", "2026-04-01T19:30:00+09:00"),
        ("2026/4/1 午後7:30", "2026-04-01T19:30:00+09:00"),
        ("2026/4/1 午後0:30", "2026-04-01T12:30:00+09:00"),
        ("2026/4/1 7:30 PM", "2026-04-01T19:30:00+09:00"),
        ("2026/4/1 12:30 AM", "2026-04-01T00:30:00+09:00"),
        ("2026年4月1日水曜日 8時5分", "2026-04-01T08:05:00+09:00"),
        ("R8.4.1 19:30", "2026-04-01T19:30:00+09:00"),
        ("T8.4.1", "1919-04-01T12:00:00+09:00"),
        ("2026-04-01 10:00:00 +0900", "2026-04-01T10:00:00+09:00"),
        ("2026-04-01T19:30", "2026-04-01T19:30:00+09:00"),
    ],
)
def test_moments_as_people_write_them(written, at):
    assert to_iso(instant_of(written)) == at


@pytest.mark.parametrize(
    "written",
    [
        "2026/4/1(木)",  # it was a Wednesday
        "2026/4/119:30",
        "2026-4/1",
        "2026/4/1 午前12:30",  # noon or midnight
        "2026/4/1 午後13:00",
        "2026/4/1 25:00",
        "20260431",
        "46113",
        "2026/4/1 7時半",
        "2026/4/1 午後7:30 PM",
    ],
)
def test_what_could_be_two_moments_or_none(written):
    with pytest.raises(ValueError):
        instant_of(written)


@checks(60)
@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.integers(0, 6))
def test_a_day_is_read_with_its_own_day_of_the_week_alone(day, ahead):
    other = "月火水木金土日"[(day + timedelta(days=ahead)).weekday()]
    written = f"{day.year}/{day.month}/{day.day}({other})"
    if ahead:
        with pytest.raises(ValueError):
            day_of(written)
    else:
        assert day_of(written) == day_of(f"{day:%Y%m%d}") == day


BEFORE = ("-", "−", "－", "▲", "△", "-¥", "¥-", "▲￥")


@checks(80)
@given(st.integers(1, 10**9), st.sampled_from(BEFORE), st.booleans(), st.booleans())
def test_an_amount_that_goes_back(amount, before, commas, wide):
    figure = f"{amount:,}" if commas else str(amount)
    if wide:
        figure = figure.translate({ord("0") + n: chr(0xFF10 + n) for n in range(10)})
    assert amount_of(f"{before}{figure}") == amount_of(f"({figure})") == amount_of(f"（{figure}円）") == -amount
    assert amount_of(figure) == amount_of(f"{figure}.00") == amount
    with pytest.raises(ValueError):
        yen_of(f"{before}{figure}")


@pytest.mark.parametrize(
    "written", ["1,20", "12,34", "3 200", "3.200,00", "500-", "--5", "(-5)", "(5", "1.23E+4", "３．５", "5円円"]
)
def test_separators_are_read_and_not_deleted(written):
    with pytest.raises(ValueError):
        amount_of(written)
    with pytest.raises(ValueError):
        count_of(written)


def test_a_count_has_no_currency():
    assert (count_of("1,200"), count_of("３.0"), count_of("−2")) == (1_200, 3, -2)
    with pytest.raises(ValueError):
        count_of("¥3")
