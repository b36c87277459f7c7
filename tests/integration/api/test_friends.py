"""``/v1/friends``."""

import json
from unittest.mock import ANY

import pytest

from daifukucho.book.folding import Folding
from daifukucho.book.parse import parse
from daifukucho.coupons.again import Rule
from daifukucho.coupons.giver import Giver
from daifukucho.coupons.holding import Gift
from daifukucho.kernel.time import HOUR
from daifukucho.ledger.entry import Entry
from daifukucho_aws.dynamo.book import BookRepository
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from tests.integration.api.conftest import Crm
from tests.support.book import no_pause

SETTINGS = {"day_starts_at": "00:00", "leap_day": "02-28", "plan": "standard"}


@pytest.fixture
def friend_id(crm: Crm) -> str:
    return crm.shop.ids[0]


def items_of(pages):
    return [item for page in pages for item in page]


def ids(items):
    return sorted(item["friend_id"] for item in items)


def test_the_list_is_whole_in_pages_of_two(crm: Crm):
    pages = crm.pages("/friends")
    assert len(pages) >= 3
    assert ids(items_of(pages)) == crm.shop.ids


def test_the_list_is_narrowed_by_name_tag_and_status(crm: Crm):
    first, second, third, *_ = crm.shop.ids
    crm.shop.change(first, tags={"新規": 1}, alias="山田さま")
    crm.shop.change(second, status="blocked")
    assert ids(items_of(crm.pages("/friends", tag="新規"))) == [first]
    assert ids(items_of(crm.pages("/friends", q="山田"))) == [first]
    assert ids(items_of(crm.pages("/friends", q="友2"))) == [third]
    assert ids(items_of(crm.pages("/friends", status="blocked"))) == [second]
    assert ids(items_of(crm.pages("/friends", status="blocked", tag="新規"))) == []


def test_a_friend_is_told_in_full(crm: Crm, friend_id):
    crm.shop.change(friend_id, followed_at=1_795_316_400_000, last_seen_at=1_795_316_400_500)
    reply = crm("GET", f"/friends/{friend_id}")
    assert reply.status == 200
    assert reply.json == {
        "friend_id": friend_id,
        "status": "active",
        "display_name": "友0",
        "alias": None,
        "note": None,
        "picture_url": None,
        "status_message": None,
        "language": None,
        "birthday": None,
        "first_route": None,
        "last_route": None,
        "tags": ["vip"],
        "tagged_at": {"vip": "1970-01-01T09:00:00.001+09:00"},
        "do_not_send": False,
        "in_progress": False,
        "first_seen_at": "1970-01-01T09:00:00.001+09:00",
        "followed_at": "2026-11-22T12:00:00+09:00",
        "blocked_at": None,
        "last_seen_at": "2026-11-22T12:00:00.500+09:00",
        "follows": 0,
        "messages_received": 0,
        **dict.fromkeys(("family_name", "given_name", "family_kana", "given_kana", "phone", "postal_code", "address")),
        **dict.fromkeys(("mail", "assignee", "member_no", "card_no")),
        "stores": [],
        "fields": {},
        "summary": {
            "points": {
                "friend_id": friend_id,
                "member_no": None,
                "points": 0,
                "owed": 0,
                "expiring": [],
                "lasting": 0,
                "rank": None,
                "next_rank": None,
                "reached": 0,
            },
            "coupons": [],
            "purchases": {
                "order_count": 0,
                **dict.fromkeys(("ltv_gross", "ltv_margin", "first_order_at", "last_order_at", "rfm")),
                **dict.fromkeys(("favourite_product", "favourite_store", "days_between_orders")),
            },
            "nine_segments": [],
        },
    }


