"""The edges of the calendar, as docs/segments.md publishes them under "Dates"."""

import pytest

from daifukucho.kernel.time import LeapDay, from_iso
from daifukucho.segments.compile import compile_filter
from daifukucho.segments.context import Context
from daifukucho.segments.evaluate import matches
from daifukucho.segments.tree import parse
from tests.support.dynamo_filter import compiled_filter
from tests.unit.segments.test_agreement import stored

FEB_28, MAR_1 = LeapDay.FEB_28, LeapDay.MAR_1
BIRTHDAY, SEEN = "birthday", "last_seen_at"

IN, OUT = True, False
EDGES = [
    # today, leap day, field, op, value, what is known, in or out
    # 29 February in a common year: on 28 February, or on 1 March if the shop says so
    ("2027-02-28", FEB_28, BIRTHDAY, "anniversary_within", 0, "1992-02-29", IN),
    ("2027-02-28", MAR_1, BIRTHDAY, "anniversary_within", 0, "1992-02-29", OUT),
    ("2027-03-01", FEB_28, BIRTHDAY, "anniversary_within", 0, "1992-02-29", OUT),
    ("2027-03-01", MAR_1, BIRTHDAY, "anniversary_within", 0, "1992-02-29", IN),
    ("2027-02-27", FEB_28, BIRTHDAY, "anniversary_within", 1, "--02-29", IN),
    ("2027-02-27", MAR_1, BIRTHDAY, "anniversary_within", 1, "--02-29", OUT),
    ("2027-02-27", MAR_1, BIRTHDAY, "anniversary_within", 2, "--02-29", IN),
    # and in a leap year on the day itself, whatever the shop says
    ("2028-02-29", FEB_28, BIRTHDAY, "anniversary_within", 0, "1992-02-29", IN),
    ("2028-02-29", MAR_1, BIRTHDAY, "anniversary_within", 0, "1992-02-29", IN),
    ("2028-02-28", FEB_28, BIRTHDAY, "anniversary_within", 0, "1992-02-29", OUT),
    ("2028-03-01", MAR_1, BIRTHDAY, "anniversary_within", 0, "1992-02-29", OUT),
    # 28 February and 1 March stay where they are
    ("2027-02-28", FEB_28, BIRTHDAY, "anniversary_within", 0, "1992-02-28", IN),
    ("2027-02-28", FEB_28, BIRTHDAY, "anniversary_within", 0, "1992-03-01", OUT),
    ("2027-03-01", MAR_1, BIRTHDAY, "anniversary_within", 0, "1992-02-28", OUT),
    ("2027-03-01", MAR_1, BIRTHDAY, "anniversary_within", 0, "1992-03-01", IN),
    # 29 February is in February, always
    ("2027-03-01", MAR_1, BIRTHDAY, "month_is", 2, "1992-02-29", IN),
    ("2027-03-01", MAR_1, BIRTHDAY, "month_is", 3, "1992-02-29", OUT),
    ("2027-02-28", FEB_28, BIRTHDAY, "month_is", 2, "--02-29", IN),
    # a day without its year is on no day of the week
    ("2027-02-28", FEB_28, BIRTHDAY, "weekday_is", ["sun", "sat"], "1992-02-29", IN),
    ("2027-02-28", FEB_28, BIRTHDAY, "weekday_is", ["mon", "fri", "sun"], "1992-02-29", OUT),
    ("2027-02-28", FEB_28, BIRTHDAY, "weekday_is", ["sat", "sun"], "--02-29", OUT),
    # today is included, and the year turns
    ("2026-12-28", FEB_28, BIRTHDAY, "anniversary_within", 7, "1990-12-28", IN),
    ("2026-12-28", FEB_28, BIRTHDAY, "anniversary_within", 7, "1990-12-31", IN),
    ("2026-12-28", FEB_28, BIRTHDAY, "anniversary_within", 7, "1990-01-01", IN),
    ("2026-12-28", FEB_28, BIRTHDAY, "anniversary_within", 7, "1990-01-04", IN),
    ("2026-12-28", FEB_28, BIRTHDAY, "anniversary_within", 7, "1990-01-05", OUT),
    ("2026-12-28", FEB_28, BIRTHDAY, "anniversary_within", 7, "1990-12-27", OUT),
    ("2026-12-31", FEB_28, BIRTHDAY, "anniversary_within", 60, "1992-02-29", IN),
    ("2026-11-22", FEB_28, BIRTHDAY, "anniversary_within", 365, "1990-11-21", IN),
    ("2026-11-22", FEB_28, BIRTHDAY, "anniversary_within", 363, "1990-11-21", OUT),
    ("2026-11-22", FEB_28, BIRTHDAY, "within_next", 0, "2026-11-22", IN),
    ("2026-11-22", FEB_28, BIRTHDAY, "within_next", 7, "2026-11-29", IN),
    ("2026-11-22", FEB_28, BIRTHDAY, "within_next", 7, "2026-11-30", OUT),
    ("2026-11-22", FEB_28, BIRTHDAY, "within_next", 7, "1990-11-22", OUT),
    ("2027-01-02", FEB_28, BIRTHDAY, "within_last", 7, "2026-12-26", IN),
    # months end when they end
    ("2026-11-29", FEB_28, BIRTHDAY, "months_since", 3, "2026-08-29", IN),
    ("2026-11-29", FEB_28, BIRTHDAY, "months_since", 3, "2026-08-30", OUT),
    ("2026-11-29", FEB_28, BIRTHDAY, "months_since", 3, "2026-08-31", OUT),
    ("2026-11-30", FEB_28, BIRTHDAY, "months_since", 3, "2026-08-30", IN),
    ("2026-11-30", FEB_28, BIRTHDAY, "months_since", 3, "2026-08-31", IN),
    ("2026-11-30", FEB_28, BIRTHDAY, "months_since", 3, "2026-09-01", OUT),
    ("2027-02-28", FEB_28, BIRTHDAY, "months_since", 1, "2027-01-31", IN),
    ("2027-02-27", FEB_28, BIRTHDAY, "months_since", 1, "2027-01-28", OUT),
    ("2028-02-28", FEB_28, BIRTHDAY, "months_since", 1, "2028-01-29", OUT),
    ("2028-02-29", FEB_28, BIRTHDAY, "months_since", 1, "2028-01-31", IN),
    ("2027-02-28", FEB_28, BIRTHDAY, "months_since", 36, "2024-02-29", IN),
    ("2027-02-28", MAR_1, BIRTHDAY, "months_since", 36, "2024-02-29", IN),
    ("2027-03-31", FEB_28, BIRTHDAY, "months_since", 1, "2027-02-28", IN),
    ("2027-01-31", FEB_28, BIRTHDAY, "months_since", 2, "2026-11-30", IN),
    # days are another thing
    ("2026-11-29", FEB_28, BIRTHDAY, "days_since", 90, "2026-08-31", IN),
    ("2026-11-28", FEB_28, BIRTHDAY, "days_since", 90, "2026-08-31", OUT),
    # without its year, a birthday is in no range of days, and comes round all the same
    ("2026-11-22", FEB_28, BIRTHDAY, "before", "2026-11-22", "--04-01", OUT),
    ("2026-11-22", FEB_28, BIRTHDAY, "after", "1900-01-01", "--04-01", OUT),
    ("2026-11-22", FEB_28, BIRTHDAY, "days_since", 0, "--04-01", OUT),
    ("2026-11-22", FEB_28, BIRTHDAY, "blank", True, "--04-01", OUT),
    ("2026-11-22", FEB_28, BIRTHDAY, "anniversary_within", 0, "--11-22", IN),
    # a month of birthdays is a month of the calendar, the year turns within it, and February has its 29th
    ("2026-12-31", FEB_28, BIRTHDAY, "month_ahead", 0, "1990-12-01", IN),
    ("2026-12-31", FEB_28, BIRTHDAY, "month_ahead", 0, "1990-01-01", OUT),
    ("2026-12-01", FEB_28, BIRTHDAY, "month_ahead", 1, "--01-31", IN),
    ("2026-12-01", FEB_28, BIRTHDAY, "month_ahead", 1, "--12-31", OUT),
    ("2026-12-01", FEB_28, BIRTHDAY, "month_ahead", 2, "--01-31", OUT),
    ("2026-12-01", FEB_28, BIRTHDAY, "month_ahead", 11, "1990-11-30", IN),
    ("2027-01-31", MAR_1, BIRTHDAY, "month_ahead", 1, "1992-02-29", IN),
    ("2027-02-28", MAR_1, BIRTHDAY, "month_ahead", 1, "1992-02-29", OUT),
    # an instant falls on a day in Japan
    ("2026-02-28", FEB_28, SEEN, "on", "2026-02-28", "2026-02-28T00:00:00+09:00", IN),
    ("2026-02-28", FEB_28, SEEN, "on", "2026-02-28", "2026-02-27T15:00:00+00:00", IN),
    ("2026-02-28", FEB_28, SEEN, "on", "2026-02-28", "2026-02-27T23:59:59.999+09:00", OUT),
    ("2026-02-28", FEB_28, SEEN, "on", "2026-02-28", "2026-02-28T23:59:59.999+09:00", IN),
    ("2026-02-28", FEB_28, SEEN, "before", "2026-02-28", "2026-02-27T23:59:59.999+09:00", IN),
    ("2026-02-28", FEB_28, SEEN, "after", "2026-02-27", "2026-02-27T23:59:59.999+09:00", OUT),
    ("2026-11-22", FEB_28, SEEN, "months_since", 3, "2026-08-22T23:59:59.999+09:00", IN),
    ("2026-11-22", FEB_28, SEEN, "months_since", 3, "2026-08-23T00:00:00+09:00", OUT),
    ("2027-02-28", FEB_28, SEEN, "anniversary_within", 0, "2024-02-29T23:30:00+09:00", IN),
    ("2027-02-28", FEB_28, SEEN, "month_is", 2, "2024-02-29T23:59:59+09:00", IN),
    ("2027-02-28", FEB_28, SEEN, "month_is", 2, "2024-02-29T15:00:00+00:00", OUT),
]


