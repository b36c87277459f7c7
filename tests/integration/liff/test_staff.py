"""The staff's page, from API Gateway's event to the database and back."""

import base64
import json

import pytest

from daifukucho.cards.code import code_of
from daifukucho.cards.settings import CARD
from daifukucho.coupons.again import Again, Rule
from daifukucho.coupons.giver import Giver
from daifukucho.coupons.holding import Gift
from daifukucho.kernel.time import DAY, MINUTE, SECOND
from daifukucho.staff.access import INVITED_FOR
from daifukucho.stamps.stamps import UNDO_WITHIN
from daifukucho.till.desk import REFUND_WITHIN
from daifukucho.till.slip import LIFE, Slips
from daifukucho_aws.dynamo.holdings import DynamoGifts
from tests.integration.liff.conftest import HANAKO
from tests.integration.liff.test_card import GOLD, SHOP_CARD, set_up
from tests.support.book import no_pause
from tests.support.world import CARD_KEY

SATO, SUZUKI = "U" + "a" * 32, "U" + "b" * 32
KEY = CARD_KEY.encode()
NUMBER = "2123456789010"
EVERYTHING = ["redeem", "grant_points"]


class Staff:
    """A store, its staff members' phones, and a friend with a member card."""

    def __init__(self, liff):
        self.liff = liff
        self.till = liff.function.liff().till
        self.store_id = self.store("本店")
        self.made = 0

    def store(self, name):
        return self.till.store_editor.create({"name": name}).value.id

    def hire(self, sub=SATO, rights=EVERYTHING, store_id=None):
        """A staff member whose account is bound; returns the staff member's id."""
        given = {"name": "佐藤", "store_id": store_id or self.store_id, "rights": list(rights)}
        hired = self.till.personnel.hire(given)
        self.till.personnel.accept(sub, hired.code)
        return hired.member.id

    def known(self, sub):
        """The staff member as the server knows them."""
        return self.till.access.staff(sub)

    def key(self):
        self.made += 1
        return f"key-{self.made}"

    def post(self, path, body, sub=SATO):
        return self.liff.call("POST", f"api/staff/{path}", json.dumps(body), user_id=sub)

    def code(self, number=None):
        """What the friend's card shows now; another code each time."""
        self.liff.clock.now += 30 * SECOND
        return code_of(KEY, number or self.number, self.liff.clock.now).text

    def befriend(self, **facts):
        self.liff.befriend(**facts)
        self.number = self.liff.get("api/card").json["member_no"]

    def scan(self, sub=SATO):
        answer = self.post("scan", {"text": self.code()}, sub)
        assert answer.status == 200, answer.text
        return answer.json

    def sell(self, sub=SATO, slip=None, key=None, **parts):
        return self.act("sales", sub, slip, key, **parts)

    def act(self, path, sub=SATO, slip=None, key=None, **body):
        slip = slip or self.scan(sub)["slip"]
        return self.post(path, {"slip": slip, "key": key or self.key(), **body}, sub)

    def coupon(self, **says):
        given = {"title": "一杯無料", "kind": "free", "audience": "public"} | says
        coupon_id = self.till.coupon_editor.create(given).value.id
        return coupon_id, self.till.wallet.open(HANAKO, coupon_id).holding.code

    def told(self, kind):
        """What entries of a kind say."""
        return [json.loads(entry.body) for entry in self.liff.entries() if entry.kind == kind]


@pytest.fixture
def staff(liff):
    staff = Staff(liff)
    staff.befriend()
    return staff


def test_she_types_her_invitation_and_is_known(staff, liff):
    liff.get("api/staff", user_id=SATO).refused(403, "not_staff")
    hired = staff.till.personnel.hire({"name": "佐藤", "store_id": staff.store_id, "rights": EVERYTHING})
    staff.post("invitation", {"code": "A" * 32}).refused(403, "invitation_unknown")
    shown = " ".join(hired.code[i : i + 4] for i in range(0, 32, 4)).lower()
    me = staff.post("invitation", {"code": shown})
    assert (me.status, me.json) == (200, {"name": "佐藤", "store": "本店", "rights": EVERYTHING})
    assert liff.get("api/staff", user_id=SATO).json == me.json
    staff.post("invitation", {"code": hired.code}, SUZUKI).refused(403, "invitation_unknown")
    other = staff.till.personnel.hire({"name": "鈴木", "store_id": staff.store_id, "rights": []})
    staff.post("invitation", {"code": other.code}).refused(409, "already_staff")
    liff.clock.now += INVITED_FOR
    staff.post("invitation", {"code": other.code}, SUZUKI).refused(403, "invitation_unknown")
    assert liff.entries(SATO) == []  # the staff member is no friend, and does not become one


