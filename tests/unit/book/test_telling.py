"""Entries as people read them: in both languages, with names, whatever their bodies are."""

import json
import re
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.book.kinds import EVENTS, sentence_of
from daifukucho.book.parse import parse
from daifukucho.book.telling import MOST_QUOTED, Told
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry, Said, Text
from tests.support.search import checks

FRIEND = "U4af4980629c6b8d1f6c2b4c1a9e0d3f7"
NAMES = {
    ("campaign", "CA"): Words("感謝デー", "感謝デー"),
    ("coupon", "CO"): Words("秋の一品", "秋の一品"),
    ("store", "ST"): Words("渋谷店", "渋谷店"),
    ("staff", "OP"): Words("佐藤", "佐藤"),
    ("survey", "SU"): Words("春の調査", "春の調査"),
    ("inflow", "pop"): Words("店頭POP", "店頭POP"),
    ("rank", "gold"): Words("ゴールド", "Gold"),
    ("rank", "silver"): Words("シルバー", "Silver"),
    ("ticket", "coffee"): Words("珈琲一杯", "A coffee"),
    ("field", "taste"): Words("好みの味", "taste"),
    ("choice", "taste=sweet"): Words("甘口", "sweet one"),
}
ORDER = {
    "order_id": "A-1",
    "at": 5,
    "amount": 3_200,
    "store_id": "ST",
    "lines": [{"product_id": "p", "name": name, "quantity": 2, "amount": 800} for name in ("餅", "団子")],
}


def told(kind: str, body: Mapping[str, object], text: Text | None = None, names=NAMES) -> Words:
    entry = Entry(kind, 5, "e", FRIEND, body=json.dumps(body))
    return sentence_of(Told(entry, text, names.get, entry.data))


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_every_kind_is_a_sentence_in_both_languages(event):
    body = {**event.example}
    if not event.ours:
        (entry,) = parse(json.dumps({"events": [event.example]}).encode(), 1_795_316_400_000).entries
        body = entry.data
    for names in (NAMES, {}):
        ja, en = told(event.key, body, names=names)
        assert ja.endswith("。") and en.endswith(".")
        assert re.search("[ぁ-んァ-ヶ一-龠]", ja)
        assert not re.search("[{}]|None|  | [.,;]", ja + en), (ja, en)


