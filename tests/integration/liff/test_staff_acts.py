"""Every act of the staff's page × where that was done which it touches, and × what has become of the staff member since.

The acts are the page's routes: one that is added and has no line in ``ACTS`` fails ``test_no_act_is_left_out``.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from daifukucho.friends.account import Kind
from daifukucho.points.movement import Movement
from daifukucho.till.sale import Act as SaleAct
from daifukucho.till.sale import Grant, Sale
from tests.integration.liff.conftest import HANAKO
from tests.integration.liff.test_card import SHOP_CARD, set_up
from tests.integration.liff.test_staff import EVERYTHING, SATO, SUZUKI, Staff

NAME = "大福 花子"


class Office(Staff):
    """What happened before, in a store or in none."""

    def __init__(self, liff):
        super().__init__(liff)
        self.services = liff.function.liff()
        self.other_id = self.store("駅前店")
        set_up(liff, "stamps", SHOP_CARD)

    def granted(self, store_id):
        movement = Movement(kind=Kind.GRANT, points=9, store_id=store_id)
        moved = self.services.membership.points.move(HANAKO, movement, by="office", key=self.key())
        return {"movement_id": moved.entry.event_id, "reason": "押し間違い"}

    def stamped(self, store_id, count=1):
        done = self.services.membership.stamps.give(HANAKO, count, store_id=store_id, by="office", key=self.key())
        return {"stamp_id": done.entry.event_id, "reason": "押し間違い"}

    def ticket(self, store_id):
        self.stamped(store_id, SHOP_CARD["cards"][0]["goal"])
        return {"tickets": [next(iter(self.services.friends.get(HANAKO).tickets))]}

    def used(self, store_id):
        [ticket] = self.ticket(store_id)["tickets"]
        stamps = self.services.membership.stamps
        use = stamps.use_ticket(HANAKO, ticket, store_id=store_id, by="office", key=self.key())
        return {"use_id": use.entry.event_id, "reason": "押し間違い"}

    def everything(self, store_id):
        """What a sale of all that there is names."""
        self.granted(store_id)
        return self.ticket(store_id) | self.held(store_id)

    def held(self, store_id):
        return {"coupons": [self.coupon()[0]]}

    def viewed(self, store_id):
        return {"code": self.coupon()[1]}

    def redeemed(self, store_id):
        """``None``: a store that is gone by now."""
        _, code, use_id = self.use(store_id)
        return {"code": code, "use_id": use_id, "reason": "押し間違い"}

    def sold(self, store_id):
        coupon_id, _, use_id = self.use(store_id)
        return {"coupon_id": coupon_id, "use_id": use_id, "reason": "押し間違い"}

    def use(self, store_id):
        coupon_id, code = self.coupon()
        where = store_id or self.store("閉じた店")
        use = self.till.desk.redeem(HANAKO, coupon_id, where, self.key()).use
        if store_id is None:
            self.till.store_editor.delete(where)
        return coupon_id, code, use.use_id


@dataclass(frozen=True)
class Act:
    """``before``: what is done first in the store whose id it gets; the members of the request's body that name it.
    ``undoes``: the act takes that back."""

    before: Callable[[Office, str | None], dict[str, Any]]
    says: dict[str, Any]
    undoes: bool
    path: str = "sales"
    slip: bool = True
    key: bool = True


def undo(path: str, before: Callable[[Office, str | None], dict[str, Any]], **more: bool) -> Act:
    return Act(before, {}, undoes=True, path=path, **more)


ACTS = {
    "grant": Act(lambda office, _: {}, {"points": 1}, undoes=False),
    "use": Act(lambda office, store: office.granted(store) and {}, {"use": 1}, undoes=False),
    "stamps": Act(lambda office, _: {}, {"stamps": 1}, undoes=False),
    "ticket": Act(Office.ticket, {}, undoes=False),
    "coupon": Act(Office.held, {}, undoes=False),
    "all at once": Act(Office.everything, {"use": 1, "stamps": 1, "points": 1}, undoes=False),
    "refund": undo("refunds", Office.granted),
    "unstamp": undo("stamps/undo", Office.stamped),
    "return a ticket": undo("tickets/undo", Office.used),
    "undo a coupon of a card": undo("coupons/undo", Office.sold, key=False),
    "redeem": Act(Office.viewed, {}, undoes=False, path="redemptions", slip=False),
    "undo a redemption": undo("redemptions/undo", Office.redeemed, slip=False, key=False),
}
PLACES = ("own", "other", "none")


@pytest.fixture
def office(liff):
    office = Office(liff)
    office.befriend()
    return office


def ask(office, name, told, slip=None, sub=SATO):
    act = ACTS[name]
    body = told | act.says | ({"slip": slip} if act.slip else {}) | ({"key": office.key()} if act.key else {})
    return office.post(act.path, body, sub)


def test_no_act_is_left_out(liff):
    asked = [route for route in liff.function.ROUTES if route.path.startswith("staff")]
    others = {("GET", "staff"), ("POST", "staff/invitation"), ("POST", "staff/scan")}
    acts = {(route.method, route.path) for route in asked} - others
    assert acts == {("POST", f"staff/{act.path}") for act in ACTS.values()}
    whole = Sale(("K",), ("t.1",), 1, 1, Grant(1))
    assert {part.act for part in whole.parts()} == set(SaleAct)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", ACTS)
def test_what_another_store_or_the_office_did_is_not_taken_back(office, liff, name, place):
    staff_id, act = office.hire(), ACTS[name]
    told = act.before(office, {"own": office.store_id, "other": office.other_id, "none": None}[place])
    slip, before = office.scan()["slip"], len(liff.entries())
    answer = ask(office, name, told, slip)
    if act.undoes and place != "own":
        answer.refused(403, "done_elsewhere")
        assert len(liff.entries()) == before
        return
    assert answer.status == 200, answer.text
    assert answer.json.get("refused") is None
    made = [entry for entry in liff.entries() if entry.kind != "coupon" and staff_id in str(entry.body)]
    assert len(made) == (5 if name == "all at once" else 1)
    for body in (json.loads(entry.body) for entry in made):
        assert staff_id in (body.get("by"), body.get("staff_id"))
        assert act.path in COUPON_UNDOS or office.store_id in (body.get("store"), body.get("store_id"))


COUPON_UNDOS = ("redemptions/undo", "coupons/undo")


@pytest.mark.parametrize("name", [name for name, act in ACTS.items() if act.undoes])
def test_what_one_staff_member_did_another_one_of_the_store_takes_back(office, name):
    office.hire(), office.hire(SUZUKI)
    told = ACTS[name].before(office, office.store_id)
    assert ask(office, name, told, office.scan(SUZUKI)["slip"], SUZUKI).status == 200


def test_only_what_can_be_taken_back_here_is_offered(office):
    office.hire()
    for place, offered in ((office.other_id, False), (None, False), (office.store_id, True)):
        code = office.redeemed(place)["code"]
        office.granted(place), office.used(place), office.stamped(place)
        coupon = office.post("scan", {"text": code}).json
        card = office.scan()
        assert bool(coupon["undo"]) == offered
        for name in ("movements", "stamped", "used", "redeemed"):
            assert bool(card[name]) == offered, name


def dismissed(office, staff_id):
    office.till.personnel.dismiss(staff_id)


def invited_anew(office, staff_id):
    office.till.personnel.invite(staff_id)


def store_closed(office, staff_id):
    office.till.store_editor.update(office.store_id, {"name": "本店", "active": False})


def store_deleted(office, staff_id):
    office.till.store_editor.delete(office.store_id)


def without_rights(office, staff_id):
    change(office, staff_id, rights=[])


def moved(office, staff_id):
    change(office, staff_id, store_id=office.other_id)


def change(office, staff_id, **given):
    says = {"name": "佐藤", "store_id": office.store_id, "rights": EVERYTHING} | given
    office.till.staff_editor.update(staff_id, says)


LOST = {
    dismissed: "not_staff",
    invited_anew: "not_staff",
    store_closed: "store_closed",
    store_deleted: "store_closed",
    without_rights: "right_missing",
}


@pytest.mark.parametrize(("lose", "code"), LOST.items(), ids=lambda it: getattr(it, "__name__", it))
def test_a_removed_staff_member_does_and_sees_nothing_more_at_once(office, liff, lose, code):
    """The page is open, a card and coupons have been read, and nothing of the minute that settings are kept has passed."""
    staff_id = office.hire()
    known = {path: act.before(office, office.store_id) for path, act in ACTS.items()}
    slip, shown = office.scan()["slip"], office.code()
    before = len(liff.entries())
    lose(office, staff_id)
    answers = [ask(office, path, told, slip) for path, told in known.items()]
    texts = (shown, office.number, known["redeem"]["code"])
    answers += [office.post("scan", {"text": text}) for text in texts]
    for answer in answers:
        answer.refused(403, code)
        assert NAME not in answer.text
        assert office.number not in answer.text
    me = liff.get("api/staff", user_id=SATO)
    assert (me.status, me.json.get("rights")) == (200, []) if lose is without_rights else me.refused(403, code)
    assert len(liff.entries()) == before


def test_a_staff_member_who_was_moved_goes_on_with_nothing_of_the_store_before(office, liff):
    staff_id = office.hire()
    known = {path: act.before(office, office.store_id) for path, act in ACTS.items()}
    slip, before = office.scan()["slip"], len(liff.entries())
    moved(office, staff_id)
    for name, told in known.items():
        if ACTS[name].slip:
            ask(office, name, told, slip).refused(403, "scan_again")
    ask(office, "undo a redemption", known["undo a redemption"]).refused(403, "done_elsewhere")
    assert len(liff.entries()) == before
    found = office.scan()
    for name in ("movements", "used", "redeemed"):
        assert found[name] == [], name
    assert (found["stamped"], found["me"]["store"]) == (None, "駅前店")
    for name in ("refund", "unstamp", "return a ticket", "undo a coupon of a card"):
        ask(office, name, known[name], found["slip"]).refused(403, "done_elsewhere")
    done = ask(office, "redeem", known["redeem"])
    assert (done.json["used"]["store"], done.json["me"]["store"]) == ("駅前店", "駅前店")
