"""Which friends have a coupon, and who is given a new one: whatever comes in between, late, twice or half."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from daifukucho.coupons.again import Again, Had, Rule
from daifukucho.coupons.coupon import Audience, Coupon, Uses
from daifukucho.coupons.giver import AT_ONCE, Giver
from daifukucho.coupons.holding import (
    KEPT_ISSUES,
    Gift,
    Holding,
    State,
    Use,
    has_code,
    issued,
    redeemed,
    revoked,
    viewed,
)
from daifukucho.kernel.errors import Unavailable
from daifukucho.kernel.time import DAY, HOUR, MINUTE, from_iso
from tests.support.search import checks

NOW = from_iso("2026-11-30T23:30:00+09:00")
COUPON = Coupon("毎月の一杯", audience=Audience.PUBLIC)
MORE = replace(COUPON, uses=Uses.UNLIMITED)


def gift(campaign="C1", due_at=NOW):
    return Gift(f"{campaign}-{due_at:x}", campaign, due_at)


def never():
    return False


class Page:
    """The holdings, written as DynamoDB does: on a condition. ``rivals``: what happens right before a write."""

    def __init__(self, *holdings):
        self.holdings = {holding.friend_id: holding for holding in holdings}
        self.entries, self.rivals, self.reads = [], [], 0

    def held(self, friend_ids, coupon_id):
        self.reads += 1
        return {f: self.holdings[f] for f in friend_ids if f in self.holdings}

    def put_new(self, gifts):
        assert 0 < len(gifts) <= AT_ONCE
        if self.rivals:
            self.rivals.pop(0)()
        refused = []
        for holding, entry in gifts:
            before = self.holdings.get(holding.friend_id)
            if (before.revision if before else 0) != holding.revision - 1:
                refused.append(holding.friend_id)
                continue
            self.holdings[holding.friend_id] = holding
            self.entries.append(entry)
        return refused


def giver(page, now=NOW):
    return Giver(page, lambda: now)


def given_one(of=None, friend_id="U1"):
    """A holding that a run gave."""
    page = Page()
    giver(page).give([friend_id], "c", of or gift(), Rule(), never)
    return page.holdings[friend_id]


def use(holding, key="k", coupon=COUPON, now=NOW):
    return redeemed(holding, coupon, Use(key, now, "s1"), 0)


def test_who_had_it_before_the_run():
    own, used = gift(), use(replace(given_one(gift("C0")), friend_id="U2"))
    by_hand = issued("U3", "c", None, NOW)
    gone = revoked(issued("U4", "c", None, NOW), NOW)
    page = Page(given_one(own), used, by_hand, gone)
    assert giver(page).had(["U1", "U2", "U3", "U4", "U5"], "c", own, Rule()) == {
        "U1": Had.GIVEN,
        "U2": Had.USED,
        "U3": Had.HELD,
        "U4": Had.HELD,
    }


@pytest.mark.parametrize(
    ("again", "before", "due_at", "counts"),
    [
        (Again.MONTH, "2026-11-30T23:59:59+09:00", "2026-12-01T00:00:00+09:00", False),
        (Again.MONTH, "2026-12-01T00:00:00+09:00", "2026-12-31T23:59:59+09:00", True),
        (Again.MONTH, "2025-12-15T12:00:00+09:00", "2026-12-15T12:00:00+09:00", False),
        (Again.YEAR, "2026-01-01T00:00:00+09:00", "2026-12-31T23:59:59+09:00", True),
        (Again.YEAR, "2025-12-31T23:59:59+09:00", "2026-01-01T00:00:00+09:00", False),
        # what came later counts: a run that was paused for a month gives nothing in place of the next one's
        (Again.MONTH, "2026-12-01T00:00:00+09:00", "2026-11-30T23:59:59+09:00", True),
        (Again.YEAR, "2026-01-01T00:00:00+09:00", "2025-12-31T23:59:59+09:00", True),
        # the same campaign counts however long ago
        (Again.CAMPAIGN, "2020-01-01T00:00:00+09:00", "2026-12-31T23:59:59+09:00", True),
        (None, "2020-01-01T00:00:00+09:00", "2026-12-31T23:59:59+09:00", True),
    ],
)
def test_periods_are_of_the_runs_nominal_times(again, before, due_at, counts):
    page = Page(given_one(gift("C1", from_iso(before))))
    later = gift("C1", from_iso(due_at))
    assert giver(page).had(["U1"], "c", later, Rule(again)) == ({"U1": Had.HELD} if counts else {})
    giver(page).give(["U1"], "c", later, Rule(again), never)
    assert (page.holdings["U1"].revision == 1) is counts


def test_the_shops_day_says_which_month_it_is():
    page = Page(given_one(gift("C1", from_iso("2026-12-01T04:59:00+09:00"))))
    morning = gift("C2", from_iso("2026-12-01T05:00:00+09:00"))
    assert giver(page).had(["U1"], "c", morning, Rule(Again.MONTH, 300)) == {}
    assert giver(page).had(["U1"], "c", morning, Rule(Again.MONTH)) == {"U1": Had.HELD}


@pytest.mark.parametrize("again", list(Again))
def test_of_what_no_run_gave_the_day_counts_and_no_campaign_did(again):
    page = Page(issued("U1", "c", None, NOW))
    same = {} if again is Again.CAMPAIGN else {"U1": Had.HELD}
    assert giver(page).had(["U1"], "c", gift(due_at=NOW), Rule(again)) == same
    assert giver(page).had(["U1"], "c", gift(due_at=NOW + 400 * DAY), Rule(again)) == {}


def test_what_was_given_by_hand_again_is_of_its_day_and_remembers_the_campaign():
    page = Page(issued("U1", "c", revoked(given_one(), NOW), NOW + DAY))
    december = gift("C1", NOW + DAY)
    assert giver(page).had(["U1"], "c", december, Rule(Again.MONTH)) == {"U1": Had.HELD}
    assert giver(page).had(["U1"], "c", december, Rule(Again.CAMPAIGN)) == {"U1": Had.HELD}


def test_two_campaigns_of_once_each_do_not_take_turns_for_ever():
    """A takeover repeats its gift after the other's; it finds its own work done."""
    page = Page()
    first, second = gift("C1"), gift("C2")
    for of in (first, second, first, second, first):
        giver(page).give(["U1"], "c", of, Rule(Again.CAMPAIGN), never)
        assert giver(page).had(["U1"], "c", of, Rule(Again.CAMPAIGN)) == {"U1": Had.GIVEN}
    assert len(page.entries) == 2
    assert giver(page).had(["U1"], "c", gift("C1", NOW + DAY), Rule(Again.CAMPAIGN)) == {"U1": Had.HELD}