def test_all_that_the_shop_has_to_do_with_a_friend_is_one_answer(crm: Crm):
    """What four routes said apart: points and rank, coupons, purchases, nine segments."""
    friend_id = crm.shop.ids[0]
    put = {"measure": "yen", "months": 12, "never_falls": False}
    ranks = [{"id": "gold", "name": {"ja": "ゴールド", "en": "Gold"}, "threshold": 1_000}]
    assert crm("PUT", "/settings/ranks", {**put, "ranks": ranks}).status == 200
    points = {"kind": "grant", "points": 32, "amount_yen": 3_200}
    assert (
        crm("POST", f"/friends/{friend_id}/points/movements", points, headers={"Idempotency-Key": "p1"}).status == 201
    )
    order = {"at": "2026-11-10T12:00:00+09:00", "updated_at": "2026-11-10T12:00:00+09:00", "amount": 3_200}
    assert crm("PUT", f"/friends/{friend_id}/orders/A-1", order).status == 200
    observed = {"last_bought_on": "2026-11-10", "purchases": 4, "loyal_purchases": 3, "lapse_days": 93}
    assert crm("PUT", f"/friends/{friend_id}/nine-segments/daifuku", observed).status == 200
    gift = Gift("R1", "C1", crm.shop.now)
    Giver(crm.shop.gifts, crm.shop.clock).give([friend_id], crm.shop.coupon(), gift, Rule(), lambda: False)
    told = crm("GET", f"/friends/{friend_id}")
    summary = told.json["summary"]
    assert told.headers["ETag"]
    assert summary["points"] == crm("GET", f"/friends/{friend_id}/points").json
    assert (summary["points"]["points"], summary["points"]["rank"]["id"]) == (32, "gold")
    assert summary["nine_segments"] == crm("GET", f"/friends/{friend_id}/nine-segments").json["items"]
    whole = crm("GET", f"/friends/{friend_id}/purchases").json
    assert summary["purchases"] == {name: whole[name] for name in summary["purchases"]}
    [coupon] = summary["coupons"]
    assert (coupon["title"], coupon["state"]) == ("ご来店300円引き", "issued")
    assert crm("GET", f"/friends/{friend_id}", query={"as_of": "2026-11-23"}).json["summary"] is None


def test_the_list_is_narrowed_by_who_is_in_charge_store_rank_and_segment(crm: Crm):
    first, second, third = crm.shop.ids[:3]
    crm.shop.change(first, assignee="op", stores={"kyoto": 1}, rank="gold")
    crm.shop.change(second, assignee="op", rank="gold")
    assert ids(items_of(crm.pages("/friends", assignee="op"))) == sorted([first, second])
    assert ids(items_of(crm.pages("/friends", assignee="op", store_id="kyoto"))) == [first]
    where = {"any": [{"field": "rank", "op": "is", "value": "gold"}, {"field": "alias", "op": "is", "value": "山"}]}
    saved = crm("POST", "/segments", {"name": "金", "where": where}).json["segment_id"]
    assert ids(items_of(crm.pages("/friends", segment_id=saved))) == sorted([first, second])
    assert ids(items_of(crm.pages("/friends", segment_id=saved, store_id="kyoto"))) == [first]
    assert crm("GET", "/friends", query={"segment_id": "gone"}).status == 404
    assert third not in ids(items_of(crm.pages("/friends", segment_id=saved)))


@pytest.mark.parametrize(
    "call", [("GET", ""), ("PATCH", ""), ("GET", "/ledger"), ("PUT", "/tags/x"), ("DELETE", "/tags/x")]
)
def test_a_friend_who_does_not_exist(crm: Crm, call):
    method, rest = call
    before = crm.dump()
    body = {"alias": "x"} if method == "PATCH" else None
    crm(method, f"/friends/Unobody{rest}", body).refused(404, "friend_not_found")
    assert crm.dump() == before


def test_a_page_of_a_group_is_no_friends_ledger(crm: Crm):
    event = {"type": "join", "timestamp": 1, "source": {"type": "group", "groupId": "C1"}, "webhookEventId": "e1"}
    crm.shop.ledger.write(parse(json.dumps({"events": [event]}).encode(), 1).entries)
    crm("GET", "/friends/group#C1/ledger").refused(404, "friend_not_found")


