"""A segment in words."""

from daifukucho.kernel.attribute import Attribute, AttributeType
from daifukucho.segments.sentence import sentence, words_of
from daifukucho.segments.tree import parse, parse_expanded

TREE = {
    "all": [
        {"field": "status", "op": "is", "value": "active"},
        {"not": {"field": "tags", "op": "any_of", "value": ["vip", "gold"]}},
        {
            "any": [
                {"field": "last_seen_at", "op": "within_last", "value": 7},
                {"all": [{"field": "messages_received", "op": "gte", "value": 1200}]},
                {
                    "all": [
                        {"field": "do_not_send", "op": "is", "value": False},
                        {"field": "follows", "op": "between", "value": [1, 2.5]},
                    ]
                },
            ]
        },
    ]
}


def test_a_whole_tree():
    node = parse(TREE)
    assert sentence(node, "ja") == (
        "状態が「友だち」である、かつ（タグに「vip」「gold」のいずれかがある）に当てはまらない、かつ"
        "（最終反応日時が7日前から今日までである、または受信メッセージ数が1,200通以上である、または"
        "（配信を送らない設定ではない、かつ友だち追加の回数が1回以上2.5回以下である）に当てはまる）に当てはまる"
    )
    assert sentence(node, "en") == (
        "status is “friend” and not (tags include any of “vip”, “gold”) and "
        "(last seen is between 7 days ago and today or number of messages received is at least 1,200 or "
        "(campaigns may be sent and number of times followed is from 1 to 2.5))"
    )


def test_one_and_none_are_said_as_people_say_them():
    def say(field: str, op: str, value: object) -> tuple[str, str]:
        node = parse({"field": field, "op": op, "value": value})
        return sentence(node, "ja"), sentence(node, "en")

    assert say("tags", "all_of", ["vip"]) == ("タグに「vip」がある", "tags include “vip”")
    assert say("tags", "none_of", ["vip"]) == ("タグに「vip」がない", "tags do not include “vip”")
    assert say("birthday", "within_next", 0) == ("誕生日が今日である", "birthday is today")
    assert say("birthday", "within_next", 1)[1] == "birthday is between today and 1 day from now"
    assert say("in_progress", "is", True) == ("対応中である", "a staff member is in conversation")
    assert say("rfm_r", "gte", 4) == ("最近さのスコア（RFMのR）が4点以上である", "RFM recency score is at least 4")
    assert say("ltv_gross", "lt", 10_000)[0] == "累計購買額が¥10,000未満である"
    assert say("orders", "no_purchase_for", 0)[0] == "最後の購買（一度もない人は友だち追加）が今日以前である"
    assert say("status", "is_not", "blocked") == ("状態が「ブロック中」ではない", "status is not “blocked”")
    assert say("alias", "contains", "花") == ("管理名が「花」を含む", "alias contains “花”")
    assert say("first_route", "starts_with", "店") == (
        "最初の流入経路が「店」で始まる",
        "first route starts with “店”",
    )
    assert say("tags", "added_within", {"tags": ["a", "b"], "days": 7}) == (
        "タグ「a」「b」のいずれかが付いた日が7日前から今日までである",
        "tags include any of “a”, “b”, added between 7 days ago and today",
    )
    assert say("birthday", "on", "1990-04-01") == ("誕生日が1990年4月1日である", "birthday is on 1990-04-01")
    assert say("birthday", "between", ["1990-04-01", "1990-04-30"]) == (
        "誕生日が1990年4月1日から1990年4月30日までである",
        "birthday is from 1990-04-01 to 1990-04-30",
    )
    assert say("last_seen_at", "months_since", 3) == (
        "最終反応日時から3か月以上たっている",
        "last seen is at least 3 months ago",
    )
    assert say("last_seen_at", "days_since", 0) == ("最終反応日時が今日以前である", "last seen is not after today")
    assert say("birthday", "month_is", 2) == ("誕生日が2月である", "birthday is in February")
    assert say("birthday", "month_ahead", 0) == ("誕生日の月が今月である", "the month of birthday is this one")
    assert say("birthday", "month_ahead", 2) == (
        "誕生日の月が2か月後の月である",
        "the month of birthday is 2 months from now",
    )
    assert say("birthday", "anniversary_within", 7) == (
        "誕生日の記念日が今日から7日後までである",
        "the anniversary of birthday is between today and 7 days from now",
    )
    assert say("birthday", "blank", True) == ("誕生日が未登録である", "birthday is blank")
    assert say("tags", "blank", False) == ("タグがある", "has tags")


def test_a_group_beside_a_negated_one_has_its_own_predicate():
    """Else what does not hold of the second could be heard as not holding of the first."""
    tags = [{"field": "tags", "op": "any_of", "value": [tag]} for tag in "abcd"]
    tree = {"all": [{"any": tags[:2]}, {"not": {"any": tags[2:]}}]}
    assert sentence(parse(tree), "ja") == (
        "（タグに「a」がある、またはタグに「b」がある）に当てはまる、かつ"
        "（タグに「c」がある、またはタグに「d」がある）に当てはまらない"
    )


def test_a_coupon_that_is_not_used_is_one_that_still_can_be():
    unused = parse({"field": "coupons", "op": "state_is", "value": {"coupon_id": "K1", "state": "unused"}})
    assert "期限内" in sentence(unused, "ja") and "has not expired" in sentence(unused, "en")


def test_a_switch_of_the_shops_own_says_yes_or_no():
    wish = Attribute("fields.newsletter", AttributeType.FLAG, "メルマガ希望", "newsletter")
    leaf = parse({"field": wish.name, "op": "is", "value": False}, {wish.name: wish}.get)
    assert words_of(leaf) == ("メルマガ希望が「いいえ」である", "newsletter is “no”")


def test_a_number_in_what_happened_is_said():
    where = [{"property": "points", "op": "gte", "value": 1_000}]
    leaf = parse({"field": "events", "op": "did", "value": {"kind": "points", "where": where}})
    assert "1,000" in sentence(leaf, "ja") and "1,000" in sentence(leaf, "en")


def test_a_window_is_said_as_people_say_it():
    def say(window: dict[str, object]) -> tuple[str, str]:
        return words_of(parse({"field": "orders", "op": "bought", "value": {"times": 2, **window}}))

    assert [say(window) for window in WINDOWS] == [
        (f"購買が{ja}2回以上ある", f"purchases include at least 2 orders{en}")
        for ja, en in (
            ("", ""),
            ("今日", " today"),
            ("1日前から今日までに", " between 1 day ago and today"),
            ("30日前から7日前までに", " between 30 days and 7 days ago"),
            ("1日前に", " 1 day ago"),
            ("2026年4月1日から2026年4月30日までに", " from 2026-04-01 to 2026-04-30"),
            ("2026年4月1日に", " on 2026-04-01"),
        )
    ]


WINDOWS: list[dict[str, object]] = [
    {},
    {"within": 0},
    {"within": 1},
    {"days_ago": [7, 30]},
    {"days_ago": [1, 1]},
    {"between": ["2026-04-01", "2026-04-30"]},
    {"between": ["2026-04-01", "2026-04-01"]},
]


def test_a_segment_in_a_segment_is_called_by_its_name():
    expanded = parse_expanded({"not": {"segment": "s1", "name": "常連さん", "where": TREE}})
    assert words_of(expanded) == (
        "（セグメント「常連さん」に当てはまる）に当てはまらない",
        "not (is in the segment “常連さん”)",
    )
    written = parse({"segment": "s1"})
    assert sentence(written, "en", {"s1": "金"}) == "is in the segment “金”"
    assert sentence(written, "en") == "is in the segment “s1”"