def test_a_late_run_of_an_earlier_month_takes_no_turn_either():
    page, november, december = Page(), gift("C1", NOW), gift("C2", NOW + DAY)
    for of in (november, december, november, december):
        giver(page).give(["U1"], "c", of, Rule(Again.MONTH), never)
    assert [holding.run_id for holding in page.holdings.values()] == [december.run_id]
    assert len(page.entries) == 2


def test_without_again_nothing_that_is_hers_is_touched_and_nothing_read():
    had = [use(viewed(given_one(friend_id="U1"), "code", NOW)), revoked(given_one(friend_id="U2"), NOW)]
    page = Page(*had)
    giver(page).give(["U1", "U2", "U3"], "c", gift("C2"), Rule(), never)
    assert [page.holdings[f] for f in ("U1", "U2")] == had
    assert (page.holdings["U3"].run_id, page.reads) == (gift("C2").run_id, 0)


def test_a_new_issue_is_new():
    old = revoked(use(viewed(given_one(), "secret", NOW)), NOW + 1)
    page = Page(old)
    giver(page, NOW + DAY).give(["U1"], "c", gift("C1", NOW + DAY), Rule(Again.MONTH), never)
    new = page.holdings["U1"]
    assert (new.got_at, new.viewed_at, new.revoked_at, new.used, new.uses, new.code) == (
        NOW + DAY,
        None,
        None,
        0,
        (),
        None,
    )
    assert new.state(COUPON, NOW + DAY, 0) is State.ISSUED
    assert not has_code(new, "secret")
    assert new.used_in_all == 1
    assert "secret" not in repr(new)
    assert giver(page).had(["U1"], "c", gift("C1", NOW + DAY), Rule(Again.MONTH)) == {"U1": Had.GIVEN}


@pytest.mark.parametrize("again", [None, Again.MONTH])
def test_a_rival_run_gives_first(again):
    """Two runs of the same month have both read that the friend has none; the friend then has one."""
    page = Page()
    page.rivals = [lambda: giver(page).give(["U1"], "c", gift("C2"), Rule(again), never)]
    giver(page).give(["U1", "U2"], "c", gift("C1"), Rule(again), never)
    assert page.holdings["U1"].run_id == gift("C2").run_id
    assert page.holdings["U2"].run_id == gift("C1").run_id
    assert Counter(entry.friend_id for entry in page.entries) == {"U1": 1, "U2": 1}


def test_a_till_redeems_first():
    """The friend used the old one an instant before: that stands, and the new one is unused."""
    page = Page(given_one())
    page.rivals = [lambda: page.holdings.update(U1=use(page.holdings["U1"]))]
    giver(page).give(["U1"], "c", gift("C1", NOW + DAY), Rule(Again.MONTH), never)
    new = page.holdings["U1"]
    assert (new.used, new.used_in_all, new.earlier[-1].used) == (0, 1, 1)