def test_an_edit_changes_the_friend_and_is_in_her_ledger(crm: Crm, friend_id):
    edit = {"alias": " 山田さま ", "note": "珈琲は\n濃いめ", "birthday": "1990-04-01", "do_not_send": True}
    edit |= {"in_progress": True, "tags_add": ["新規", "gold"], "tags_remove": ["vip"]}
    reply = crm("PATCH", f"/friends/{friend_id}", edit)
    assert reply.status == 200
    told = reply.json
    assert (told["alias"], told["note"], told["birthday"]) == ("山田さま", "珈琲は\n濃いめ", "1990-04-01")
    assert (told["do_not_send"], told["in_progress"], told["tags"]) == (True, True, ["gold", "新規"])
    assert crm("GET", f"/friends/{friend_id}").json == {**told, "summary": ANY}
    [entry] = crm("GET", f"/friends/{friend_id}/ledger").json["items"]
    assert entry["kind"] == "edit"
    assert entry["data"]["by"] == "client-1"
    assert entry["data"]["tags_add"] == ["gold", "新規"]
    assert entry["text"] is None


@pytest.mark.parametrize("named", [444573844083572737, "é" * 5_000, {"n": 1}])
def test_a_message_is_read_back_whatever_its_id_is_and_however_deep_it_is(crm: Crm, friend_id, named):
    said = {"type": "text", "id": named, "text": "こんにちは", "z": json.loads("[" * 300 + "]" * 300)}
    write(crm, friend_id, {"type": "message", "timestamp": 9, "webhookEventId": "e9", "message": said})
    [entry] = crm("GET", f"/friends/{friend_id}/ledger").json["items"]
    assert entry["text"]["content"]["text"] == "こんにちは"


def test_null_clears_and_what_is_left_out_stays(crm: Crm, friend_id):
    crm("PATCH", f"/friends/{friend_id}", {"alias": "山田さま", "note": "メモ"})
    told = crm("PATCH", f"/friends/{friend_id}", {"alias": None}).json
    assert (told["alias"], told["note"]) == (None, "メモ")


def test_an_edit_that_changes_nothing_writes_nothing(crm: Crm, friend_id):
    before = crm.dump()
    assert crm("PATCH", f"/friends/{friend_id}", {}).status == 200
    assert crm("PATCH", f"/friends/{friend_id}", {"tags_add": ["vip"], "alias": None}).status == 200
    assert crm.dump() == before


@pytest.mark.parametrize(
    ("edit", "pointers"),
    [
        ({"display_name": "x"}, ["/display_name"]),
        ({"alias": 5, "do_not_send": "yes"}, ["/alias", "/do_not_send"]),
        ({"do_not_send": None}, ["/do_not_send"]),
        ({"alias": "x" * 101}, ["/alias"]),
        ({"birthday": "1990-02-30"}, ["/birthday"]),
        ({"tags_add": ["ok", ""]}, ["/tags_add/1"]),
        ({"tags_add": ["a"], "tags_remove": ["a"]}, ["/tags_remove"]),
        ({"tags_add": "vip"}, ["/tags_add"]),
    ],
)
def test_an_edit_that_cannot_be(crm: Crm, friend_id, edit, pointers):
    before = crm.dump()
    assert crm("PATCH", f"/friends/{friend_id}", edit).faults() == pointers
    assert crm.dump() == before


@pytest.mark.parametrize("tag", ["gold", "新規", "お得意さま★", "🎂 2026", "100%", "a%41", "a+b"])
def test_a_tag_comes_and_goes(crm: Crm, friend_id, tag):
    path = f"/friends/{friend_id}/tags/{tag.replace('%', '%25')}"  # an HTTP API keeps this one escape
    assert sorted(crm("PUT", path).json["tags"]) == sorted([tag, "vip"])
    assert crm("PUT", path).json["tags"] == crm("GET", f"/friends/{friend_id}").json["tags"]
    assert crm("DELETE", path).json["tags"] == ["vip"]
    assert crm("DELETE", path).json["tags"] == ["vip"]


@pytest.mark.parametrize("tag", ["x" * 101, "a\nb", " "])
def test_a_tag_that_cannot_be(crm: Crm, friend_id, tag):
    for method in ("PUT", "DELETE"):
        assert crm(method, f"/friends/{friend_id}/tags/{tag}").faults() == ["/tag"]


def webhook(friend_id, *events):
    whole = [{"source": {"type": "user", "userId": friend_id}, "mode": "active", **event} for event in events]
    return json.dumps({"destination": "x", "events": whole}).encode()


def write(crm, friend_id, *events):
    parsed = parse(webhook(friend_id, *events), crm.shop.clock())
    crm.shop.ledger.write(parsed.entries, parsed.texts)


