"""When a campaign goes out next: the rules for any schedule, and the edge cases that the docs name."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSimError
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.campaigns.schedule import (
    MOST_EVERY,
    SCHEDULE,
    At,
    Cron,
    Rate,
    Schedule,
    Unit,
    next_due,
    read_schedule,
    schedule_json,
    schedule_of,
)
from daifukucho.kernel.time import DAY, HOUR, MINUTE, SECOND, from_iso, to_iso

NOW = 1_795_316_400_000  # 2026-11-22 12:00 in Japan, a Sunday
ZONES = ("Asia/Tokyo", "UTC", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")

instants = st.integers(NOW - 400 * DAY, NOW + 400 * DAY).map(lambda ms: ms - ms % SECOND)
untils = st.none() | instants
zones = st.sampled_from(ZONES)


def subsets(first: int, last: int) -> st.SearchStrategy[frozenset[int]]:
    return st.just(frozenset(range(first, last + 1))) | st.frozensets(st.integers(first, last), min_size=1)


fields = st.tuples(
    st.integers(0, 59).map(lambda minute: frozenset({minute})),
    subsets(0, 23),
    subsets(1, 31),
    subsets(1, 12),
    subsets(0, 6),
)
WHOLE = (60, 24, 31, 12, 7)


def written(sets: tuple[frozenset[int], ...]) -> str:
    return " ".join(
        "*" if len(values) == whole else ",".join(map(str, sorted(values)))
        for values, whole in zip(sets, WHOLE, strict=True)
    )


crons = st.builds(lambda sets, zone, until: Cron(written(sets), zone, until), fields, zones, untils)
rates = st.builds(Rate, st.integers(1, MOST_EVERY), st.sampled_from(Unit), instants, zones, untils)
schedules: st.SearchStrategy[Schedule] = st.builds(At, instants) | crons | rates


def times(schedule: Schedule, after: int, count: int) -> list[int]:
    found: list[int] = []
    while len(found) < count and (due := next_due(schedule, found[-1] if found else after)) is not None:
        found.append(due)
    return found


@given(schedules, instants)
def test_each_time_is_later_than_the_one_before_and_none_is_after_the_end(schedule, after):
    found = times(schedule, after, 5)
    assert all(a < b for a, b in pairwise([after, *found]))
    assert all(due % SECOND == 0 for due in found)
    until = getattr(schedule, "until", None)
    assert until is None or all(due <= until for due in found)


@given(schedules, instants, st.integers(0, 100 * DAY))
def test_asking_from_in_between_gives_the_same_times(schedule, after, later):
    """Nothing is left out: whatever lies between two instants is found from the first of them."""
    due = next_due(schedule, after + later)
    between = times(schedule, after, 3)
    for found in between:
        assert found <= after + later or (due is not None and due <= found)


def matches(sets: tuple[frozenset[int], ...], moment: datetime) -> bool:
    minute, hour, day, month, weekday = sets
    days, weekdays = moment.day in day, moment.isoweekday() % 7 in weekday
    either = len(day) < 31 and len(weekday) < 7  # as in Debian's cron
    on = days or weekdays if either else days and weekdays
    return moment.minute in minute and moment.hour in hour and moment.month in month and on


@given(fields, instants)
def test_cron_agrees_with_looking_at_every_minute(sets, after):
    zone = ZoneInfo("Asia/Tokyo")
    minute = after - after % MINUTE
    expected = None
    for at in range(minute + MINUTE, minute + 4 * DAY, MINUTE):
        if matches(sets, datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)):
            expected = at
            break
    try:
        found = next_due(Cron(written(sets)), after)
    except CronSimError as error:  # a day that no month has, such as 31 in February alone
        assert "Bad day-of-month" in str(error)
        assert expected is None
        return
    assert (found if found is not None and found < minute + 4 * DAY else None) == expected


@given(st.integers(1, 40), st.sampled_from([Unit.DAYS, Unit.WEEKS]), instants, st.integers(0, 400 * DAY))
def test_days_and_weeks_in_japan_are_real_time(every, unit, start, later):
    step = every * DAY * (7 if unit is Unit.WEEKS else 1)
    expected = start + (later // step + 1) * step
    assert next_due(Rate(every, unit, start), start + later) == expected


def japan(schedule: Schedule, after: str, count: int) -> list[str]:
    return [to_iso(due).removesuffix(":00+09:00") for due in times(schedule, from_iso(after), count)]


def test_months_clamp_and_come_back_to_the_day_of_the_start():
    start = from_iso("2027-12-31T10:00:00+09:00")
    assert japan(Rate(1, Unit.MONTHS, start), "2027-12-31T09:59:59+09:00", 5) == [
        "2027-12-31T10:00",
        "2028-01-31T10:00",
        "2028-02-29T10:00",
        "2028-03-31T10:00",
        "2028-04-30T10:00",
    ]
    assert japan(Rate(12, Unit.MONTHS, from_iso("2028-02-29T10:00:00+09:00")), "2028-03-01T00:00:00+09:00", 4) == [
        "2029-02-28T10:00",
        "2030-02-28T10:00",
        "2031-02-28T10:00",
        "2032-02-29T10:00",
    ]


def test_the_end_is_included():
    cron = Cron("0 10 * * MON", until=from_iso("2026-11-30T10:00:00+09:00"))
    assert japan(cron, "2026-11-22T12:00:00+09:00", 5) == ["2026-11-23T10:00", "2026-11-30T10:00"]
    rate = Rate(1, Unit.DAYS, from_iso("2026-11-23T10:00:00+09:00"), until=from_iso("2026-11-23T10:00:00+09:00"))
    assert japan(rate, "2026-11-22T12:00:00+09:00", 5) == ["2026-11-23T10:00"]


def new_york(schedule: Schedule, after: str, count: int) -> list[str]:
    zone = ZoneInfo("America/New_York")
    found = times(schedule, from_iso(after), count)
    return [datetime.fromtimestamp(due / 1000, UTC).astimezone(zone).isoformat("T", "minutes") for due in found]


@pytest.mark.parametrize(
    "schedule",
    [
        Cron("30 2 * * *", "America/New_York"),
        Rate(1, Unit.DAYS, from_iso("2027-03-13T02:30:00-05:00"), "America/New_York"),
    ],
)
def test_a_time_that_the_clock_skips_is_taken_right_after_the_gap(schedule):
    assert new_york(schedule, "2027-03-13T00:00:00-05:00", 3) == [
        "2027-03-13T02:30-05:00",
        "2027-03-14T03:00-04:00",
        "2027-03-15T02:30-04:00",
    ]


@pytest.mark.parametrize(
    "schedule",
    [
        Cron("30 1 * * *", "America/New_York"),
        Rate(1, Unit.DAYS, from_iso("2027-11-06T01:30:00-04:00"), "America/New_York"),
    ],
)
def test_of_a_time_that_comes_twice_the_first_is_taken(schedule):
    expected = ["2027-11-06T01:30-04:00", "2027-11-07T01:30-04:00", "2027-11-08T01:30-05:00"]
    assert new_york(schedule, "2027-11-06T00:00:00-04:00", 3) == expected
    assert new_york(schedule, "2027-11-07T01:10:00-05:00", 1) == expected[2:]


def test_hours_go_by_real_time():
    start = from_iso("2027-11-06T20:00:00-04:00")
    found = times(Rate(6, Unit.HOURS, start, "America/New_York"), start, 4)
    assert [b - a for a, b in pairwise([start, *found])] == [6 * HOUR] * 4


@given(schedules)
def test_a_schedule_is_read_back_as_it_was_written(schedule):
    assert schedule_of(schedule_json(schedule)) == schedule


@given(
    rates.map(lambda rate: schedule_json(Rate(rate.every, rate.unit, min(rate.start, NOW), rate.timezone, rate.until)))
)
def test_what_is_written_can_be_given_again(said):
    schedule, faults = read_schedule(said, NOW)
    assert not faults
    assert schedule is not None
    assert schedule_json(schedule) == said


def test_what_is_not_said():
    assert read_schedule({"cron": "0 10 * * mon", "ends_at": None}, NOW) == (Cron("0 10 * * MON", "Asia/Tokyo"), [])
    start = "2026-11-22T19:00:00.500+09:00"
    assert read_schedule({"rate": {"every": 2, "unit": "weeks"}, "starts_at": start}, NOW) == (
        Rate(2, Unit.WEEKS, from_iso("2026-11-22T19:00:00+09:00")),
        [],
    )


RATE = {"every": 1, "unit": "days"}
START = "2026-11-22T19:00:00+09:00"


@pytest.mark.parametrize(
    ("said", "pointers"),
    [
        ("daily", ["/schedule"]),
        ({}, ["/schedule"]),
        ({"timezone": "Asia/Tokyo"}, ["/schedule"]),
        ({"at": START, "cron": "0 10 * * *"}, ["/schedule"]),
        ({"at": START, "timezone": "Asia/Tokyo"}, ["/schedule/timezone"]),
        ({"at": "19:00"}, ["/schedule/at"]),
        ({"cron": "0 10 * * *", "starts_at": START}, ["/schedule/starts_at"]),
        ({"cron": "0 10 * *"}, ["/schedule/cron"]),
        ({"cron": "0 0 10 * * *"}, ["/schedule/cron"]),
        ({"cron": "0 24 * * *"}, ["/schedule/cron"]),
        ({"cron": "0 10 30 2 *"}, ["/schedule/cron"]),
        ({"cron": "* * * * *"}, ["/schedule/cron"]),
        ({"cron": "0,30 10 * * *"}, ["/schedule/cron"]),
        ({"cron": "*/15 * * * *"}, ["/schedule/cron"]),
        ({"cron": "0 10 * * *" + " " * 100}, ["/schedule/cron"]),
        ({"cron": 5}, ["/schedule/cron"]),
        ({"cron": "0 10 * * *", "timezone": "Tokyo"}, ["/schedule/timezone"]),
        ({"cron": "0 10 * * *", "timezone": "../etc/passwd"}, ["/schedule/timezone"]),
        ({"cron": "0 10 * * *", "timezone": "Asia"}, ["/schedule/timezone"]),
        ({"cron": "0 10 * * *", "ends_at": "tomorrow"}, ["/schedule/ends_at"]),
        ({"cron": "0 10 * * *", "ends_at": "9999-12-31T23:59:59-23:59"}, ["/schedule/ends_at"]),
        ({"rate": "1 day", "starts_at": START}, ["/schedule/rate"]),
        (
            {"rate": {"every": 0, "unit": "minutes"}, "starts_at": START},
            ["/schedule/rate/every", "/schedule/rate/unit"],
        ),
        ({"rate": RATE | {"from": 1}, "starts_at": START}, ["/schedule/rate/from"]),
        ({"rate": RATE}, ["/schedule/starts_at"]),
        ({"rate": RATE, "starts_at": "0001-01-01T00:00:00+00:00"}, ["/schedule/starts_at"]),
        ({"rate": RATE, "starts_at": "2028-11-22T19:00:00+09:00"}, ["/schedule/starts_at"]),
    ],
)
def test_a_schedule_that_cannot_be(said, pointers):
    schedule, late = read_schedule(said, NOW)
    assert schedule is None
    assert [fault.pointer for fault in (*SCHEDULE.faults(said, "/schedule"), *late)] == pointers


def test_a_far_past_costs_nothing():
    """The next time is computed, not counted up to."""
    start = from_iso("1970-01-01T00:00:00+09:00") + DAY
    assert next_due(Rate(1, Unit.HOURS, start), NOW + 1) == NOW + HOUR
    assert times(Rate(1, Unit.MONTHS, start), NOW, 1) == [from_iso("2026-12-02T00:00:00+09:00")]
    assert timedelta(milliseconds=times(Rate(1, Unit.DAYS, start), NOW, 1)[0] - NOW) == timedelta(hours=12)
