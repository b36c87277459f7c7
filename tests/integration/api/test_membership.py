"""Points, ranks, the shop card and the member card by way of the API, over the real stores."""

import pytest

from daifukucho.book.fold import rebuild
from daifukucho.cards.code import STEP, code_of
from daifukucho.kernel.time import DAY
from tests.integration.api.conftest import Crm

KEY = b"k" * 32
NAME = {"ja": "名前", "en": "Name"}
RANKS = {
    "measure": "yen",
    "months": 12,
    "never_falls": False,
    "ranks": [
        {"id": "regular", "name": {"ja": "レギュラー", "en": "Regular"}, "threshold": 0},
        {
            "id": "gold",
            "name": {"ja": "ゴールド", "en": "Gold"},
            "threshold": 10_000,
            "multiplier": 1.5,
            "messages": [{"type": "text", "text": "{{ name }}様、{{ rank }}会員になりました"}],
        },
    ],
}
TICKET = {"id": "coffee", "at": 2, "name": NAME, "days": 30}
CARDS = [{"name": NAME, "goal": 2, "tickets": [TICKET], "sign": {"text": "福", "image_url": None}}]


class Till:
    """A till that serves one friend."""

    def __init__(self, crm: Crm) -> None:
        self.crm = crm
        self.friend = f"/friends/{crm.shop.ids[0]}"
        self.made = 0

    def post(self, path, body, key=None):
        self.made += 1
        return self.crm("POST", path, body, headers={"idempotency-key": key or f"k{self.made}"})

    def move(self, kind, points=None, key=None, **told):
        body = {"kind": kind, **told} | ({} if points is None else {"points": points})
        return self.post(f"{self.friend}/points/movements", body, key)

    @property
    def account(self):
        return self.crm("GET", f"{self.friend}/points").json


@pytest.fixture
def till(crm: Crm) -> Till:
    return Till(crm)


def test_what_whoever_rises_is_told_is_checked_and_kept(crm: Crm):
    crm("PUT", "/settings/ranks", RANKS)
    assert [rank["messages"] for rank in crm("GET", "/settings/ranks").json["ranks"]] == [
        [],
        RANKS["ranks"][1]["messages"],
    ]
    wrong = RANKS["ranks"][1] | {"messages": [{"type": "text", "text": "{{ pionts }}"}]}
    answer = crm("PUT", "/settings/ranks", RANKS | {"ranks": [wrong]}).refused(422, "invalid_ranks")
    assert "/ranks/0/messages/0/text" in str(answer)


@pytest.mark.parametrize(
    ("path", "body", "code", "fault"),
    [
        ("/settings/points", {"life": None, "yen_per_point": 100}, "invalid_points", None),
        ("/settings/ranks", RANKS, "invalid_ranks", ({**RANKS, "ranks": RANKS["ranks"][::-1]}, "/ranks/1/threshold")),
        (
            "/settings/stamps",
            {"cards": CARDS, "bonus": 0, "expiry": None, "once_a_day": True, "hours": None},
            "invalid_stamps",
            ({"cards": CARDS, "once_a_day": True, "hours": 3}, "/hours"),
        ),
        (
            "/settings/card",
            {"title": NAME, "accent": "#1f3a5f", "image_url": None, "code": "fixed", "barcode": "ean13"},
            "invalid_card",
            ({"title": NAME, "accent": "red", "image_url": None, "code": "fixed", "barcode": "none"}, "/accent"),
        ),
    ],
)
def test_what_is_set_up(crm: Crm, path, body, code, fault):
    default = crm("GET", path)
    assert (default.json["version"], default.json["updated_at"]) == (0, None)
    saved = crm("PUT", path, body, headers={"if-match": default.headers["ETag"]})
    assert (saved.status, saved.json["version"]) == (200, 1), saved.text
    read = crm("GET", path)
    assert read.json == saved.json
    for name, value in body.items():
        if name != "ranks":
            assert read.json[name] == value
    before = crm.dump()
    crm("PUT", path, body, headers={"if-match": '"0"'}).refused(412, "version_mismatch")
    if fault:
        wrong, pointer = fault
        assert crm("PUT", path, wrong).faults(code=code) == [pointer]
    assert crm.dump() == before
    assert crm("PUT", path, body, headers={"if-match": read.headers["ETag"]}).json["version"] == 2