def message(n, text, **more):
    said = {"id": f"m{n}", "type": "text", "text": text, "quoteToken": "q"}
    return {
        "type": "message",
        "timestamp": n,
        "webhookEventId": f"e{n}",
        "replyToken": "secret",
        "message": said,
    } | more


def test_the_ledger_is_read_newest_first_with_what_was_said(crm: Crm, friend_id):
    unsend = {"type": "unsend", "timestamp": 4, "webhookEventId": "e4", "unsend": {"messageId": "m2"}}
    edited = message(
        5, "三番目（訂正）", type="messageEdited", message={"id": "m3", "type": "text", "text": "三番目（訂正）"}
    )
    follow = {"type": "follow", "timestamp": 6, "webhookEventId": "e6", "follow": {"isUnblocked": False}}
    write(crm, friend_id, message(1, "一番目"), message(2, "二番目"), message(3, "三番目"), unsend, edited, follow)
    pages = crm.pages(f"/friends/{friend_id}/ledger")
    items = items_of(pages)
    assert [item["event_id"] for item in items] == ["e6", "e5", "e4", "e3", "e2", "e1"]
    assert [item["kind"] for item in items] == ["follow", "messageEdited", "unsend", "message", "message", "message"]
    assert items[5]["text"] == {"erased": False, "edited": False, "content": {"text": "一番目"}}
    assert items[4]["text"] == {"erased": True, "edited": False, "content": None}
    assert items[3]["text"]["edited"]
    assert items[3]["text"]["content"] == {"text": "三番目（訂正）"}
    assert items[0]["text"] is None
    assert items[0]["at"] == "1970-01-01T09:00:00.006+09:00"
    assert items[5]["data"]["message"]["id"] == "m1"
    assert "二番目" not in json.dumps(items, ensure_ascii=False)
    assert "replyToken" not in json.dumps(items)


def test_each_kind_is_told_with_names(crm: Crm, friend_id):
    """Names are those that the definitions have now; what is gone is told without one."""
    name = {"ja": "ゴールド", "en": "Gold"}
    ranks = {
        "measure": "yen",
        "months": 12,
        "never_falls": False,
        "ranks": [{"id": "gold", "name": name, "threshold": 1}],
    }
    assert crm("PUT", "/settings/ranks", ranks).status == 200
    ticket = {"id": "coffee", "at": 1, "name": {"ja": "珈琲", "en": "Coffee"}, "days": None}
    crm("PUT", "/settings/stamps", {"cards": [{"name": name, "goal": 1, "tickets": [ticket]}]})
    store, member, coupon, route = crm.store(), crm.member(), crm.coupon(), crm.route()
    campaign = crm.campaign(name="感謝デー")["campaign_id"]
    sweet = {"value": "sweet", "label": {"ja": "甘口", "en": "sweet"}}
    taste = {"key": "taste", "type": "choice", "label": {"ja": "好みの味", "en": "taste"}, "choices": [sweet]}
    assert crm("POST", "/fields", taste).status == 201
    bodies = [
        ("sent", {"campaign_id": campaign, "outcome": "sent"}),
        ("sent", {"campaign_id": "gone", "outcome": "sent"}),
        ("coupon_redeemed", {"coupon_id": coupon, "store_id": store, "staff_id": member}),
        ("rank_changed", {"rank": "gold", "before": None, "rose": True}),
        ("ticket_used", {"ticket": "coffee.1", "by": "client-1"}),
        ("route", {"route": route}),
        ("edit", {"set": {"assignee": member, "stores": [store]}, "fields": {"taste": "sweet"}, "by": "client-1"}),
    ]
    at = range(len(bodies), 0, -1)
    crm.shop.ledger.write(
        [Entry(kind, n, f"e{n}", friend_id, body=json.dumps(body)) for n, (kind, body) in zip(at, bodies, strict=True)]
    )
    items = crm("GET", f"/friends/{friend_id}/ledger").json["items"]
    assert [item["sentence"]["ja"] for item in items] == [
        "配信「感謝デー」を送りました。",
        "配信を送りました。",
        "本店でクーポン「一杯無料」を使いました（担当: 佐藤）。",
        "ランクがランクなしから「ゴールド」に上がりました。",
        "特典チケット「珈琲」を使いました。",
        "流入経路「店頭POP」から来ました。",
        "スタッフが編集しました: 担当「佐藤」、利用店舗「本店」、好みの味「甘口」。",
    ]
    assert items[3]["label"] == {"ja": "ランクの変更", "en": "rank changed"}
    assert items[3]["sentence"]["en"] == "The friend's rank rose from no rank to “Gold”."