def test_a_code_is_recognised_and_says_whose_it_is(staff, liff):
    set_up(liff, "ranks", GOLD)
    set_up(liff, "points", {"life": None, "yen_per_point": 100})
    set_up(liff, "stamps", SHOP_CARD)
    liff.clock.now += 2 * MINUTE  # what the container has in memory is read again
    staff.hire()
    found = staff.scan()
    assert found["what"] == "card"
    assert found["until"] == found["at"] + LIFE
    assert found["worth"] == {"yen_per_point": 100, "percent": 100}
    assert found["card"] == {
        "name": "大福 花子",
        "member_no": staff.number,
        "points": 0,
        "rank": {"ja": "シルバー", "en": "Silver"},
        "stamps": {"name": {"ja": "大福カード", "en": "Daifuku card"}, "goal": 5, "count": 0, "next_at": None},
        "tickets": [],
    }
    assert (found["movements"], found["stamped"]) == ([], None)
    assert HANAKO not in json.dumps({**found, "slip": ""})


def test_what_scanners_and_keyboards_make_of_a_code(staff, liff):
    staff.hire()
    code = staff.code()
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)  # a scanner, with a Japanese keyboard switched on
    for text in (f" {code[:1]} {code[1:7]} {code[7:]}\t", wide):
        assert staff.post("scan", {"text": text}).json["card"]["member_no"] == staff.number
    for text in ("1", "0" * 13, staff.number, code[:-1] + "x", "x" * 27, "あ"):
        answer = staff.post("scan", {"text": text})
        assert (answer.status, answer.json["code"]) in ((422, "invalid_code"), (403, "coupon_code_unknown"))
    set_up(liff, "card", {**CARD.default, "code": "fixed"})
    liff.clock.now += 2 * MINUTE
    assert staff.post("scan", {"text": staff.number}).json["card"]["member_no"] == staff.number
    staff.post("scan", {"text": NUMBER}).refused(404, "member_not_found")


def test_a_code_that_changes_is_taken_once_and_again_by_who_has_just_read_it(staff, liff):
    """The staff member went back, or the answer got lost; for others the code is used up, and after its minute for
    all."""
    staff.hire()
    staff.hire(SUZUKI)
    code = staff.code()
    assert staff.post("scan", {"text": code}).status == 200
    assert staff.post("scan", {"text": code}).status == 200
    staff.post("scan", {"text": code}, SUZUKI).refused(409, "code_used")
    assert staff.post("scan", {"text": code}).status == 200
    liff.clock.now += MINUTE
    staff.post("scan", {"text": code}).refused(422, "invalid_code")


def test_points_are_given_used_and_refunded(staff, liff):
    staff_id = staff.hire()
    slip = staff.scan()["slip"]
    given = staff.sell(slip=slip, points=32, amount_yen=3_200, key="g")
    assert given.status == 200, given.text
    assert (given.json["done"], given.json["refused"]) == ([{"act": "grant", "of": ""}], None)
    assert given.json["card"]["points"] == 32
    again = staff.sell(slip=slip, points=32, amount_yen=3_200, key="g")
    assert again.json == given.json
    staff.sell(slip=slip, points=33, key="g").refused(422, "idempotency_key_reused")
    staff.sell(slip=slip, use=33).refused(409, "not_enough_points")
    used = staff.sell(slip=slip, use=12)
    assert used.json["card"]["points"] == 20
    latest = staff.scan()["movements"]
    assert latest == used.json["movements"]
    assert [(m["kind"], m["points"]) for m in latest] == [("use", 12), ("grant", 32)]
    undo = {"movement_id": latest[0]["movement_id"], "reason": "押し間違い"}
    staff.act("refunds", **undo | {"reason": " "}).refused(422, "invalid")
    back = staff.act("refunds", **undo)
    assert (back.json["card"]["points"], [m["kind"] for m in back.json["movements"]]) == (32, ["grant"])
    staff.act("refunds", **undo).refused(409, "already_refunded")
    staff.act("refunds", **undo | {"movement_id": "other"}).refused(404, "movement_not_found")
    assert [m["kind"] for m in staff.scan()["movements"]] == ["grant"]
    told = staff.told("points")
    assert {(t["by"], t["store"]) for t in told} == {(staff_id, staff.store_id)}
    assert (told[0]["amount_yen"], told[-1]["note"]) == (3_200, "押し間違い")
    assert liff.get("api/card").json["points"] == 32