def test_points_from_grant_to_refund(crm: Crm, till: Till):
    crm("PUT", "/settings/points", {"life": {"months": 12, "month_end": True}, "yen_per_point": 100})
    crm("PUT", "/settings/ranks", RANKS)
    nothing = till.account
    assert (nothing["points"], nothing["expiring"], nothing["rank"]["id"]) == (0, [], "regular")

    granted = till.move("grant", amount_yen=6_800, store_id="shibuya", order_id="A-1", key="g")
    assert (granted.status, granted.json["points"], granted.json["balance"]) == (201, 68, 68)
    assert granted.json["by"] == "client-1"
    there = granted.headers["Location"].removeprefix("/v1")
    assert crm("GET", there).json == granted.json
    account = till.account
    assert (account["points"], account["reached"]) == (68, 6_800)
    assert account["next_rank"] == {"id": "gold", "name": {"ja": "ゴールド", "en": "Gold"}, "missing": 3_200}
    assert [lot["points"] for lot in account["expiring"]] == [68]

    used = till.move("use", 60)
    assert used.json["balance"] == 8
    till.move("use", 9).refused(409, "not_enough_points")
    again = till.move("grant", amount_yen=6_800, store_id="shibuya", order_id="A-1", key="g")
    assert (again.status, again.json, again.headers["Idempotent-Replayed"]) == (201, granted.json, "true")
    till.move("grant", amount_yen=6_801, key="g").refused(422, "idempotency_key_reused")

    refund = till.move("refund", movement_id=granted.json["movement_id"])
    assert (refund.json["balance"], refund.json["of"]) == (-60, granted.json["movement_id"])
    till.move("refund", movement_id=granted.json["movement_id"]).refused(409, "already_refunded")
    till.move("refund", movement_id="nothing").refused(404, "movement_not_found")
    assert (till.account["points"], till.account["owed"], till.account["reached"]) == (-60, 60, 0)
    assert till.move("refund", movement_id=used.json["movement_id"]).json["balance"] == 0

    pages = crm.pages(f"{till.friend}/points/movements")
    assert [m["kind"] for page in pages for m in page] == ["refund", "refund", "use", "grant"]


def test_what_expires_is_gone_when_its_day_is_over(crm: Crm, till: Till):
    today = till.move("grant", 5).json["at"][:10]
    till.move("grant", 10, expires_on=today)
    assert till.account["points"] == 15
    crm.shop.now += DAY
    account = till.account
    assert (account["points"], sum(lot["points"] for lot in account["expiring"])) == (5, 5)
    assert crm("GET", f"{till.friend}/points/movements").json["items"][0]["kind"] == "grant"
    till.move("use", 6).refused(409, "not_enough_points")
    newest = crm("GET", f"{till.friend}/points/movements").json["items"][0]
    assert (newest["kind"], newest["points"], newest["by"], newest["credit"]) == ("expire", 10, None, "shop:expired")


def test_the_ledger_makes_the_same_friend_again(crm: Crm, till: Till):
    crm("PUT", "/settings/ranks", RANKS)
    crm("PUT", "/settings/stamps", {"cards": CARDS, "bonus": 1})
    crm("PUT", f"{till.friend}/card")
    till.move("grant", 100, amount_yen=12_000)
    till.move("use", 30)
    till.post(f"{till.friend}/stamps", {})
    till.post(f"{till.friend}/tickets/coffee.1/use", {})
    friend = crm.shop.friends.get(crm.shop.ids[0])
    rebuilt = rebuild(crm.shop.ledger.entries(friend.friend_id))
    for name in (
        "member_no",
        "points",
        "point_lots",
        "points_expire_on",
        "rank",
        "spent",
        "earned",
        "stamps",
        "tickets",
    ):
        assert getattr(rebuilt, name) == getattr(friend, name), name
    assert (friend.points, friend.rank) == (70, "gold")


def test_the_shop_card(crm: Crm, till: Till):
    path = f"{till.friend}/stamps"
    assert crm("GET", path).json == {"friend_id": crm.shop.ids[0], "card": None, "tickets": []}
    till.post(path, {}).refused(409, "no_shop_card")
    crm("PUT", "/settings/stamps", {"cards": CARDS, "hours": 3})
    first = till.post(path, {"store_id": "shibuya"}, key="s")
    assert (first.status, first.json["count"], first.json["card"]) == (201, 1, 1)
    assert till.post(path, {"store_id": "shibuya"}, key="s").headers["Idempotent-Replayed"] == "true"
    till.post(path, {}).refused(409, "stamp_too_soon")
    crm.shop.now += DAY
    till.post(path, {})
    shown = crm("GET", path).json
    assert (shown["card"]["count"], [ticket["ticket_id"] for ticket in shown["tickets"]]) == (0, ["coffee.1"])
    used = till.post(f"{till.friend}/tickets/coffee.1/use", {"store_id": "shibuya"}, key="u")
    assert (used.status, used.json["ticket_id"]) == (201, "coffee.1")
    till.post(f"{till.friend}/tickets/coffee.1/use", {}).refused(404, "ticket_not_found")
    assert crm("GET", path).json["tickets"] == []
    undo = f"{till.friend}/tickets/uses/{used.json['use_id']}/undo"
    back = till.post(undo, {"reason": "押し間違い"}, key="b")
    assert (back.status, back.json["use_id"], back.json["ticket_id"]) == (201, used.json["use_id"], "coffee.1")
    assert till.post(undo, {"reason": "押し間違い"}, key="b").headers["Idempotent-Replayed"] == "true"
    till.post(undo, {"reason": "押し間違い"}).refused(409, "ticket_use_undone")
    assert crm("GET", path).json["tickets"] == shown["tickets"]


