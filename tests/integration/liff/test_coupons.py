"""Coupons on the friend's phone, from API Gateway's event to the database and back."""

import io
import json
import xml.etree.ElementTree as ElementTree

import pytest

from daifukucho.friends.attributes import Status
from daifukucho.kernel.time import DAY, HOUR, MINUTE, to_iso
from daifukucho.stores import till
from daifukucho_aws.metrics import SERVICE
from tests.integration.liff.conftest import HANAKO
from tests.support.aws_calls import silent

JIRO = "U" + "2" * 32
PIN = "246813"
FREE = {"title": "一杯無料", "kind": "free", "audience": "public"}


class Shop:
    """What the shop does by its own API, on the same tables."""

    def __init__(self, liff):
        self.liff = liff
        self.till = liff.function.liff().till
        self.main = self.store("本店", pin=PIN)

    def store(self, name, **more):
        return self.till.store_editor.create({"name": name, **more}).value.id

    def coupon(self, **given):
        return self.till.coupon_editor.create(FREE | given).value.id

    def issue(self, coupon_id, friend_id=HANAKO):
        return self.till.desk.issue(friend_id, coupon_id, "op")

    def redeem(self, coupon_id, *, pin=PIN, store_id=None, key="k", **more):
        body = {"store_id": store_id or self.main, "pin": pin, "key": key}
        return self.liff.call("POST", f"api/coupons/{coupon_id}/redemptions", json.dumps(body), **more)

    def wrong_today(self):
        return self.till.pins.wrong_today(self.till.stores.get(self.main))

    def open(self, coupon_id, **more):
        return self.liff.call("POST", f"api/coupons/{coupon_id}/open", **more)


@pytest.fixture
def shop(liff):
    liff.befriend()
    return Shop(liff)


def titles(liff):
    return [(coupon["title"], coupon["state"]) for coupon in liff.get("api/coupons").json["coupons"]]


def test_an_empty_wallet(shop, liff):
    assert liff.get("api/coupons").json == {"at": liff.clock.now, "coupons": []}


def test_the_wallet_has_what_can_be_used_first_and_what_ends_soonest_before_all(shop, liff):
    day = liff.clock.now
    shop.coupon(title="いつでも")
    shop.coupon(title="もうすぐ", ends_at=to_iso(day + DAY))
    shop.coupon(title="先着", total_limit=1)
    used, over = shop.coupon(title="使った"), shop.coupon(title="おわり", audience="issued", ends_at=to_iso(day + HOUR))
    shop.coupon(title="まだ", starts_at=to_iso(day + DAY))
    shop.issue(over)
    assert shop.redeem(used).status == 200
    assert shop.redeem(shop.till.coupons.list(None, 9, q="先着").items[0].id, user_id=other(liff)).status == 200
    liff.clock.now += HOUR
    assert titles(liff) == [
        ("もうすぐ", "usable"),
        ("いつでも", "usable"),
        ("まだ", "not_started"),
        ("おわり", "expired"),
        ("先着", "sold_out"),
        ("使った", "redeemed"),
    ]


def other(liff):
    liff.befriend(JIRO, display_name="次郎")
    return JIRO


def test_all_that_a_coupon_says(shop, liff):
    branch = shop.store("駅前店")
    shop.store("閉じた店", pin="1111", active=False)
    coupon_id = shop.coupon(
        title="300円引き", description="お一人様\n一回限り", image_url="https://example.com/a.png", kind="discount",
        amount=300, days=0, stores=[shop.main, branch],
    )  # fmt: skip
    [short] = liff.get("api/coupons").json["coupons"]
    assert short == {
        "id": coupon_id,
        "title": "300円引き",
        "kind": "discount",
        "amount": 300,
        "percent": None,
        "state": "usable",
        "starts_at": None,
        "valid_until": liff.clock.now + 12 * HOUR,
        "stores": ["本店", "駅前店"],
        "used": None,
    }
    assert liff.entries() == []  # the friend has looked at the list, and nothing else
    answer = shop.open(coupon_id)
    assert answer.status == 200, answer.text
    page = answer.json
    assert ElementTree.fromstring(page.pop("qr")).tag == "{http://www.w3.org/2000/svg}svg"
    assert page == short | {
        "at": liff.clock.now,
        "description": "お一人様\n一回限り",
        "image_url": "https://example.com/a.png",
        "again": False,
        "tills": [{"id": shop.main, "name": "本店"}],
    }
    assert "hash" not in answer.text
    assert "scrypt" not in answer.text


