"""What may become of a friend's coupon, whatever is tried in whatever order."""

from dataclasses import replace

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from daifukucho.coupons.coupon import Audience, Coupon, Uses, coupon_definer
from daifukucho.coupons.holding import (
    KEPT_USES,
    UNDO_WITHIN,
    AlreadyRedeemed,
    Gift,
    Holding,
    State,
    Use,
    given,
    has_code,
    held,
    issued,
    redeemed,
    revoked,
    undone,
    viewed,
)
from daifukucho.coupons.ports import Part, part_of
from daifukucho.kernel.errors import Conflict, DaifukuchoError, Denied, Invalid
from daifukucho.kernel.time import DAY, MINUTE, from_iso

NOW = from_iso("2026-11-22T12:00:00+09:00")
COUPON = Coupon("一杯無料", audience=Audience.PUBLIC)
define = coupon_definer(lambda store_id: store_id == "s1")
GIVEN = {"title": "一杯無料", "kind": "free", "audience": "public"}


class Walk(RuleBasedStateMachine):
    """A coupon that may be used once or without limit, against a list of the uses that stand."""

    def __init__(self):
        super().__init__()
        self.holding, self.now, self.model, self.tried = None, NOW, [], []

    @precondition(lambda self: self.holding is None)
    @rule(uses=st.sampled_from(Uses), days=st.sampled_from([None, 0, 3]), public=st.booleans())
    def get(self, uses, days, public):
        audience = Audience.PUBLIC if public else Audience.ISSUED
        self.coupon = replace(COUPON, uses=uses, days=days, audience=audience)
        self.holding = issued("U1", "c", None, self.now)
        self.got_at = self.now

    @rule(minutes=st.sampled_from([1, 5, 9, 11, 1_000]))
    def later(self, minutes):
        self.now += minutes * MINUTE

    @precondition(lambda self: self.holding)
    @rule(key=st.sampled_from("abcdefgh"))
    def redeem(self, key):
        before = self.holding
        use = Use(key, self.now, "s1")
        known = key in self.tried
        state = before.state(self.coupon, self.now, 0)
        try:
            after = redeemed(held("U1", "c", self.coupon, before, self.now), self.coupon, use, 0)
        except DaifukuchoError:
            assert known or state in (State.REDEEMED, State.EXPIRED, State.REVOKED)
            return
        if known:
            assert after is None
            assert key in self.model
        else:
            assert state in (State.ISSUED, State.VIEWED)
            self.model.append(key)
            self.tried.append(key)
            self.holding = after

    @precondition(lambda self: self.tried)
    @rule(data=st.data())
    def undo(self, data):
        key = data.draw(st.sampled_from(self.tried))
        before = self.holding
        use = next(use for use in before.uses if use.use_id == key)
        try:
            after = undone(before, key, "op", "押し間違い", self.now)
        except Conflict as error:
            assert error.code == "coupon_undo_too_late"
            assert self.now - use.at > UNDO_WITHIN
            return
        if after is not None:
            self.model.remove(key)
            self.holding = after
        else:
            assert key not in self.model

    @precondition(lambda self: self.holding)
    @rule()
    def take_back_and_give_again(self):
        self.holding = revoked(self.holding, self.now) or self.holding
        with pytest.raises(Denied, match="taken back"):
            held("U1", "c", self.coupon, self.holding, self.now)
        self.holding = issued("U1", "c", self.holding, self.now)
        self.got_at = self.now

    @invariant()
    def the_uses_are_those_that_stand(self):
        if self.holding:
            assert self.holding.used == len(self.model)
            assert [use.use_id for use in self.holding.uses if use.undone_at is None] == self.model
            assert len(self.model) <= 1 or self.coupon.uses is Uses.UNLIMITED
            assert (part_of(self.holding) is Part.USED) == bool(self.model)
            assert self.holding.got_at == self.got_at


TestWalk = Walk.TestCase