@pytest.mark.parametrize(
    ("kind", "body", "ja", "en"),
    [
        (
            *("purchase", {"order": ORDER, "before": None, "tags_add": ["VIP"]}),
            "渋谷店で餅×2、団子×2を買いました（注文「A-1」、¥3,200）。タグ追加「VIP」。",
            "The friend bought 餅×2, 団子×2 for ¥3,200 in 渋谷店 (order “A-1”); tags added “VIP”.",
        ),
        (
            "purchase",
            {
                "order": {**ORDER, "at": 1_795_314_600_000, "lines": ORDER["lines"] * 2, "store_id": "till-3"},
                "before": None,
            },
            "2026年11月22日に「till-3」で餅×2、団子×2、餅×2などを買いました（注文「A-1」、¥3,200）。",
            "The friend bought 餅×2, 団子×2, 餅×2 and more for ¥3,200 in “till-3” on 2026-11-22 (order “A-1”).",
        ),
        (
            *("purchase", {"order": {**ORDER, "refunded": 1_200}, "before": {**ORDER, "refunded": 200}}),
            "注文「A-1」の¥1,000を返金しました。",
            "¥1,000 of the order “A-1” were paid back.",
        ),
        (
            *(
                "purchase",
                {"order": {**ORDER, "state": "cancelled"}, "before": ORDER, "by": "OP", "tags_remove": ["VIP"]},
            ),
            "注文「A-1」（¥3,200）を取り消しました（担当: 佐藤）。タグ削除「VIP」。",
            "The order “A-1” of ¥3,200 was cancelled (by 佐藤); tags removed “VIP”.",
        ),
        (
            *("purchase", {"order": {**ORDER, "amount": 900}, "before": ORDER}),
            "注文「A-1」の内容が変わりました（¥900）。",
            "The order “A-1” was changed; it is of ¥900 now.",
        ),
        (
            "edit",
            {"set": {"assignee": "OP", "stores": ["ST", "gone"]}, "fields": {"taste": "sweet", "old": "x"}},
            "スタッフが編集しました: 担当「佐藤」、利用店舗「渋谷店」「gone」、好みの味「甘口」、old「x」。",
            "A staff member changed what the book says: assignee “佐藤”, stores “渋谷店”, “gone”, taste “sweet one”, old “x”.",
        ),
        (
            "sent",
            {"campaign_id": "CA", "outcome": "sent"},
            "配信「感謝デー」を送りました。",
            "The campaign “感謝デー” was sent to the friend.",
        ),
        (
            *("sent", {"campaign_id": "CA", "outcome": "sent", "test": True}),
            *("テスト配信「感謝デー」を送りました。", "A test of the campaign “感謝デー” was sent to the friend."),
        ),
        (
            *("sent", {"campaign_id": "gone", "outcome": "unknown"}),
            "配信を送りましたが、届いたかは不明です。",
            "The campaign was sent to the friend, and LINE has not said whether it arrived.",
        ),
        (
            *("coupon_redeemed", {"coupon_id": "CO", "store_id": "ST", "staff_id": "OP"}),
            "渋谷店でクーポン「秋の一品」を使いました（担当: 佐藤）。",
            "The friend used the coupon “秋の一品” in 渋谷店 (by 佐藤).",
        ),
        (
            *("coupon_issued", {"coupon_id": "CO", "campaign_id": "CA"}),
            "配信「感謝デー」でクーポン「秋の一品」を配りました。",
            "The friend was given the coupon “秋の一品” by the campaign “感謝デー”.",
        ),
        (
            *("rank_changed", {"rank": "gold", "before": "silver", "rose": True}),
            *(
                "ランクが「シルバー」から「ゴールド」に上がりました。",
                "The friend's rank rose from “Silver” to “Gold”.",
            ),
        ),
        (
            *("rank_changed", {"rank": "gold", "before": "bronze", "rose": []}),
            *(
                "ランクが「bronze」から「ゴールド」に変わりました。",
                "The friend's rank changed from “bronze” to “Gold”.",
            ),
        ),
        (
            *("rank_changed", {"rank": "gold", "before": "bronze", "rose": None}),
            *(
                "ランクが「bronze」から「ゴールド」に変わりました。",
                "The friend's rank changed from “bronze” to “Gold”.",
            ),
        ),
        (
            *("rank_changed", {"rank": None, "before": "bronze", "rose": False}),
            *("ランクが「bronze」からランクなしに下がりました。", "The friend's rank fell from “bronze” to no rank."),
        ),
        (
            *("points", {"kind": "grant", "points": 32, "balance": 1032, "amount_yen": 3200, "by": "OP"}),
            "32ポイントを付与しました（お買い上げ ¥3,200）。残高 1,032（担当: 佐藤）。",
            "The friend got 32 points for a purchase of ¥3,200; the balance is 1,032 (by 佐藤).",
        ),
        (
            "points",
            {"kind": "expire", "points": 1},
            "1ポイントが失効しました。",
            "The friend lost 1 point by expiry.",
        ),
        (
            *("stamp", {"stamps": 1, "after": {"count": 5}, "won": ["coffee.1"]}),
            "スタンプを1個押しました。いま5個。特典「珈琲一杯」を獲得。",
            "The friend's card got 1 stamp; it has 5 now and won “A coffee”.",
        ),
        (
            "ticket_used",
            {"ticket": "coffee.1"},
            "特典チケット「珈琲一杯」を使いました。",
            "The friend used the ticket “A coffee”.",
        ),
        (
            *("ticket_undone", {"ticket": "coffee.1", "reason": "押し間違い", "by": "OP"}),
            "特典チケット「珈琲一杯」の利用を取り消しました（理由: 押し間違い）（担当: 佐藤）。",
            "The use of the ticket “A coffee” was taken back (by 佐藤), because: 押し間違い.",
        ),
        (
            "route",
            {"route": "pop"},
            "流入経路「店頭POP」から来ました。",
            "The friend came by the inflow route “店頭POP”.",
        ),
        (
            *("answered", {"survey_id": "SU", "set": {}, "tags_add": ["甘党"], "tags_remove": []}),
            *(
                "「春の調査」に回答しました（タグ追加「甘党」）。",
                "The friend answered “春の調査” (tags added “甘党”).",
            ),
        ),
        (
            "edit",
            {
                "set": {"alias": "花", "note": None, "in_progress": True},
                "tags_add": [],
                "tags_remove": ["a"],
                "by": "x",
            },
            "スタッフが編集しました: 管理名「花」、メモ（消去）、対応中「はい」、タグ削除「a」。",
            "A staff member changed what the book says: alias “花”, note cleared, in progress “yes”, tags removed “a”.",
        ),
        (
            "edit",
            {
                "set": {"phone": "+819012345678", "birthday": "1992-02-29", "postal_code": "6000010"},
                "fields": {"wedding": "--04-01", "code": "2026-13-45"},
                "by": "x",
            },
            "スタッフが編集しました: 電話番号 090-1234-5678、誕生日 1992年2月29日、郵便番号 600-0010、wedding 4月1日、"
            "code「2026-13-45」。",
            "A staff member changed what the book says: telephone number 090-1234-5678, birthday 1992-02-29, "
            "postal code 600-0010, wedding 04-01, code “2026-13-45”.",
        ),
        (
            *("observed", {"nine_segment": {"product": "daifuku", "tier": "loyal"}}),
            *(
                "「daifuku」の購買が「ロイヤル」の層になりました。",
                "By the purchases of “daifuku” the friend is now “loyal”.",
            ),
        ),
        ("follow", {"follow": {"isUnblocked": True}}, "ブロックを解除しました。", "The friend unblocked the account."),
        ("unknown", {"type": "greeting"}, "この版がまだ知らないイベント「greeting」が届きました。", None),
        ("long_gone", {}, EVENTS["unknown"].description.ja, EVENTS["unknown"].description.en),
    ],
)
def test_what_people_read(kind, body, ja, en):
    said = told(kind, body)
    assert said.ja == ja
    assert en in (None, said.en)


