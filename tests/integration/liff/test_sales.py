"""A sale: several acts with one confirmation, which may be sent twice, stop half-way, or lose its answer."""

import json

import pytest

from daifukucho.friends.account import Kind
from daifukucho.points.movement import Movement
from tests.integration.liff.conftest import HANAKO
from tests.integration.liff.test_card import SHOP_CARD, set_up
from tests.integration.liff.test_staff import Staff
from tests.support.aws_calls import silent

PARTS = ["coupon", "ticket", "use", "stamps", "grant"]
ENTRIES = {
    "coupon": "coupon_redeemed",
    "ticket": "ticket_used",
    "use": "points",
    "stamps": "stamp",
    "grant": "points",
}


class Till(Staff):
    """A friend with 20 points, a ticket and a coupon at the till, and the sale that takes all of it."""

    def __init__(self, liff):
        super().__init__(liff)
        self.services = liff.function.liff()
        set_up(liff, "stamps", SHOP_CARD)
        self.befriend()
        self.hire()
        self.move(Kind.GRANT, 20)
        self.services.membership.stamps.give(HANAKO, 5, store_id=None, by="office", key="five")
        self.coupon_id, _ = self.coupon()
        self.slip = self.scan()["slip"]
        self.before = {entry.sort for entry in liff.entries()}
        self.sale = {"coupons": [self.coupon_id], "tickets": ["mochi.1"], "use": 12, "stamps": 2}
        self.sale |= {"points": 32, "amount_yen": 3_200}

    def move(self, kind, points):
        movement = Movement(kind=kind, points=points)
        return self.services.membership.points.move(HANAKO, movement, by="office", key=self.key())

    def sold(self, key="confirmed", **more):
        return self.sell(slip=self.slip, key=key, **self.sale | more)

    def recorded(self):
        """The kinds of what was recorded since, each as often as it was."""
        made = [entry for entry in self.liff.entries() if entry.sort not in self.before]
        return sorted(entry.kind for entry in made if entry.kind in ENTRIES.values())

    def stands(self):
        friend = self.services.friends.get(HANAKO)
        (holder,) = self.till.holdings.of_friend(HANAKO)
        return friend.points, friend.stamps["count"], list(friend.tickets), holder.used


@pytest.fixture
def till(liff):
    return Till(liff)


def done(answer):
    return [part["act"] for part in answer.json["done"]]


ALL = (40, 2, [], 1)
"""20 - 12 + 32 points, two stamps, the ticket and the coupon used."""


def test_all_of_it_with_one_confirmation_and_sent_twice(till):
    first = till.sold()
    assert (first.status, done(first), first.json["refused"]) == (200, PARTS, None), first.text
    assert first.json["done"][0]["of"] == till.coupon_id
    assert till.stands() == ALL
    assert till.recorded() == sorted(ENTRIES.values())
    again = till.sold()
    assert again.json == first.json
    assert (till.stands(), till.recorded()) == (ALL, sorted(ENTRIES.values()))
    shown = first.json
    assert (shown["card"]["points"], shown["card"]["tickets"], shown["coupons"]) == (40, [], [])
    assert [m["kind"] for m in shown["movements"]] == ["grant", "use"]
    assert (shown["stamped"]["stamps"], len(shown["used"]), len(shown["redeemed"])) == (2, 1, 1)


@pytest.mark.parametrize("written", range(len(PARTS)))
def test_one_that_stops_half_way_goes_on_when_it_is_sent_again(till, liff, written):
    """The database stops answering after so many parts were written, and the page is told that nobody knows."""

    def after(name, arguments):
        if after.left:
            after.left -= 1
            return
        silent(name, arguments)

    after.left = written
    liff.calls.always["TransactWriteItems"] = after
    till.sold().refused(503, "dynamodb_no_answer")
    del liff.calls.always["TransactWriteItems"]
    assert till.recorded() == sorted(ENTRIES[part] for part in PARTS[:written])
    assert done(till.sold()) == PARTS
    assert (till.stands(), till.recorded()) == (ALL, sorted(ENTRIES.values()))


def test_one_whose_answer_gets_lost_has_been_done(till, liff):
    """The last read fails, after everything was written."""
    liff.calls.always["Query"] = silent
    till.sold().refused(503, "dynamodb_no_answer")
    del liff.calls.always["Query"]
    assert till.stands() == ALL
    assert done(till.sold()) == PARTS
    assert (till.stands(), till.recorded()) == (ALL, sorted(ENTRIES.values()))


def test_what_refuses_the_first_part_refuses_the_sale(till):
    till.till.desk.redeem(HANAKO, till.coupon_id, till.store_id, "a PIN, meanwhile")
    before = till.recorded()
    till.sold().refused(409, "coupon_redeemed")
    assert till.recorded() == before


def test_what_is_refused_later_is_told_and_nothing_after_it_is_tried(till):
    till.move(Kind.USE, 15)
    answer = till.sold()
    assert (answer.status, done(answer)) == (200, ["coupon", "ticket"])
    refused = answer.json["refused"]
    assert (refused["act"], refused["of"], refused["code"]) == ("use", "", "not_enough_points")
    assert refused["detail"] == "There are not enough points for this; nothing was used."
    assert till.stands() == (5, 0, [], 1)
    assert answer.json["card"]["points"] == 5
    till.move(Kind.GRANT, 7)
    again = till.sold()  # the same confirmation: what was done stays done once, and the rest is done now
    assert (done(again), again.json["refused"]) == (PARTS, None)
    assert till.stands() == (32, 2, [], 1)
    assert till.recorded().count("coupon_redeemed") == till.recorded().count("ticket_used") == 1


def test_a_confirmation_is_not_used_for_other_figures(till):
    till.sold()
    before = till.recorded()
    answer = till.sold(points=33)
    refused = answer.json["refused"]
    assert (refused["act"], refused["of"], refused["code"]) == ("grant", "", "idempotency_key_reused")
    till.sell(slip=till.slip, key="confirmed", use=13).refused(422, "idempotency_key_reused")
    assert till.recorded() == before


def test_the_same_again_with_another_confirmation_is_another_sale(till):
    till.sale = {"points": 5}
    till.sold()
    assert till.sold("another").json["card"]["points"] == 30


def test_a_sale_of_nothing(till):
    till.sale = {}
    till.sold().refused(422, "invalid")
    assert till.recorded() == []


def test_only_coupons_that_are_valid_here_are_offered_and_redeemed(till):
    elsewhere = till.store("駅前店")
    other, _ = till.coupon(stores=[elsewhere])
    unopened = till.till.coupon_editor.create({"title": "二杯目半額", "kind": "other", "audience": "public"})
    offered = [coupon["coupon_id"] for coupon in till.scan()["coupons"]]
    assert sorted(offered) == sorted([till.coupon_id, unopened.value.id])
    till.sale = {"coupons": [other]}
    till.sold().refused(403, "coupon_other_store")
    till.sale = {"coupons": [unopened.value.id]}
    answer = till.sold("second")
    assert done(answer) == ["coupon"]
    [redeemed] = answer.json["redeemed"]
    undo = {"slip": till.slip, "coupon_id": unopened.value.id, "use_id": redeemed["use_id"], "reason": "押し間違い"}
    back = till.post("coupons/undo", undo)
    assert (back.json["redeemed"], len(back.json["coupons"])) == ([], 2)
    assert till.post("coupons/undo", undo).status == 200
    till.post("coupons/undo", undo | {"coupon_id": "K"}).refused(404, "holding_not_found")
    assert json.loads(next(e.body for e in till.liff.entries() if e.kind == "coupon_undone"))["reason"] == "押し間違い"