def test_who_is_always_overtaken_says_so():
    page = Page(given_one())
    spoil = lambda: page.holdings.update(U1=replace(page.holdings["U1"], revision=page.holdings["U1"].revision + 1))  # noqa: E731
    page.rivals = [spoil] * 99
    with pytest.raises(Unavailable) as error:
        giver(page).give(["U1"], "c", gift("C1", NOW + DAY), Rule(Again.MONTH), never)
    assert error.value.code == "contention"


def test_time_that_is_short_leaves_the_rest_for_later():
    friends, page, looks = [f"U{n}" for n in range(2 * AT_ONCE)], Page(), iter([False, True])
    with pytest.raises(Unavailable) as error:
        giver(page).give(friends, "c", gift(), Rule(Again.MONTH), lambda: next(looks))
    assert error.value.code == "coupon_time_short"
    assert len(page.holdings) == AT_ONCE


class Months(RuleBasedStateMachine):
    """Runs of several campaigns give, late and more than once; a friend opens, redeems and is taken from; the shop gives
    by hand. What each run did is told from the entries alone."""

    def __init__(self):
        super().__init__()
        self.page, self.now, self.runs, self.keys, self.stood = Page(), NOW, [], [], 0

    @initialize(again=st.sampled_from(Again), more=st.booleans(), held=st.sampled_from([None, "by hand", "opened"]))
    def begins(self, again, more, held):
        self.again, self.coupon = again, MORE if more else COUPON
        if held is not None:
            holding = Holding("U1", "c", self.now)
            self.page.holdings["U1"] = (
                viewed(holding, "first", self.now) if held == "opened" else issued("U1", "c", None, self.now)
            )

    @property
    def holding(self):
        return self.page.holdings.get("U1")

    @rule(step=st.sampled_from([MINUTE, HOUR, 12 * DAY, 200 * DAY]))
    def later(self, step):
        self.now += step

    @rule(campaign=st.sampled_from(["C1", "C2", "C3"]), late=st.sampled_from([0, HOUR, 20 * DAY]))
    def due(self, campaign, late):
        self.runs.append(gift(campaign, self.now - late))

    @precondition(lambda self: self.runs)
    @rule(data=st.data())
    def gives(self, data):
        of = data.draw(st.sampled_from(self.runs))
        had, before = giver(self.page, self.now).had(["U1"], "c", of, Rule(self.again)), self.holding
        giver(self.page, self.now).give(["U1"], "c", of, Rule(self.again), never)
        once = self.holding
        if had:
            assert once is before
            assert had["U1"] in (Had.GIVEN, Had.USED if once.used else Had.HELD)
        giver(self.page, self.now + 1).give(["U1"], "c", of, Rule(self.again), never)
        assert self.holding is once
        if once is not before:
            assert giver(self.page).had(["U1"], "c", of, Rule(self.again)) == {"U1": Had.GIVEN}
            assert (once.used, once.code, once.viewed_at, once.revoked_at) == (0, None, None, None)

    @precondition(lambda self: self.holding and self.holding.viewed_at is None)
    @rule()
    def opens(self):
        self.page.holdings["U1"] = viewed(self.holding, f"code{self.holding.revision}", self.now)

    @precondition(lambda self: self.holding and self.holding.revoked_at is None)
    @rule()
    def redeems(self):
        key = f"k{len(self.keys)}"
        if self.holding.used and self.coupon is COUPON:
            return
        self.page.holdings["U1"] = use(self.holding, key, self.coupon, self.now)
        self.keys.append((key, len(self.page.entries)))
        self.stood += 1

    @precondition(lambda self: self.keys)
    @rule(data=st.data())
    def repeats(self, data):
        key, then = data.draw(st.sampled_from(self.keys[-20:]))
        if len(self.page.entries) - then <= KEPT_ISSUES:
            assert use(self.holding, key, self.coupon, self.now) is None

    @precondition(lambda self: self.holding)
    @rule(again=st.booleans())
    def taken_back(self, again):
        self.page.holdings["U1"] = revoked(self.holding, self.now) or self.holding
        if again:
            self.page.holdings["U1"] = issued("U1", "c", self.holding, self.now)

    @invariant()
    def a_run_gives_one_and_all_uses_are_counted(self):
        assert all(n == 1 for n in Counter(e.data["run_id"] for e in self.page.entries).values())
        assert len({entry.event_id for entry in self.page.entries}) == len(self.page.entries)
        if self.holding:
            assert self.holding.used_in_all == self.stood
            assert len(self.holding.earlier) <= KEPT_ISSUES
        if getattr(self, "again", None) is Again.CAMPAIGN:
            assert all(n == 1 for n in Counter(e.data["campaign_id"] for e in self.page.entries).values())


Months.TestCase.settings = checks(50, stateful_step_count=40, deadline=None)
TestMonths = Months.TestCase