def message(kind: str, content: object, said: Said = Said.SENT, event: str = "message") -> Words:
    text = Text(said, "m", 5, body=None if content is None else json.dumps(content))
    return told(event, {"message": {"id": "m", "type": kind}}, text)


def test_messages():
    assert message("text", {"text": "予約は\nできますか"}).ja == "「予約は できますか」と書きました。"
    assert message("text", {"text": "予約"}).en == "The friend wrote “予約”."
    assert message("text", None, Said.UNSENT).ja == "メッセージを送りました（送信取消済み）。"
    assert message("sticker", {"stickerId": "1"}).ja == "スタンプを送りました。"
    assert message("location", {"title": "本店", "address": "渋谷"}).en == "The friend sent a place (本店)."
    assert message("image", None, Said.UNSENT).en == "The friend sent a picture, and unsent it."
    assert message("text", {"text": "x" * 500}).en.count("x") == MOST_QUOTED - 1
    assert (
        message("text", {"text": "日曜"}, Said.EDITED, "messageEdited").ja == "メッセージを「日曜」に書き直しました。"
    )
    assert told("message", {"message": {"type": "text"}}).ja == "メッセージを送りました。"


def test_a_kind_that_says_nothing_is_its_description_or_what_was_written():
    """So a kind that is added is told from its first day."""
    text = Text(Said.SENT, "m", 5, body=json.dumps({"type": "memo", "text": "七五三の下見"}))
    assert told("join", {}) == EVENTS["join"].description
    assert told("join", {}, text) == ("グループに参加「七五三の下見」。", "Joined a group: “七五三の下見”.")


_words = st.text("aあ\n「", max_size=8)
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_words, inner, max_size=3),
    max_leaves=6,
)


def places(value: object) -> set[str]:
    """The names of all members of a body."""
    if not isinstance(value, Mapping):
        return set()
    return set(value).union(*map(places, value.values()))


NAMED_PLACES = sorted({"follow", "said", "fields"}.union(*(places(event.example) for event in EVENTS.values())))
bodies = st.dictionaries(
    st.sampled_from(NAMED_PLACES), junk | st.dictionaries(st.sampled_from(NAMED_PLACES), junk, max_size=4), max_size=6
)


@checks()
@given(st.data())
def test_whatever_a_body_holds_it_is_told(data):
    """For all kinds: a body of another version, cut short, or of something that LINE has changed."""
    kind = data.draw(st.sampled_from(sorted(EVENTS)))
    body = data.draw(bodies)
    example = dict(EVENTS[kind].example)
    for name in data.draw(st.sets(st.sampled_from(sorted(example)) if example else st.nothing())):
        example.pop(name)
    content = data.draw(st.none() | bodies)
    text = Text(data.draw(st.sampled_from(list(Said))), "m", 5, body=None if content is None else json.dumps(content))
    ja, en = told(kind, {**example, **body}, text)
    assert ja and en