def test_a_friend_as_she_was(crm: Crm):
    friend_id = "U" + "f" * 32
    noon = 1_795_316_400_000  # 22 November 2026
    crm.shop.now = noon + 20 * HOUR
    follow = {"type": "follow", "timestamp": noon, "webhookEventId": "e1", "follow": {"isUnblocked": False}}
    write(crm, friend_id, follow, message(noon + 20 * HOUR, "こんにちは"))
    tables = (
        bind(model, name, crm.shop.connection) for model, name in ((FriendItem, "friends"), (LedgerItem, "ledger"))
    )
    folding = Folding(crm.shop.friends, BookRepository(crm.shop.connection, *tables), no_pause)
    for entry in list(crm.shop.ledger.entries(friend_id)):
        folding.fold(entry)
    crm.shop.now = noon + 30 * HOUR
    crm("PATCH", f"/friends/{friend_id}", {"alias": "山田さま"})

    def then(as_of, **given):
        return crm("GET", f"/friends/{friend_id}", query={"as_of": as_of}, **given)

    now = crm("GET", f"/friends/{friend_id}")
    assert then("2026-11-24").json == then("9999-12-30").json == {**now.json, "summary": None}
    assert then("2026-11-24").headers["ETag"] != now.headers["ETag"]
    at_noon = then("2026-11-22T12:00:00+09:00").json
    assert (at_noon["follows"], at_noon["messages_received"], at_noon["alias"]) == (1, 0, None)
    assert then("2026-11-22T12:00:00 09:00").json == then("2026-11-22").json == at_noon
    assert then("2026-11-23").json["messages_received"] == 1
    then("2026-11-22T11:59:59.999+09:00").refused(404, "friend_not_known_yet")
    then("2026-11-21").refused(404, "friend_not_known_yet")
    crm("GET", "/friends/Unobody", query={"as_of": "2026-11-22"}).refused(404, "friend_not_found")
    for wrong in ("", "yesterday", "2026-13-01", "2026-11-22T12:00:00", "9999-12-31"):
        assert then(wrong).faults(code="invalid_query") == ["/as_of"]

    # a day that begins at 9 holds what was written at 8 on the next one
    assert crm("PUT", "/settings/shop", SETTINGS | {"day_starts_at": "09:00"}).status == 200
    assert then("2026-11-22").json["messages_received"] == 1


def test_half_a_surrogate_pair_from_outside_does_not_break_the_ledger(crm: Crm, friend_id):
    write(
        crm, friend_id, message(1, "half \ud83d"), {"type": "postback", "timestamp": 2, "postback": {"data": "\udc00"}}
    )
    items = crm("GET", f"/friends/{friend_id}/ledger").json["items"]
    assert items[0]["data"]["postback"] == {"data": "?"}
    assert items[1]["text"]["content"] == {"text": "half ?"}


@pytest.mark.parametrize("path", ["/friends", "/friends/{id}/ledger", "/segments", "/campaigns"])
@pytest.mark.parametrize("cursor", ["!", "a", "_w", "あ", "x" * 257, ""])
def test_a_cursor_that_is_not_ours(crm: Crm, friend_id, path, cursor):
    reply = crm("GET", path.format(id=friend_id), query={"cursor": cursor})
    assert reply.status == 422
    assert [fault["pointer"] for fault in reply.json["faults"]] == ["/cursor"]


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 101}, {"limit": "many"}, {"status": "asleep"}, {"q": ""}])
def test_parameters_that_cannot_be(crm: Crm, query):
    assert crm("GET", "/friends", query=query).faults() == [f"/{name}" for name in query]


def test_parameters_that_are_unknown_or_given_twice(crm: Crm):
    reply = crm("GET", "/friends", query={"tags": "vip", "tag": ["a", "b"]})
    assert reply.faults(code="invalid_query") == ["/tags", "/tag"]