def test_undoing_restores_what_was():
    before = viewed(issued("U1", "c", None, NOW), "code", NOW)
    after = redeemed(before, COUPON, Use("a", NOW, "s1"), 0)
    back = undone(after, "a", "op", "違う客", NOW + UNDO_WITHIN)
    assert replace(back, uses=(), revision=before.revision) == before
    assert back.state(COUPON, NOW, 0) is State.VIEWED
    assert undone(back, "a", "op", "違う客", NOW + DAY) is None
    with pytest.raises(Conflict) as late:
        undone(after, "a", "op", "違う客", NOW + UNDO_WITHIN + 1)
    assert late.value.code == "coupon_undo_too_late"
    with pytest.raises(Conflict) as copy:  # a copy of the request that comes late redeems nothing
        redeemed(back, COUPON, Use("a", NOW + 1, "s1"), 0)
    assert copy.value.code == "coupon_use_undone"


def test_who_comes_second_is_told_who_was_first():
    first = redeemed(held("U1", "c", COUPON, None, NOW), COUPON, Use("a", NOW, "s1", "op"), 0)
    with pytest.raises(AlreadyRedeemed) as second:
        redeemed(first, COUPON, Use("b", NOW + 5, "s2"), 0)
    assert second.value.use == Use("a", NOW, "s1", "op")
    assert second.value.code == "coupon_redeemed"
    ja, en = second.value.detail
    assert en == "The coupon was redeemed before at 2026-11-22T12:00:00+09:00, in the store s1."
    assert ja == "クーポンは 2026-11-22T12:00:00+09:00 に店舗 s1 で使用済みです。"


def test_what_was_redeemed_before_a_new_one_was_given_redeems_and_undoes_nothing_of_it():
    first = redeemed(viewed(issued("U1", "c", None, NOW), "code", NOW), COUPON, Use("a", NOW, "s1"), 0)
    first = undone(redeemed(first, replace(COUPON, uses=Uses.UNLIMITED), Use("b", NOW, "s1"), 0), "b", "op", "x", NOW)
    new = given("U1", "c", first, Gift("R1", "C1", NOW), NOW + MINUTE)
    assert (new.used, new.used_in_all, new.last_use, part_of(new)) == (0, 1, None, Part.HELD)
    assert redeemed(new, COUPON, Use("a", NOW + MINUTE, "s1"), 0) is None  # a late copy of the request: it was done
    assert new.use("a").at == NOW
    with pytest.raises(Conflict) as error:
        redeemed(new, COUPON, Use("b", NOW + MINUTE, "s1"), 0)
    assert error.value.code == "coupon_use_undone"
    with pytest.raises(Conflict) as error:
        undone(new, "a", "op", "押し間違い", NOW + MINUTE)
    assert error.value.code == "coupon_renewed"
    assert undone(new, "b", "op", "押し間違い", NOW + MINUTE) is None  # that was done before
    again = redeemed(new, COUPON, Use("c", NOW + MINUTE, "s1"), 0)
    assert (again.used, again.used_in_all) == (1, 2)
    back = undone(again, "c", "op", "押し間違い", NOW + MINUTE)
    assert (back.used, back.used_in_all) == (0, 1)


def test_at_an_instant_she_had_the_issue_of_then():
    first = redeemed(issued("U1", "c", None, NOW), COUPON, Use("a", NOW + MINUTE, "s1"), 0)
    second = given("U1", "c", first, Gift("R1", "C1", NOW), NOW + DAY)
    third = given("U1", "c", revoked(second, NOW + DAY + 1), Gift("R2", "C1", NOW), NOW + 2 * DAY)
    assert third.as_of(NOW - 1) is None
    assert (third.as_of(NOW).got_at, third.as_of(NOW).used) == (NOW, 1)
    assert (third.as_of(NOW + DAY).used, third.as_of(NOW + DAY).revoked_at) == (0, NOW + DAY + 1)
    assert third.as_of(NOW + 2 * DAY) is third


def test_of_many_uses_the_latest_are_kept():
    coupon, holding = replace(COUPON, uses=Uses.UNLIMITED), Holding("U1", "c", NOW)
    for n in range(KEPT_USES + 5):
        holding = redeemed(holding, coupon, Use(f"k{n}", NOW + n, "s1"), 0)
    assert (holding.used, len(holding.uses), holding.last_use.use_id) == (KEPT_USES + 5, KEPT_USES, "k24")


