"""The shop's settings as a person writes them: checked whole, every fault with its place."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from daifukucho.kernel.errors import Conflict, Invalid
from daifukucho.kernel.setups import Setup, SetupEditor
from daifukucho.kernel.time import HOUR, LeapDay
from daifukucho.shop.plan import KNOWN_PLANS, Plan, Tier
from daifukucho.shop.settings import SHOP, Shop

GIVEN = {"day_starts_at": "05:00", "leap_day": "03-01", "plan": "standard"}


def faults(**changed) -> list[str]:
    with pytest.raises(Invalid) as error:
        SHOP.define({key: value for key, value in (GIVEN | changed).items() if value is not ...})
    assert error.value.code == "invalid_shop"
    return [fault.pointer for fault in error.value.faults]


def tiers(*given) -> dict:
    return {"included": 10, "tiers": list(given)}


@pytest.mark.parametrize(("text", "minutes"), [("00:00", 0), ("00:01", 1), ("02:30", 150), ("11:59", 719)])
def test_when_the_day_begins(text, minutes):
    assert SHOP.define(GIVEN | {"day_starts_at": text}).cutoff_minutes == minutes


@pytest.mark.parametrize(
    "text", ["12:00", "24:00", "5:00", "05:60", "05:00:00", " 05:00", "０５:００", "", 5, None, True]
)
def test_a_day_that_cannot_begin_then(text):
    assert faults(day_starts_at=text) == ["/day_starts_at"]


def test_the_leap_day():
    assert SHOP.define(GIVEN).leap_day is LeapDay.MAR_1
    for wrong in ("02-29", "2-28", "", None, 228, ["02-28"]):
        assert faults(leap_day=wrong) == ["/leap_day"]


@pytest.mark.parametrize("key", KNOWN_PLANS)
def test_a_plan_by_its_key(key):
    assert SHOP.define(GIVEN | {"plan": key}).plan == KNOWN_PLANS[key]


def test_a_plan_in_figures():
    given = tiers({"up_to": 50_000, "yen": 3}, {"up_to": 100_000, "yen": 2.8}, {"up_to": None, "yen": 2.605})
    plan = SHOP.define(GIVEN | {"plan": given}).plan
    assert plan == Plan(
        None, 10, (Tier(50_000, Decimal(3)), Tier(100_000, Decimal("2.8")), Tier(None, Decimal("2.605")))
    )
    assert SHOP.define(GIVEN | {"plan": tiers()}).plan == Plan(None, 10)
    assert SHOP.define(GIVEN | {"plan": None}).plan is None


@pytest.mark.parametrize(
    ("plan", "pointers"),
    [
        ("premium", ["/plan"]),
        (3, ["/plan"]),
        ([], ["/plan"]),
        ({}, ["/plan/included", "/plan/tiers"]),
        ({"included": 1, "tiers": [], "key": "x"}, ["/plan/key"]),
        ({"included": -1, "tiers": []}, ["/plan/included"]),
        ({"included": 1.5, "tiers": []}, ["/plan/included"]),
        ({"included": True, "tiers": []}, ["/plan/included"]),
        ({"included": 10**9 + 1, "tiers": []}, ["/plan/included"]),
        ({"included": 1, "tiers": [{"up_to": n + 1, "yen": 1} for n in range(21)]}, ["/plan/tiers"]),
        (tiers(3), ["/plan/tiers/0"]),
        (tiers({"yen": 3}), ["/plan/tiers/0/up_to"]),
        (tiers({"up_to": None}), ["/plan/tiers/0/yen"]),
        (tiers({"up_to": 5, "yen": 3, "from": 1}), ["/plan/tiers/0/from"]),
        (tiers({"up_to": None, "yen": 3}, {"up_to": 5, "yen": 2}), ["/plan/tiers/0/up_to"]),
        (tiers({"up_to": 5, "yen": 3}, {"up_to": 5, "yen": 2}), ["/plan/tiers/1/up_to"]),
        (tiers({"up_to": 5, "yen": 3}, {"up_to": 4, "yen": 2}), ["/plan/tiers/1/up_to"]),
        (tiers({"up_to": 0, "yen": 3}), ["/plan/tiers/0/up_to"]),
        (tiers({"up_to": 5, "yen": -0.1}), ["/plan/tiers/0/yen"]),
        (tiers({"up_to": 5, "yen": 100.5}), ["/plan/tiers/0/yen"]),
        (tiers({"up_to": 5, "yen": "3.0"}), ["/plan/tiers/0/yen"]),
        (tiers({"up_to": 5, "yen": True}), ["/plan/tiers/0/yen"]),
        (tiers({"up_to": 5, "yen": 2.6005}), ["/plan/tiers/0/yen"]),
        (tiers({"up_to": "5", "yen": 3}), ["/plan/tiers/0/up_to"]),
    ],
)
def test_a_plan_that_is_none(plan, pointers):
    assert faults(plan=plan) == pointers


def test_everything_wrong_is_said_at_once():
    assert faults(day_starts_at="noon", leap_day=..., plan={"included": None, "tiers": [{}]}, colour="red") == [
        "/day_starts_at",
        "/leap_day",
        "/plan/included",
        "/plan/tiers/0/up_to",
        "/plan/tiers/0/yen",
        "/colour",
    ]
    for no_object in (None, [], "standard", 3):
        with pytest.raises(Invalid):
            SHOP.define(no_object)


def test_nothing_is_said_of_a_plan_that_is_not_so():
    """All that is wrong with a tier is told, and that tiers ascend."""
    wrong = tiers({"up_to": 9, "yen": -1}, {"up_to": 9, "yen": 1}, {"up_to": None, "yen": 1}, {"up_to": 10, "yen": "1"})
    assert faults(plan=wrong) == [f"/plan/tiers/{place}" for place in ("0/yen", "3/yen", "1/up_to", "2/up_to")]


@pytest.mark.parametrize("plan", [*KNOWN_PLANS, tiers({"up_to": 5, "yen": 2.605}, {"up_to": None, "yen": 1}), None])
def test_a_plan_is_shown_as_it_was_sent(plan):
    assert SHOP.shape.shown(SHOP.define(GIVEN | {"plan": plan})) == GIVEN | {"plan": plan}


class _Setups:
    def __init__(self) -> None:
        self.stored = Setup(SHOP.read(SHOP.default), SHOP.default)

    def get(self) -> Setup[Shop]:
        return self.stored

    def save(self, before: Setup[Shop], given: Mapping[str, Any], now: int) -> Setup[Shop]:
        assert before == self.stored
        self.stored = Setup(SHOP.read(given), given, before.version + 1, now, now)
        return self.stored


def test_settings_are_saved_if_they_are_those_that_were_read():
    shops = _Setups()
    editor = SetupEditor(shops, SHOP.define, lambda: 7)
    assert editor.update(GIVEN, expected=[0]).version == 1
    with pytest.raises(Conflict) as error:
        editor.update(GIVEN | {"plan": None}, expected=[0])
    assert error.value.code == "version_mismatch"
    assert shops.stored.value.plan == KNOWN_PLANS["standard"]
    assert editor.update(GIVEN | {"plan": None}).value.plan is None


def test_what_a_segment_is_judged_by_in_this_shop():
    midnight = 1_795_273_200_000  # 2026-11-22 00:00 in Japan
    assert Shop(cutoff_minutes=120).context(midnight + HOUR).today.isoformat() == "2026-11-21"
    assert Shop(cutoff_minutes=120).context(midnight + 2 * HOUR).today.isoformat() == "2026-11-22"
    assert Shop(leap_day=LeapDay.MAR_1).context(midnight).leap_day is LeapDay.MAR_1