def test_only_what_this_store_did_lately_is_refunded_here(staff, liff):
    staff.hire()
    movement_id = staff.sell(points=1).json["movements"][0]["movement_id"]
    staff.hire(SUZUKI, store_id=staff.store("駅前店"))
    assert staff.scan(SUZUKI)["movements"] == []
    undo = {"movement_id": movement_id, "reason": "x"}
    staff.act("refunds", SUZUKI, **undo).refused(403, "done_elsewhere")
    liff.clock.now += REFUND_WITHIN
    assert staff.scan()["movements"] == []
    staff.act("refunds", **undo).refused(409, "refund_too_late")


def test_stamps_are_given_taken_back_and_their_tickets_used(staff, liff):
    staff.hire()
    staff.sell(stamps=1).refused(409, "no_shop_card")
    set_up(liff, "stamps", {**SHOP_CARD, "hours": 1})
    liff.clock.now += 2 * MINUTE
    given = staff.sell(stamps=2, key="s")
    assert given.json["card"]["stamps"]["count"] == 2
    staff.sell(stamps=1).refused(409, "stamp_too_soon")
    stamped = staff.scan()["stamped"]
    assert stamped == given.json["stamped"]
    undo = {"stamp_id": stamped["stamp_id"], "reason": "押し間違い"}
    undone = staff.act("stamps/undo", **undo)
    assert (undone.json["card"]["stamps"]["count"], undone.json["stamped"]) == (0, None)
    staff.act("stamps/undo", **undo).refused(409, "stamp_undone")
    assert staff.scan()["stamped"] is None
    won = staff.sell(stamps=5).json
    assert [ticket["ticket"] for ticket in won["card"]["tickets"]] == ["mochi.1"]
    staff.act("stamps/undo", stamp_id="other", reason="x").refused(404, "stamp_not_found")
    staff.act("stamps/undo", stamp_id=won["stamped"]["stamp_id"], reason=" ").refused(422, "invalid")
    assert staff.sell(tickets=["mochi.1"], key="t").json["card"]["tickets"] == []
    staff.sell(tickets=["mochi.1"]).refused(404, "ticket_not_found")
    assert staff.scan()["stamped"] is None
    used = staff.act("stamps/undo", stamp_id=won["stamped"]["stamp_id"], reason="x")
    used.refused(409, "stamp_ticket_used")
    liff.clock.now += DAY
    late = staff.sell(stamps=1).json["stamped"]
    liff.clock.now += UNDO_WITHIN
    staff.act("stamps/undo", stamp_id=late["stamp_id"], reason="x").refused(409, "stamp_undo_too_late")
    assert staff.told("stamp_undone")[0]["store"] == staff.store_id


def test_a_ticket_that_was_used_by_mistake_is_hers_again(staff, liff):
    staff.hire()
    set_up(liff, "stamps", SHOP_CARD)
    liff.clock.now += 2 * MINUTE
    [ticket] = staff.sell(stamps=5).json["card"]["tickets"]
    [used] = staff.sell(tickets=["mochi.1"]).json["used"]
    assert (used["name"], staff.scan()["used"]) == (ticket["name"], [used])
    undo = {"use_id": used["use_id"], "reason": "お客様の都合"}
    staff.act("tickets/undo", **undo | {"reason": ""}).refused(422, "invalid")
    staff.act("tickets/undo", **undo | {"use_id": "other"}).refused(404, "ticket_use_not_found")
    back = staff.act("tickets/undo", **undo, key="u").json
    assert (back["card"]["tickets"], back["used"]) == ([ticket], [])
    assert back["stamped"] is not None  # the stamps that won it can be taken back again
    assert staff.act("tickets/undo", **undo, key="u").status == 200
    staff.act("tickets/undo", **undo).refused(409, "ticket_use_undone")
    [again] = staff.sell(tickets=["mochi.1"]).json["used"]
    liff.clock.now += UNDO_WITHIN
    assert staff.scan()["used"] == []
    staff.act("tickets/undo", use_id=again["use_id"], reason="x").refused(409, "ticket_undo_too_late")
    [told] = staff.told("ticket_undone")
    assert (told["store"], told["reason"], told["until"]) == (staff.store_id, "お客様の都合", ticket["until"])