def test_its_code_is_hers_and_stays(shop, liff):
    coupon_id = shop.coupon()
    first = shop.open(coupon_id).json
    liff.clock.now += MINUTE
    assert shop.open(coupon_id).json["qr"] == first["qr"]
    assert shop.open(coupon_id, user_id=other(liff)).json["qr"] != first["qr"]
    assert [entry.kind for entry in liff.entries() if entry.kind.startswith("coupon_")] == ["coupon_viewed"]


def test_redeemed_at_the_counter_once_however_often_it_is_sent(shop, liff):
    coupon_id = shop.coupon()
    done = shop.redeem(coupon_id)
    assert done.json == {"at": liff.clock.now, "used": {"at": liff.clock.now, "store": "本店"}}
    at = liff.clock.now
    liff.clock.now += MINUTE
    assert shop.redeem(coupon_id).json["used"] == {"at": at, "store": "本店"}
    refused = shop.redeem(coupon_id, key="another").refused(409, "coupon_redeemed")
    assert (refused["redeemed_at"], refused["store_id"]) == (to_iso(at), shop.main)
    page = shop.open(coupon_id).json
    assert (page["state"], page["used"], page["qr"]) == ("redeemed", {"at": at, "store": "本店"}, None)
    assert shop.till.holdings.count(coupon_id) == 1


def test_one_that_may_be_used_again(shop, liff):
    coupon_id = shop.coupon(uses="unlimited")
    for key in ("a", "a", "b"):
        assert shop.redeem(coupon_id, key=key).status == 200
    page = shop.open(coupon_id).json
    assert (page["state"], page["again"]) == ("usable", True)
    assert page["used"]["store"] == "本店"
    assert shop.till.holdings.count(coupon_id) == 2


def test_a_use_that_was_undone_needs_a_new_key(shop, liff):
    coupon_id = shop.coupon()
    shop.redeem(coupon_id)
    use = shop.till.holdings.get(HANAKO, coupon_id).last_use
    shop.till.desk.undo(HANAKO, coupon_id, use.use_id, "op", "違う客")
    shop.redeem(coupon_id).refused(409, "coupon_use_undone")
    assert shop.open(coupon_id).json["state"] == "usable"
    assert shop.redeem(coupon_id, key="new").status == 200


def test_a_wrong_pin_says_how_many_tries_are_left_and_then_until_when(shop, liff):
    coupon_id = shop.coupon()
    for left in (4, 3, 2, 1):
        refused = shop.redeem(coupon_id, pin="0000").refused(403, "pin_wrong")
        assert refused["tries_left"] == left
        assert "locked_until" not in refused
    locked_until = to_iso(liff.clock.now + DAY)
    last = shop.redeem(coupon_id, pin="0000").refused(403, "pin_wrong")
    assert (last["tries_left"], last["locked_until"]) == (0, locked_until)
    assert shop.redeem(coupon_id).refused(403, "pin_locked")["locked_until"] == locked_until
    assert shop.open(coupon_id).json["state"] == "usable"
    assert shop.redeem(coupon_id, user_id=other(liff)).status == 200
    shop.redeem(coupon_id).refused(403, "pin_locked")
    liff.clock.now += DAY
    assert shop.redeem(coupon_id).status == 200


def test_a_coupon_that_is_not_there_is_no_try(shop, liff):
    coupon_id = shop.coupon()
    for n in range(6):
        shop.redeem("nothing", pin=f"00000{n}").refused(404, "coupon_not_found")
    assert shop.wrong_today() == 0
    assert shop.redeem(coupon_id, user_id=other(liff)).status == 200


