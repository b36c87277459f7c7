"""The card, from API Gateway's event to the database and back."""

import xml.etree.ElementTree as ElementTree

import pytest

from daifukucho.cards.settings import CARD
from daifukucho.friends.attributes import Status
from daifukucho.kernel.card_numbers import is_number
from daifukucho.kernel.time import DAY, MINUTE, SECOND
from daifukucho.stamps.settings import STAMPS
from daifukucho_aws.dynamo.catalog import DynamoCatalog, Stored
from tests.integration.liff.conftest import LIFF_ID
from tests.support.aws_calls import silent

GOLD = {
    "measure": "yen",
    "months": 12,
    "never_falls": False,
    "ranks": [
        {"id": "silver", "name": {"ja": "シルバー", "en": "Silver"}, "threshold": 0},
        {"id": "gold", "name": {"ja": "ゴールド", "en": "Gold"}, "threshold": 10_000},
    ],
}
SHOP_CARD = {
    **STAMPS.default,
    "cards": [
        {
            "name": {"ja": "大福カード", "en": "Daifuku card"},
            "goal": 5,
            "sign": {"text": "🍡", "image_url": None},
            "tickets": [{"id": "mochi", "at": 5, "name": {"ja": "大福1個", "en": "One daifuku"}, "days": 30}],
        }
    ],
}


def set_up(liff, kind, body):
    DynamoCatalog(liff.connection, "catalog").create(Stored(kind, "settings", 1, body, 0, 0))


def test_the_first_time_she_gets_her_number_and_keeps_it(liff):
    liff.befriend()
    first = liff.get("api/card").json
    assert is_number(first["member_no"])
    assert [entry.kind for entry in liff.entries()] == ["card_issued"]
    assert liff.get("api/card").json["member_no"] == first["member_no"]
    assert len(liff.entries()) == 1


def test_once_warm_a_card_is_one_read_and_nothing_else(liff):
    liff.befriend()
    liff.get("api/card")
    liff.calls.made.clear()
    assert liff.get("api/card").status == 200
    assert liff.calls.made == {"GetItem": 1}
    liff.clock.now += MINUTE  # what the shop has set up is read again
    liff.calls.made.clear()
    liff.get("api/card")
    assert liff.calls.made == {"GetItem": 1 + 6}


def test_all_that_is_on_it(liff):
    set_up(liff, "ranks", GOLD)
    set_up(liff, "stamps", SHOP_CARD)
    set_up(liff, "card", {**CARD.default, "code": "fixed", "barcode": "ean13"})
    liff.befriend(
        points=1_200,
        point_lots={"2026-12-31": 200, "none": 1_000},
        spent={"2026-11": 6_800, "all": 6_800},
        stamps={"card": 0, "count": 3, "first_at": 1, "last_at": 1, "won": 0},
        tickets={"mochi.1": liff.clock.now + DAY},
    )
    answer = liff.get("api/card")
    assert answer.status == 200, answer.text
    card = answer.json
    assert card["name"] == "大福 花子"
    assert card["title"] == {"ja": "会員証", "en": "Member card"}
    assert card["points"] == 1_200
    assert card["expiring"] == [{"on": "2026-12-31", "points": 200}]
    assert card["rank"] == {"ja": "シルバー", "en": "Silver"}
    assert card["next"] == {"rank": {"ja": "ゴールド", "en": "Gold"}, "missing": 3_200, "measure": "yen"}
    assert card["stamps"]["name"]["ja"] == "大福カード"
    assert (card["stamps"]["count"], card["stamps"]["goal"]) == (3, 5)
    assert card["stamps"]["sign"] == {"text": "🍡", "image_url": None}
    assert card["stamps"]["rewards"] == [{"at": 5, "name": {"ja": "大福1個", "en": "One daifuku"}}]
    assert card["stamps"]["tickets"][0]["until"] == liff.clock.now + DAY
    assert card["qr_until"] is None
    for svg in (card["qr"], card["barcode"]):
        assert ElementTree.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
        assert "style" not in svg


@pytest.mark.parametrize(
    ("kind", "number", "modules"),
    [
        ("codabar", "00012345", 8 * 12 + 2 * 14 - 1),  # start and stop are wider, and the last one has no gap
        ("code128", "00012345", 11 * 6 + 13),  # start, four pairs of digits, check sign, stop
        ("ean13", "00012345", 11 * 6 + 13),
        ("ean13", "4901234567894", 95),
        ("none", "00012345", None),
    ],
)
def test_an_earlier_number_is_the_one_that_the_card_shows(liff, kind, number, modules):
    set_up(liff, "card", {**CARD.default, "barcode": kind})
    liff.befriend(member_no="2012345678903", card_no=number)
    card = liff.get("api/card").json
    assert card["member_no"] == number
    if modules is None:
        assert card["barcode"] is None
    else:
        assert f'viewBox="0 0 {modules + 22} 40"' in card["barcode"]


def test_a_code_that_rotates_is_another_one_every_30_seconds(liff):
    liff.befriend()
    first = liff.get("api/card").json
    assert first["qr_until"] > first["at"]
    assert liff.get("api/card/code").json["qr"] == first["qr"]
    liff.clock.now += 30 * SECOND
    later = liff.get("api/card/code").json
    assert later["qr"] != first["qr"]
    assert set(later) == {"at", "qr", "qr_until"}


def test_opening_it_is_one_entry_a_minute(liff):
    liff.befriend()
    for _ in range(3):
        assert liff.call("POST", "api/card/opened").status == 200
    liff.clock.now += MINUTE
    assert liff.call("POST", "api/card/opened").status == 200
    assert [entry.kind for entry in liff.entries()] == ["card_opened"] * 2


@pytest.mark.parametrize("status", [None, Status.BLOCKED])
@pytest.mark.parametrize(("method", "path"), [("GET", "card"), ("GET", "card/code"), ("POST", "card/opened")])
def test_who_is_no_friend_is_told_so_and_nothing_is_written_of_her(liff, status, method, path):
    if status:
        liff.befriend(status=status)
    liff.call(method, f"api/{path}").refused(403, "not_a_friend")
    assert liff.entries() == []


@pytest.mark.parametrize(
    ("basic_id", "address"),
    [("@123abcde", "https://line.me/R/ti/p/%40123abcde"), (None, f"https://liff.line.me/{LIFF_ID}")],
)
def test_who_is_no_friend_is_told_how_to_become_one(liff, basic_id, address):
    """Without the account's ID the way leads into LINE, where the card itself offers it."""
    set_up(liff, "card", {**CARD.default, "basic_id": basic_id})
    refused = liff.get("api/card").refused(403, "not_a_friend")
    assert refused["add_url"] == address
    assert ElementTree.fromstring(refused["qr"]).tag == "{http://www.w3.org/2000/svg}svg"
    said = liff.get("api/friendship").json
    assert said == {"friend": False, "add_url": address, "qr": refused["qr"]}


def test_nobody_sees_anothers_card(liff):
    other = "U" + "2" * 32
    liff.befriend()
    liff.befriend(other, display_name="次郎")
    assert liff.get("api/card", user_id=other).json["name"] == "次郎"
    assert liff.get("api/card").json["name"] == "大福 花子"


def test_the_database_does_not_answer(liff):
    liff.befriend()
    liff.calls.always["GetItem"] = silent
    answer = liff.get("api/card")
    answer.refused(503, "dynamodb_no_answer")
    assert answer.headers["Retry-After"] == "5"