def test_a_coupon_is_shown_redeemed_once_and_undone(staff, liff):
    staff_id = staff.hire()
    _, code = staff.coupon()
    found = staff.post("scan", {"text": f"{code}\r\n"}).json
    assert (found["what"], found["title"], found["state"]) == ("coupon", "一杯無料", "viewed")
    assert (found["name"], found["used"], found["undo"]) == ("大福 花子", None, None)
    done = staff.post("redemptions", {"code": code, "key": "r"}).json
    assert (done["state"], done["used"]) == ("redeemed", {"at": liff.clock.now, "store": "本店"})
    assert staff.post("redemptions", {"code": code, "key": "r"}).json == done
    staff.post("redemptions", {"code": code, "key": "s"}).refused(409, "coupon_redeemed")
    undo = {"code": code, "use_id": done["undo"], "reason": "押し間違い"}
    staff.post("redemptions/undo", undo | {"reason": ""}).refused(422, "invalid")
    staff.post("redemptions/undo", undo | {"use_id": "other"}).refused(409, "coupon_use_unknown")
    assert staff.post("redemptions/undo", undo).json["state"] == "viewed"
    assert staff.post("redemptions/undo", undo).status == 200
    staff.post("redemptions", {"code": code, "key": "r"}).refused(409, "coupon_use_undone")
    again = staff.post("redemptions", {"code": code, "key": "t"}).json
    assert again["state"] == "redeemed"
    liff.clock.now += 11 * MINUTE
    late = staff.post("scan", {"text": code}).json
    assert (late["state"], late["undo"]) == ("redeemed", None)
    staff.post("redemptions/undo", undo | {"use_id": again["undo"]}).refused(409, "coupon_undo_too_late")
    assert {entry["staff_id"] for entry in staff.told("coupon_redeemed")} == {staff_id}
    assert {entry["store_id"] for entry in staff.told("coupon_redeemed")} == {staff.store_id}


def given_anew(liff, coupon_id):
    """A campaign gives the friend a new one."""
    giver = Giver(DynamoGifts(liff.connection, liff.ledger, no_pause), liff.clock)
    giver.give([HANAKO], coupon_id, Gift("R1", "C1", liff.clock.now), Rule(Again.CAMPAIGN), lambda: False)


def test_a_coupon_that_was_given_anew_is_another_one(staff, liff):
    staff.hire()
    coupon_id, code = staff.coupon()
    use_id = staff.post("redemptions", {"code": code, "key": "a"}).json["undo"]
    given_anew(liff, coupon_id)
    staff.post("redemptions", {"code": code, "key": "b"}).refused(403, "coupon_code_unknown")
    new = staff.till.wallet.open(HANAKO, coupon_id).holding.code
    found = staff.post("scan", {"text": new}).json
    assert (found["state"], found["used"], found["undo"]) == ("viewed", None, None)
    undo = {"code": new, "use_id": use_id, "reason": "押し間違い"}
    staff.post("redemptions/undo", undo).refused(409, "coupon_renewed")
    assert staff.post("redemptions", {"code": new, "key": "d"}).json["state"] == "redeemed"


def test_a_coupon_that_is_given_anew_while_the_till_redeems_is_not_what_was_scanned(staff, liff, monkeypatch):
    staff.hire()
    coupon_id, code = staff.coupon()
    find = staff.till.desk.find

    def overtaken(scanned):
        found = find(scanned)
        given_anew(liff, coupon_id)
        return found

    monkeypatch.setattr(staff.till.desk, "find", overtaken)
    staff.post("redemptions", {"code": code, "key": "a"}).refused(403, "coupon_code_unknown")
    assert staff.till.holdings.get(HANAKO, coupon_id).used_in_all == 0