def test_stamps_that_are_taken_back(crm: Crm, till: Till):
    path = f"{till.friend}/stamps"
    crm("PUT", "/settings/stamps", {"cards": CARDS, "hours": 3})
    stamp_id = till.post(path, {"store_id": "shibuya"}).json["stamp_id"]
    undo, why = f"{path}/{stamp_id}/undo", {"reason": "押し間違い", "store_id": "shibuya"}
    assert till.post(undo, {"reason": " "}).refused(422, "invalid")["faults"][0]["pointer"] == "/reason"
    till.post(f"{path}/other/undo", why).refused(404, "stamp_not_found")
    done = till.post(undo, why, key="u")
    assert (done.status, done.json["stamp_id"], done.json["reason"]) == (201, stamp_id, "押し間違い")
    assert till.post(undo, why, key="u").headers["Idempotent-Replayed"] == "true"
    till.post(undo, why).refused(409, "stamp_undone")
    assert (crm("GET", path).json["card"]["count"], crm("GET", path).json["card"]["next_at"]) == (0, None)


def test_a_card_is_issued_found_and_read(crm: Crm, till: Till):
    issued = crm("PUT", f"{till.friend}/card").json
    assert crm("PUT", f"{till.friend}/card").json == issued
    number = issued["member_no"]
    assert crm("GET", f"/members/{number}").json == issued
    crm("GET", "/members/2000000000008").refused(404, "member_not_found")
    crm("PUT", "/friends/nobody/card").refused(404, "friend_not_found")

    code = code_of(KEY, number, crm.shop.now).text
    assert till.post("/members/scan", {"code": code}, key="a").json == issued
    assert till.post("/members/scan", {"code": code}, key="a").json == issued
    till.post("/members/scan", {"code": code}, key="b").refused(409, "code_used")
    till.post("/members/scan", {"code": number}).refused(422, "invalid_code")
    crm.shop.now += 2 * STEP
    till.post("/members/scan", {"code": code}, key="c").refused(422, "invalid_code")
    crm(
        "PUT",
        "/settings/card",
        {"title": NAME, "accent": None, "image_url": None, "code": "fixed", "barcode": "none"},
    )
    assert till.post("/members/scan", {"code": number}).json == issued


def test_an_earlier_number_on_a_card(crm: Crm, till: Till):
    """A shop whose till knows its customers by earlier numbers: the card shows one, and every door takes both."""
    crm(
        "PUT",
        "/settings/card",
        {"title": NAME, "accent": None, "image_url": None, "code": "rotating", "barcode": "codabar"},
    )
    path, other = f"{till.friend}/card/number", f"/friends/{crm.shop.ids[1]}/card/number"
    shown = crm("PUT", path, {"card_no": "０００-12345"}).json
    assert shown["card_no"] == "00012345"
    assert crm("PUT", path, {"card_no": "00012345"}).json == shown
    for number in ("00012345", shown["member_no"], "000%2012345"):
        assert crm("GET", f"/members/{number}").json == shown
    assert till.post("/members/scan", {"code": "000 12345"}).json == shown
    assert [found["card_no"] for found in crm("GET", "/friends", query={"q": "00012345"}).json["items"]] == ["00012345"]
    assert crm("GET", till.friend).json["card_no"] == "00012345"
    crm("PUT", other, {"card_no": "00012345"}).refused(409, "card_no_taken")
    refused = crm("PUT", other, {"card_no": "A-1"}).refused(422, "invalid_card_no")
    assert refused["faults"][0]["pointer"] == "/card_no"
    crm("PUT", "/friends/nobody/card/number", {"card_no": "1234"}).refused(404, "friend_not_found")
    for _ in range(2):
        assert crm("DELETE", path).status == 204
    assert crm("GET", till.friend).json["card_no"] is None
    crm("GET", "/members/00012345").refused(404, "member_not_found")


def test_used_codes_are_forgotten_and_members_are_not(crm: Crm, till: Till):
    number = crm("PUT", f"{till.friend}/card").json["member_no"]
    till.post("/members/scan", {"code": code_of(KEY, number, crm.shop.now).text})
    items = crm.shop.connection.client.scan(TableName="catalog")["Items"]
    kept = {item["kind"]["S"]: "expires_at" in item for item in items}
    assert kept == {"member": False, "code": True}