def test_a_store_on_guard_is_counted_and_named_in_the_log(shop, liff, monkeypatch, capsys):
    monkeypatch.setattr(till, "STORE_TRIES", 2)
    log = io.StringIO()
    monkeypatch.setattr(liff.function.logger.registered_handler, "stream", log)
    coupon_id = shop.coupon()
    shop.redeem(coupon_id, pin="000000").refused(403, "pin_wrong")
    assert "PinsGuarded" not in capsys.readouterr().out
    assert "guessed" not in log.getvalue()
    last = shop.redeem(coupon_id, pin="000001").refused(403, "pin_wrong")
    assert last["tries_left"] == 0
    shop.redeem(coupon_id).refused(403, "pin_locked")
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["PinsGuarded"], line["service"]) for line in told] == [([1.0], SERVICE)] * 2
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [line["store"] for line in lines if line["message"] == "PINs are being guessed"] == [shop.main] * 2
    assert HANAKO not in log.getvalue() + json.dumps(told)
    assert shop.redeem(coupon_id, user_id=other(liff)).status == 200


def test_a_pin_never_comes_back_nor_is_it_logged(shop, liff, monkeypatch):
    log = io.StringIO()
    monkeypatch.setattr(liff.function.logger.registered_handler, "stream", log)
    coupon_id = shop.coupon()
    for pin in ("975310", PIN):
        assert pin not in shop.redeem(coupon_id, pin=pin).text
    assert PIN not in json.dumps([str(entry.body) for entry in liff.entries()])
    assert "coupons/{coupon_id}/redemptions" in log.getvalue()
    assert not [secret for secret in ("975310", PIN, HANAKO, coupon_id) if secret in log.getvalue()]


def test_one_that_the_friend_was_not_given(shop, liff):
    coupon_id = shop.coupon(audience="issued")
    shop.open(coupon_id).refused(403, "coupon_not_held")
    shop.redeem(coupon_id).refused(403, "coupon_not_held")
    assert liff.entries() == []


@pytest.mark.parametrize("audience", ["public", "issued"])
def test_one_that_begins_later_says_all_that_it_will_be_and_is_redeemed_from_then_on(shop, liff, audience):
    """A public one's days count from its beginning, an issued one's from when it was given."""
    begins = liff.clock.now + 2 * DAY
    coupon_id = shop.coupon(
        audience=audience,
        starts_at=to_iso(begins),
        days=3,
        description="お一人様一回",
        stores=[shop.main],
        total_limit=1,
    )
    if audience == "issued":
        shop.issue(coupon_id)
    before = len(liff.entries())
    page, [short] = shop.open(coupon_id).json, liff.get("api/coupons").json["coupons"]
    assert (page["state"], page["starts_at"], page["qr"]) == ("not_started", begins, None)
    assert page["valid_until"] == (begins if audience == "public" else liff.clock.now) + 3 * DAY + 12 * HOUR
    assert (page["description"], page["stores"]) == ("お一人様一回", ["本店"])
    assert short.items() <= page.items()
    assert shop.redeem(coupon_id).refused(409, "coupon_not_started")["starts_at"] == to_iso(begins)
    assert shop.wrong_today() == 0
    assert len(liff.entries()) == before  # it was looked at before it has begun, and nothing is written of that
    liff.clock.now = begins
    page = shop.open(coupon_id).json
    assert page["state"] == "usable"
    assert page["qr"]
    assert shop.redeem(coupon_id).status == 200


def test_one_that_was_used_stays_so_when_its_beginning_is_moved(shop, liff):
    coupon_id = shop.coupon()
    assert shop.redeem(coupon_id).status == 200
    shop.till.coupon_editor.update(coupon_id, {**FREE, "starts_at": to_iso(liff.clock.now + DAY)})
    assert shop.open(coupon_id).json["state"] == "redeemed"
    assert titles(liff) == [("一杯無料", "redeemed")]


def test_what_begins_later_is_in_the_order_of_its_beginning(shop, liff):
    for days in (9, 2, 5):
        shop.coupon(title=f"{days}日後", starts_at=to_iso(liff.clock.now + days * DAY))
    shop.coupon(title="いま")
    assert [title for title, _ in titles(liff)] == ["いま", "2日後", "5日後", "9日後"]


def test_one_that_was_taken_back(shop, liff):
    coupon_id = shop.coupon()
    shop.open(coupon_id)
    shop.till.desk.revoke(HANAKO, coupon_id, "op")
    shop.open(coupon_id).refused(403, "coupon_revoked")
    shop.redeem(coupon_id).refused(403, "coupon_revoked")
    assert liff.get("api/coupons").json["coupons"] == []


