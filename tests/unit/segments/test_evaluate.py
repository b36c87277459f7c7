"""The exact meaning of a segment: missing values, days, and agreement with plain logic."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.kernel.time import DAY, business_date, from_iso
from daifukucho.segments.context import Context
from daifukucho.segments.evaluate import matches
from daifukucho.segments.tree import And, Not, Or, parse
from tests.support.search import checks
from tests.support.segments import CONTEXT, FACTS, leaf, trees

MIDNIGHT = "2026-02-28T00:00:00+09:00"


def asks(field: str, op: str, value: object, fact: object, now: str = MIDNIGHT, cutoff_minutes: int = 0) -> bool:
    node = parse({"field": field, "op": op, "value": value})
    return matches(node, {field: fact}, Context(from_iso(now), cutoff_minutes))


@checks()
@given(leaf())
def test_every_condition_on_a_missing_value_is_false_but_none_of_and_blank(condition):
    node = parse(condition)
    expected = condition["op"] == "none_of" or (condition["op"] == "blank" and condition["value"])
    assert matches(node, {}, CONTEXT) is expected
    assert matches(Not(node), {}, CONTEXT) is not expected


@checks()
@given(trees(), trees(), st.sampled_from(FACTS))
def test_groups_are_plain_logic(left, right, facts):
    left, right = parse(left), parse(right)
    a, b = matches(left, facts, CONTEXT), matches(right, facts, CONTEXT)
    assert matches(And((left, right)), facts, CONTEXT) is (a and b)
    assert matches(Or((left, right)), facts, CONTEXT) is (a or b)
    assert matches(Not(left), facts, CONTEXT) is (not a)


@checks()
@given(st.sampled_from(["eq", "ne", "lt", "lte", "gt", "gte"]), st.integers(-3, 3), st.integers(-3, 3))
def test_numbers_compare_as_in_python(op, fact, value):
    expected = {
        "eq": fact == value,
        "ne": fact != value,
        "lt": fact < value,
        "lte": fact <= value,
        "gt": fact > value,
        "gte": fact >= value,
    }
    assert asks("follows", op, value, fact) is expected[op]


def test_a_decimal_is_exact():
    assert asks("follows", "lt", 3.1, 3)
    assert not asks("follows", "eq", 2.999999999999, 3)


def test_text_is_compared_as_it_is():
    assert asks("alias", "is", "田中", "田中")
    assert not asks("alias", "is", "Tanaka", "tanaka")
    assert not asks("alias", "is", "ﾀﾅｶ", "タナカ")


@checks()
@given(
    st.integers(0, 4_000_000_000_000),
    st.integers(-400 * DAY, 400 * DAY),
    st.integers(0, 400),
    st.integers(0, 6 * 60),
)
def test_an_instant_is_asked_by_the_day_on_which_it_falls(now, offset, days, cutoff):
    ago = (business_date(now, cutoff) - business_date(now + offset, cutoff)).days
    facts, context = {"last_seen_at": now + offset}, Context(now, cutoff)
    last = parse({"field": "last_seen_at", "op": "within_last", "value": days})
    coming = parse({"field": "last_seen_at", "op": "within_next", "value": days})
    assert matches(last, facts, context) is (0 <= ago <= days)
    assert matches(coming, facts, context) is (0 <= -ago <= days)


@pytest.mark.parametrize("now", ["2026-02-28T00:00:00+09:00", "2026-02-28T23:59:59.999+09:00"])
def test_today_lasts_from_midnight_to_midnight_in_japan(now):
    for op in ("within_last", "within_next"):
        assert not asks("last_seen_at", op, 0, from_iso("2026-02-27T23:59:59.999+09:00"), now)
        assert asks("last_seen_at", op, 0, from_iso("2026-02-28T00:00:00+09:00"), now)
        assert asks("last_seen_at", op, 0, from_iso("2026-02-28T23:59:59.999+09:00"), now)
        assert not asks("last_seen_at", op, 0, from_iso("2026-03-01T00:00:00+09:00"), now)
        assert asks("birthday", op, 0, "2026-02-28", now)
        assert not asks("birthday", op, 0, "2026-02-27", now)
        assert not asks("birthday", op, 0, "2026-03-01", now)


def test_a_day_may_begin_after_midnight():
    bar = {"now": "2026-03-01T01:59:59+09:00", "cutoff_minutes": 120}
    assert asks("birthday", "within_last", 0, "2026-02-28", **bar)
    assert asks("last_seen_at", "within_last", 0, from_iso("2026-02-28T02:00:00+09:00"), **bar)
    assert not asks("last_seen_at", "within_last", 0, from_iso("2026-02-28T01:59:59.999+09:00"), **bar)
    bar["now"] = "2026-03-01T02:00:00+09:00"
    assert asks("birthday", "within_last", 0, "2026-03-01", **bar)


@pytest.mark.parametrize(
    ("now", "op", "days", "first", "last"),
    [
        ("2026-12-30T12:00:00+09:00", "within_next", 7, "2026-12-30", "2027-01-06"),
        ("2027-01-02T12:00:00+09:00", "within_last", 7, "2026-12-26", "2027-01-02"),
        ("2028-03-01T12:00:00+09:00", "within_last", 1, "2028-02-29", "2028-03-01"),
        ("2028-02-28T12:00:00+09:00", "within_next", 2, "2028-02-28", "2028-03-01"),
        ("2027-02-28T12:00:00+09:00", "within_next", 1, "2027-02-28", "2027-03-01"),
        ("2028-02-29T12:00:00+09:00", "within_last", 36_500, "1928-03-25", "2028-02-29"),
    ],
)
def test_windows_over_the_ends_of_months_and_years(now, op, days, first, last):
    def day(text: str, offset: int) -> str:
        return date.fromordinal(date.fromisoformat(text).toordinal() + offset).isoformat()

    assert asks("birthday", op, days, first, now)
    assert asks("birthday", op, days, last, now)
    assert not asks("birthday", op, days, day(first, -1), now)
    assert not asks("birthday", op, days, day(last, 1), now)