def test_coupons_that_cannot_be_redeemed(staff, liff):
    staff.hire()
    elsewhere = staff.store("駅前店")
    _, code = staff.coupon(stores=[elsewhere])
    staff.post("redemptions", {"code": code, "key": "a"}).refused(403, "coupon_other_store")
    _, code = staff.coupon(days=0)
    liff.clock.now += 2 * DAY
    assert staff.post("scan", {"text": code}).json["state"] == "expired"
    staff.post("redemptions", {"code": code, "key": "b"}).refused(409, "coupon_expired")
    coupon_id, code = staff.coupon()
    staff.till.desk.revoke(HANAKO, coupon_id, "office")
    assert staff.post("scan", {"text": code}).json["state"] == "revoked"
    staff.post("redemptions", {"code": code, "key": "c"}).refused(403, "coupon_revoked")
    coupon_id, code = staff.coupon()
    staff.till.coupon_editor.delete(coupon_id)
    staff.post("scan", {"text": code}).refused(404, "coupon_not_found")
    staff.post("redemptions", {"code": "x" * 27, "key": "e"}).refused(403, "coupon_code_unknown")
    assert staff.told("coupon_redeemed") == []


ACTS = {
    "grant": ("sales", {"points": 1}),
    "use": ("sales", {"use": 1}),
    "stamps": ("sales", {"stamps": 1}),
    "ticket": ("sales", {"tickets": ["mochi.1"]}),
    "coupon": ("sales", {"coupons": ["K"]}),
    "all at once": ("sales", {"points": 1, "use": 1, "stamps": 1, "tickets": ["mochi.1"], "coupons": ["K"]}),
    "refunds": ("refunds", {"movement_id": "m", "reason": "x"}),
    "stamps/undo": ("stamps/undo", {"stamp_id": "s", "reason": "x"}),
    "tickets/undo": ("tickets/undo", {"use_id": "u", "reason": "x"}),
}
UNKEYED_ACTS = {"coupons/undo": ("coupons/undo", {"coupon_id": "K", "use_id": "u", "reason": "x"})}
COUPON_ACTS = {
    "redemptions": {"key": "k"},
    "redemptions/undo": {"use_id": "u", "reason": "x"},
}


def acts(staff, sub, slip):
    """The answers to all that can be done with a slip."""
    for name, (path, body) in (ACTS | UNKEYED_ACTS).items():
        yield name, staff.post(path, {"slip": slip, **body} | ({"key": staff.key()} if name in ACTS else {}), sub)


def everything(staff, sub, slip, code):
    """The answers to all that a staff member can ask for."""
    yield "scan a card", staff.post("scan", {"text": staff.code()}, sub)
    yield "scan a coupon", staff.post("scan", {"text": code}, sub)
    yield from acts(staff, sub, slip)
    for path, body in COUPON_ACTS.items():
        yield path, staff.post(path, {"code": code, **body}, sub)


def test_who_may_do_nothing_is_refused_at_once(staff, liff):
    staff_id = staff.hire()
    slip, (_, code) = staff.scan()["slip"], staff.coupon()
    before = len(liff.entries())
    for _, answer in everything(staff, SUZUKI, slip, code):
        answer.refused(403, "not_staff")
    staff.till.store_editor.update(staff.store_id, {"name": "本店", "active": False})
    liff.get("api/staff", user_id=SATO).refused(403, "store_closed")
    for _, answer in everything(staff, SATO, slip, code):
        answer.refused(403, "store_closed")
    staff.till.store_editor.update(staff.store_id, {"name": "本店", "active": True})
    assert liff.get("api/staff", user_id=SATO).status == 200
    staff.till.personnel.dismiss(staff_id)
    liff.get("api/staff", user_id=SATO).refused(403, "not_staff")
    for _, answer in everything(staff, SATO, slip, code):
        answer.refused(403, "not_staff")
    assert len(liff.entries()) == before


FOR_COUPONS = {"scan a coupon", *COUPON_ACTS}