def test_one_that_is_over(shop, liff):
    coupon_id = shop.coupon(ends_at=to_iso(liff.clock.now + HOUR))
    shop.open(coupon_id)
    liff.clock.now += HOUR
    page = shop.open(coupon_id).json
    assert (page["state"], page["qr"]) == ("expired", None)
    shop.redeem(coupon_id).refused(409, "coupon_expired")


def test_one_of_which_none_is_left(shop, liff):
    coupon_id = shop.coupon(total_limit=1)
    assert shop.open(coupon_id).json["state"] == "usable"
    assert shop.redeem(coupon_id, user_id=other(liff)).status == 200
    shop.redeem(coupon_id).refused(409, "coupon_used_up")
    page = shop.open(coupon_id).json
    assert (page["state"], page["qr"]) == ("sold_out", None)
    assert shop.open(coupon_id, user_id=JIRO).json["state"] == "redeemed"


@pytest.mark.parametrize("coupon_id", ["gone", "a" * 65, "%00", "a%2Fb", "a%20b"])
def test_one_that_is_not(shop, liff, coupon_id):
    shop.open(coupon_id).refused(404, "coupon_not_found")
    shop.redeem(coupon_id).refused(404, "coupon_not_found")


def test_where_it_cannot_be_used(shop, liff):
    branch, silent_one = shop.store("駅前店", pin="1111"), shop.store("無人店")
    coupon_id = shop.coupon(stores=[shop.main])
    assert [till["name"] for till in shop.open(coupon_id).json["tills"]] == ["本店"]
    shop.redeem(coupon_id, store_id=branch, pin="1111").refused(403, "coupon_other_store")
    shop.redeem(coupon_id, store_id=silent_one).refused(403, "coupon_other_store")
    shop.redeem(shop.coupon(), store_id=silent_one).refused(403, "pin_not_set")
    shop.redeem(coupon_id, store_id="gone").refused(403, "store_closed")
    assert shop.till.holdings.count(coupon_id) == 0


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ({}, ["/store_id", "/pin", "/key"]),
        ({"store_id": "s", "pin": "12", "key": "k"}, ["/pin"]),
        ({"store_id": "s", "pin": 1234, "key": "k"}, ["/pin"]),
        ({"store_id": "s", "pin": "１２３４", "key": "k"}, ["/pin"]),
        ({"store_id": "s", "pin": "1234", "key": "k", "friend_id": JIRO}, ["/friend_id"]),
    ],
)
def test_a_redemption_that_cannot_be_read_is_no_try(shop, liff, body, at):
    coupon_id = shop.coupon()
    refused = liff.call("POST", f"api/coupons/{coupon_id}/redemptions", json.dumps(body)).refused(422, "invalid")
    assert [fault["pointer"] for fault in refused["faults"]] == at
    assert shop.wrong_today() == 0


def test_a_key_that_is_none(shop, liff):
    shop.redeem(shop.coupon(), key="鍵").refused(422, "invalid_idempotency_key")


@pytest.mark.parametrize("status", [None, Status.BLOCKED, Status.VISITOR])
def test_who_is_no_friend_sees_none(liff, status):
    shop = Shop(liff)
    coupon_id = shop.coupon()
    if status:
        liff.befriend(status=status)
    liff.get("api/coupons").refused(403, "not_a_friend")
    shop.open(coupon_id).refused(403, "not_a_friend")
    shop.redeem(coupon_id).refused(403, "not_a_friend")
    assert liff.entries() == []
    assert shop.wrong_today() == 0


def test_the_database_does_not_answer_and_a_repeat_makes_up_for_it(shop, liff):
    coupon_id = shop.coupon()
    liff.calls.faults["TransactWriteItems"] = [silent]
    shop.redeem(coupon_id).refused(503, "dynamodb_no_answer")
    assert shop.redeem(coupon_id).status == 200
    assert shop.till.holdings.count(coupon_id) == 1


def test_what_it_reads(shop, liff):
    """Two queries for the wallet and one for the stores; a read for each coupon given to the friend, and for each
    limited."""
    shop.coupon(), shop.coupon(total_limit=5)
    shop.issue(shop.coupon(audience="issued"))
    liff.get("api/coupons")
    liff.calls.made.clear()
    assert len(liff.get("api/coupons").json["coupons"]) == 3
    assert liff.calls.made == {"Query": 3, "GetItem": 1 + 1 + 1 + 1}  # friend, shop's day, the given, the limited one
