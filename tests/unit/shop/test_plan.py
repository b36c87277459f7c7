"""What messages cost: LINE's tiers, month by month."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.shop.plan import KNOWN_PLANS, Plan, Tier

SEEN = Plan(None, 30_000, (Tier(50_000, Decimal("3.0")), Tier(100_000, Decimal("2.8")), Tier(None, Decimal("2.6"))))

prices = st.decimals(0, 10, places=3)
counts = st.integers(0, 400_000)


@st.composite
def plans(draw, furthest: int = 300_000):
    """Plans that sell any number of messages; their tiers end before ``furthest``."""
    ends = sorted(draw(st.sets(st.integers(1, furthest), max_size=5)))
    tiers = [Tier(end, draw(prices)) for end in ends] + [Tier(None, draw(prices))]
    return Plan(None, draw(st.integers(0, furthest // 5)), tuple(tiers))


def one_by_one(plan: Plan, used: int, more: int) -> Decimal:
    """The price of each message by itself."""
    total = Decimal(0)
    for n in range(used + 1, used + more + 1):
        beyond = n - plan.included
        if beyond > 0:
            total += next(t.yen for t in plan.tiers if t.up_to is None or beyond <= t.up_to)
    return total


def test_the_published_example():
    assert SEEN.cost(30_000, 70_000) == 206_000
    assert KNOWN_PLANS["standard"].cost(30_000, 70_000) == 206_000
    assert KNOWN_PLANS["standard"].cost(0, 100_000) == 206_000


@pytest.mark.parametrize(
    ("used", "more", "yen"),
    [
        (0, 0, 0),
        (0, 30_000, 0),
        (29_999, 1, 0),
        (30_000, 1, 3),
        (29_999, 2, 3),
        (79_999, 1, 3),
        (80_000, 1, 3),  # 2.8, rounded up
        (80_000, 5, 14),
        (79_999, 2, 6),  # 3 and 2.8
        (130_000, 10, 26),
        (129_999, 2, 6),  # 2.8 and 2.6
        (40_000, 0, 0),
        (0, 500_000, 150_000 + 140_000 + 962_000),
    ],
)
def test_edges_of_the_tiers(used, more, yen):
    assert SEEN.cost(used, more) == yen


@pytest.mark.parametrize(("key", "included"), [("communication", 200), ("light", 5_000)])
def test_a_plan_without_tiers_sells_its_volume_and_no_more(key, included):
    plan = KNOWN_PLANS[key]
    assert plan.cost(0, included) == 0
    assert plan.cost(included - 1, 1) == 0
    assert plan.cost(included, 0) == 0
    assert plan.cost(included, 1) is None
    assert plan.cost(0, included + 1) is None


def test_of_the_standard_plan_only_what_is_confirmed_is_told():
    standard = KNOWN_PLANS["standard"]
    assert standard.cost(0, 130_000) == 50_000 * 3 + 140_000
    assert standard.cost(0, 130_001) is None
    assert standard.cost(130_000, 0) == 0


def test_a_plan_with_no_price_costs_nothing():
    assert Plan(None, 0, (Tier(None, Decimal(0)),)).cost(0, 10**9) == 0


@given(plans(500), st.integers(0, 600), st.integers(0, 300))
def test_it_is_what_each_message_costs(plan, used, more):
    exact = one_by_one(plan, used, more)
    assert exact <= plan.cost(used, more) < exact + 1


@given(plans(), counts, counts, counts)
def test_more_never_costs_less(plan, used, a, b):
    assert plan.cost(used, min(a, b)) <= plan.cost(used, max(a, b))


@given(plans(), counts, counts, counts)
def test_in_two_parts_it_costs_the_same_but_for_a_yen(plan, used, a, b):
    whole, parts = plan.cost(used, a + b), plan.cost(used, a) + plan.cost(used + a, b)
    assert 0 <= parts - whole <= 1


@given(plans(), counts, counts)
def test_what_is_included_is_free(plan, used, more):
    left = max(0, plan.included - used)
    assert plan.cost(used, min(more, left)) == 0