def ask(context: Context, field: str, op: str, value: object, known: str) -> bool:
    """Both faces; they must agree."""
    node = parse({"field": field, "op": op, "value": value})
    facts = {field: from_iso(known) if field == SEEN else known}
    expected = matches(node, facts, context)
    compiled = compile_filter(node, context)
    passed = compiled_filter(compiled.expression, compiled.names, compiled.values)(stored(facts))
    assert (passed and compiled.accepts(facts)) is expected
    return expected


@pytest.mark.parametrize(("today", "leap_day", "field", "op", "value", "known", "expected"), EDGES)
@pytest.mark.parametrize("time", ["00:00:00+09:00", "23:59:59.999+09:00"])
def test_edges(time, today, leap_day, field, op, value, known, expected):
    """The first and the last instant of a day in Japan are the same day."""
    context = Context(from_iso(f"{today}T{time}"), leap_day=leap_day)
    assert ask(context, field, op, value, known) is expected


@pytest.mark.parametrize(
    ("now", "op", "value", "known", "expected"),
    [
        # a bar's day begins at 02:00: until then it is still yesterday
        ("2026-03-01T01:59:59.999+09:00", "within_last", 0, "2026-02-28T02:00:00+09:00", IN),
        ("2026-03-01T01:59:59.999+09:00", "within_last", 0, "2026-03-01T01:59:59.999+09:00", IN),
        ("2026-03-01T01:59:59.999+09:00", "within_last", 0, "2026-02-28T01:59:59.999+09:00", OUT),
        ("2026-03-01T02:00:00+09:00", "within_last", 0, "2026-03-01T01:59:59.999+09:00", OUT),
        ("2026-03-01T02:00:00+09:00", "within_last", 1, "2026-03-01T01:59:59.999+09:00", IN),
        ("2026-03-01T12:00:00+09:00", "on", "2026-02-28", "2026-03-01T01:59:59.999+09:00", IN),
        ("2026-03-01T12:00:00+09:00", "month_is", 2, "2026-03-01T01:59:59.999+09:00", IN),
        ("2026-03-01T12:00:00+09:00", "month_is", 3, "2026-03-01T02:00:00+09:00", IN),
        ("2026-03-01T12:00:00+09:00", "weekday_is", ["sat"], "2026-03-01T01:59:59.999+09:00", IN),
        ("2026-03-01T12:00:00+09:00", "weekday_is", ["sat"], "2026-03-01T02:00:00+09:00", OUT),
    ],
)
def test_a_day_that_begins_at_two(now, op, value, known, expected):
    assert ask(Context(from_iso(now), cutoff_minutes=120), SEEN, op, value, known) is expected


def test_a_tag_added_after_midnight_is_of_the_day_before_until_the_cut_off():
    node = parse({"field": "tags", "op": "added_within", "value": {"tags": ["vip"], "days": 0}})
    facts = {"tags": {"vip": from_iso("2026-03-01T01:59:59+09:00")}}
    noon = from_iso("2026-03-01T12:00:00+09:00")
    assert matches(node, facts, Context(noon)) and not matches(node, facts, Context(noon, cutoff_minutes=120))