def test_whose_it_is_and_when_and_where():
    with pytest.raises(Denied, match="not given"):
        held("U1", "c", replace(COUPON, audience=Audience.ISSUED), None, NOW)
    with pytest.raises(Conflict) as early:
        redeemed(Holding("U1", "c", NOW), replace(COUPON, starts_at=NOW + 1), Use("a", NOW, "s1"), 0)
    assert early.value.code == "coupon_not_started"
    ended = replace(COUPON, ends_at=NOW)
    with pytest.raises(Conflict) as late:
        redeemed(held("U1", "c", ended, None, NOW), ended, Use("a", NOW, "s1"), 0)
    assert late.value.code == "coupon_expired"
    elsewhere = replace(COUPON, stores=("s2",))
    with pytest.raises(Denied) as other:
        redeemed(Holding("U1", "c", NOW), elsewhere, Use("a", NOW, "s1"), 0)
    assert other.value.code == "coupon_other_store"


@pytest.mark.parametrize(
    ("days", "cutoff", "until"),
    [
        (0, 0, "2026-11-23T00:00:00+09:00"),
        (7, 0, "2026-11-30T00:00:00+09:00"),
        (0, 300, "2026-11-23T05:00:00+09:00"),
        (40, 0, "2027-01-02T00:00:00+09:00"),
    ],
)
def test_days_end_with_the_shops_day(days, cutoff, until):
    coupon = replace(COUPON, days=days)
    assert coupon.valid_until(NOW, cutoff) == from_iso(until)
    holding = Holding("U1", "c", NOW)
    assert holding.state(coupon, from_iso(until) - 1, cutoff) is State.ISSUED
    assert holding.state(coupon, from_iso(until), cutoff) is State.EXPIRED
    sooner = replace(coupon, ends_at=NOW + 1)
    assert sooner.valid_until(NOW, cutoff) == NOW + 1


def test_a_code_is_that_of_its_holding_alone():
    holding = replace(Holding("U1", "c", NOW), code="あbc")
    assert has_code(holding, "あbc")
    assert not has_code(holding, "あbd")
    assert not has_code(holding, "\ud800")
    assert not has_code(Holding("U1", "c", NOW), "")
    assert "あbc" not in repr(holding)


def test_what_is_said_of_a_coupon_is_checked_whole():
    full = {
        **GIVEN,
        "description": "一日一杯\n店頭で",
        "image_url": "https://example.com/a.png",
        "kind": "discount",
        "percent": 10,
        "amount": None,
        "starts_at": "2026-11-22T00:00:00+09:00",
        "ends_at": "2026-12-22T00:00:00+09:00",
        "days": 7,
        "uses": "unlimited",
        "total_limit": 100,
        "stores": ["s1"],
    }
    coupon = define(full, None)
    assert (coupon.percent, coupon.uses, coupon.stores, coupon.days) == (10, Uses.UNLIMITED, ("s1",), 7)
    assert define(GIVEN, None).uses is Uses.ONCE


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"title": ""}, "/title"),
        ({"title": "x" * 61}, "/title"),
        ({"title": "a\nb"}, "/title"),
        ({"description": "x" * 501}, "/description"),
        ({"image_url": "http://example.com/a.png"}, "/image_url"),
        ({"kind": "lottery"}, "/kind"),
        ({"kind": "discount"}, "/amount"),
        ({"kind": "discount", "amount": 0}, "/amount"),
        ({"kind": "discount", "percent": 101}, "/percent"),
        ({"kind": "cashback", "amount": 100, "percent": 10}, "/percent"),
        ({"amount": 100}, "/amount"),
        ({"starts_at": "2026-11-22"}, "/starts_at"),
        ({"starts_at": "2026-11-22T00:00:00Z", "ends_at": "2026-11-22T00:00:00Z"}, "/ends_at"),
        ({"days": -1}, "/days"),
        ({"days": True}, "/days"),
        ({"uses": "twice"}, "/uses"),
        ({"total_limit": 0}, "/total_limit"),
        ({"stores": ["s1", "s1"]}, "/stores/1"),
        ({"stores": ["s2"]}, "/stores/0"),
        ({"stores": "s1"}, "/stores"),
        ({"audience": None}, "/audience"),
        ({"色": 1}, "/色"),
    ],
)
def test_faults_are_named_with_their_place(change, at):
    with pytest.raises(Invalid) as error:
        define(GIVEN | change, None)
    assert [fault.pointer for fault in error.value.faults] == [at]
    assert error.value.code == "invalid_coupon"
