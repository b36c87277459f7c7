"""A segment in words."""

from daifukucho.segments.sentence import sentence
from daifukucho.segments.tree import parse

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
        "状態が「active」である、かつ（タグに「vip」「gold」のいずれかがある）に当てはまらない、かつ"
        "（最終反応日時が7日前から今日までである、または受信メッセージ数が1,200以上である、または"
        "（送信しないがオフである、かつ友だち追加の回数が1以上2.5以下である））"
    )
    assert sentence(node, "en") == (
        "status is “active” and not (tags include any of “vip”, “gold”) and "
        "(last seen is between 7 days ago and today or messages received is at least 1,200 or "
        "(do not send is off and times followed is from 1 to 2.5))"
    )


def test_one_and_none_are_said_as_people_say_them():
    def say(field: str, op: str, value: object) -> tuple[str, str]:
        node = parse({"field": field, "op": op, "value": value})
        return sentence(node, "ja"), sentence(node, "en")

    assert say("tags", "all_of", ["vip"]) == ("タグに「vip」がある", "tags include “vip”")
    assert say("tags", "none_of", ["vip"]) == ("タグに「vip」がない", "tags do not include “vip”")
    assert say("birthday", "within_next", 0) == ("誕生日が今日である", "birthday is today")
    assert say("birthday", "within_next", 1)[1] == "birthday is between today and 1 day from now"
    assert say("in_progress", "is", True) == ("対応中がオンである", "in progress is on")