@pytest.mark.parametrize(
    ("rights", "lacks"),
    [
        ([], {"scan a card", "scan a coupon", *ACTS, *UNKEYED_ACTS, *COUPON_ACTS}),
        (["redeem"], {"grant", "use", "stamps", "all at once", "refunds", "stamps/undo"}),
        (["grant_points"], {"ticket", "coupon", "all at once", "tickets/undo", "coupons/undo"} | FOR_COUPONS),
    ],
)
def test_each_act_needs_its_right(staff, rights, lacks):
    staff.hire(rights=rights)
    staff.hire(SUZUKI)
    slip = Slips(lambda: KEY, staff.liff.clock).make(staff.known(SUZUKI), HANAKO).text
    _, code = staff.coupon()
    refused = {
        name for name, answer in everything(staff, SATO, slip, code) if answer.json.get("code") == "right_missing"
    }
    assert refused == lacks
    if rights == ["redeem"]:
        assert staff.scan()["movements"] == []


def test_an_act_needs_a_scan_of_her_own_not_older_than_ten_minutes(staff, liff):
    staff_id = staff.hire()
    staff.hire(SUZUKI)
    slip = staff.scan()["slip"]
    content, _, seal = slip.partition(".")
    told = json.loads(base64.urlsafe_b64decode(content + "=="))
    assert told == [staff_id, staff.store_id, HANAKO, liff.clock.now + LIFE]
    forged = base64.urlsafe_b64encode(json.dumps([*told[:2], "U" + "9" * 32, told[3]]).encode()).decode().rstrip("=")
    elsewhere = Slips(lambda: b"another key", liff.clock).make(staff.known(SATO), HANAKO).text
    for text in (HANAKO, staff.number, f"{forged}.{seal}", f"{content}.", f".{seal}", ".", "あ.あ", "=.=", elsewhere):
        for _, answer in acts(staff, SATO, text):
            answer.refused(403, "scan_again")
    for _, answer in acts(staff, SUZUKI, slip):
        answer.refused(403, "scan_again")
    assert staff.sell(slip=slip, points=1).status == 200
    liff.clock.now += LIFE
    for _, answer in acts(staff, SATO, slip):
        answer.refused(403, "scan_again")
    assert [t["points"] for t in staff.told("points")] == [1]


@pytest.mark.parametrize(
    ("path", "body", "at"),
    [
        ("invitation", {}, "/code"),
        ("invitation", {"code": "x", "sub": SUZUKI}, "/sub"),
        ("scan", {"text": "x" * 201}, "/text"),
        ("scan", {}, "/text"),
        ("sales", {"points": 1, "key": "k", "slip": "s", "friend_id": HANAKO}, "/friend_id"),
        ("sales", {"points": 1, "key": "k", "slip": "s", "store": "x"}, "/store"),
        ("sales", {"points": 0, "key": "k", "slip": "s"}, "/points"),
        ("sales", {"use": 1.5, "key": "k", "slip": "s"}, "/use"),
        ("sales", {"use": True, "key": "k", "slip": "s"}, "/use"),
        ("sales", {"use": 1, "amount_yen": 100, "key": "k", "slip": "s"}, "/points"),
        ("sales", {"points": 1, "amount_yen": -1, "key": "k", "slip": "s"}, "/amount_yen"),
        ("sales", {"stamps": 51, "key": "k", "slip": "s"}, "/stamps"),
        ("sales", {"tickets": {}, "key": "k", "slip": "s"}, "/tickets"),
        ("sales", {"tickets": ["a.1", "a.1"], "key": "k", "slip": "s"}, "/tickets/1"),
        ("sales", {"coupons": [f"K{n}" for n in range(11)], "key": "k", "slip": "s"}, "/coupons"),
        ("refunds", {"movement_id": "m", "key": "k", "slip": "s"}, "/reason"),
    ],
)
def test_bodies_that_cannot_be_so(staff, path, body, at):
    staff.hire()
    assert [fault["pointer"] for fault in staff.post(path, body).refused(422, "invalid")["faults"]] == [at]


def test_all_that_is_wrong_with_a_body_is_said_at_once(staff):
    staff.hire()
    told = staff.post("sales", {"use": 0, "points": None, "amount_yen": "1", "tickets": [""], "store": "x"})
    faults = [fault["pointer"] for fault in told.refused(422, "invalid")["faults"]]
    assert faults == ["/slip", "/key", "/tickets/0", "/use", "/amount_yen", "/store"]


def test_a_key_has_to_be_one(staff):
    staff.hire()
    slip = staff.scan()["slip"]
    staff.sell(slip=slip, points=1, key="é").refused(422, "invalid_idempotency_key")
    staff.sell(slip=slip, points=1, key="k" * 65).refused(422, "invalid_idempotency_key")
