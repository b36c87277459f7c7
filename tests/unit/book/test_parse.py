"""Whatever comes is kept and counted, and one odd event never costs the others."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ulid import ULID

from daifukucho.book.parse import MAX_BYTES, parse
from daifukucho.kernel.errors import Invalid
from daifukucho.ledger.entry import Said, Text, stronger

NOW = 1_795_316_400_000
FRIEND = "U4af4980629c6b8d1f6c2b4c1a9e0d3f7"
FOLLOW = {
    "type": "follow",
    "mode": "active",
    "timestamp": NOW - 1000,
    "source": {"type": "user", "userId": FRIEND},
    "webhookEventId": "01KANYFHK0000000000000000F",
    "deliveryContext": {"isRedelivery": False},
    "replyToken": "r",
    "follow": {"isUnblocked": False},
}


def parsed(*events, now=NOW):
    return parse(json.dumps({"events": events}).encode(), now)


def message(message, **other):
    return {**FOLLOW, "type": "message", "webhookEventId": "01KANYFHK0000000000000000M", "message": message, **other}


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"3", b"null", b"{", b'{"events":{}}', b'{"events":null}', b"\xff", b'{"events":[}']
)
def test_a_body_without_a_list_of_events_is_invalid(body):
    with pytest.raises(Invalid):
        parse(body, NOW)


def test_no_events_are_no_entries():
    assert parse(b'{"events":[]}', NOW).entries == []


def test_a_byte_order_mark_does_not_matter():
    assert parse(b'\xef\xbb\xbf{"events":[]}', NOW).entries == []


def test_an_entry_keeps_its_event_but_how_it_was_delivered():
    (entry,) = parsed(FOLLOW).entries
    assert (entry.kind, entry.at, entry.event_id, entry.friend_id) == (
        "follow", NOW - 1000, FOLLOW["webhookEventId"], FRIEND,
    )  # fmt: skip
    assert entry.data == {name: value for name, value in FOLLOW.items() if name != "deliveryContext"}
    assert " " not in entry.body
    redelivered = parsed({**FOLLOW, "deliveryContext": {"isRedelivery": True}}, now=NOW + 60_000)
    assert redelivered.entries == [entry]


@pytest.mark.parametrize(
    ("source", "friend_id", "group_id"),
    [
        ({"type": "user", "userId": FRIEND}, FRIEND, None),
        ({"type": "user", "userId": "L" + "a" * 67}, None, None),
        ({"type": "user", "userId": FRIEND.upper()}, None, None),
        ({"type": "user", "userId": FRIEND + "\n"}, None, None),
        ({"type": "user", "userId": "friend/one"}, None, None),
        ({"type": "group", "groupId": "C1", "userId": FRIEND}, None, "C1"),
        ({"type": "room", "roomId": "R1"}, None, "R1"),
        ({"type": "openchat", "userId": FRIEND}, None, None),
        ({"type": "user"}, None, None),
        ({"type": "user", "userId": ""}, None, None),
        ({"type": "user", "userId": "group#C1"}, None, None),
        ({"type": "user", "userId": "U" * 500}, None, None),
        ({"type": "user", "userId": [FRIEND]}, None, None),
        ({"userId": FRIEND}, None, None),
        ([FRIEND], None, None),
        (None, None, None),
        ("user", None, None),
    ],
)
def test_whose_page_an_entry_is_on(source, friend_id, group_id):
    result = parsed({**FOLLOW, "source": source})
    assert (result.entries[0].friend_id, result.entries[0].group_id) == (friend_id, group_id)
    assert result.odd == (friend_id is None and group_id is None)


def test_an_event_of_the_channel_has_no_source_and_is_not_odd():
    event = {name: value for name, value in FOLLOW.items() if name not in ("source", "follow")}
    result = parsed({**event, "type": "botSuspended"})
    assert result.entries[0].is_of_channel
    assert result.odd == 0


@pytest.mark.parametrize("mode", [None, "sleeping", 3, []])
def test_an_undocumented_mode_is_kept_and_counted(mode):
    result = parsed({**FOLLOW, "mode": mode})
    assert result.odd == 1
    assert result.entries[0].kind == "follow"
    assert parsed({**FOLLOW, "mode": "standby"}).odd == 0


@pytest.mark.parametrize("time", ["1795316400000", 1795316400000.0, True, None, [], {}, -1, 0, 10**13, 10**30, "NaN"])
def test_a_time_that_is_none_is_taken_from_the_id(time):
    (entry,) = parsed({**FOLLOW, "timestamp": time}).entries
    assert entry.at == ULID.from_str(FOLLOW["webhookEventId"]).milliseconds
    (entry,) = parsed({**FOLLOW, "timestamp": time, "webhookEventId": "not-a-ulid"}).entries
    assert entry.at == NOW


def test_a_time_that_has_not_come_is_that_of_the_arrival():
    """A follow of the year 2286 would keep the friend active for ever."""
    late = {**FOLLOW, "timestamp": 9_999_999_999_999}
    assert parsed({**late, "webhookEventId": "not-a-ulid"}).entries[0].at == NOW
    assert parsed({**late, "webhookEventId": str(ULID.from_timestamp(9_999_999_999.0))}).entries[0].at == NOW
    (entry,) = parsed({**FOLLOW, "timestamp": NOW + 60_000}).entries  # clocks differ
    assert entry.at == NOW + 60_000


@pytest.mark.parametrize("event_id", [None, "", 3, [], {"a": 1}])
def test_a_missing_id_is_the_hash_of_the_event(event_id):
    (entry,) = parsed({**FOLLOW, "webhookEventId": event_id}).entries
    assert entry.event_id.startswith("sha256-")
    again = {**FOLLOW, "webhookEventId": event_id, "deliveryContext": {"isRedelivery": True}}
    assert parsed(dict(reversed(again.items())), now=NOW + 5).entries[0].event_id == entry.event_id
    assert parsed({**again, "timestamp": 5}).entries[0].event_id != entry.event_id


@pytest.mark.parametrize("event_id", ["a" * 101, "a#b", "a b", "é", "a\n", "\ud800"])
def test_an_id_unlike_lines_is_hashed(event_id):
    (entry,) = parsed({**FOLLOW, "webhookEventId": event_id}).entries
    assert len(entry.event_id) == 71
    assert entry.event_id.startswith("sha256-")


def test_what_a_message_said_is_apart_from_its_entry():
    said = {"text": "予約できますか", "mention": {"mentionees": []}, "quotedMessageId": "9", "emojis": []}
    result = parsed(message({"id": "444", "type": "text", "quoteToken": "q", **said}))
    (entry,), (text,) = result.entries, result.texts
    assert entry.data["message"] == {"id": "444", "type": "text", "quoteToken": "q"}
    assert entry.data["replyToken"] == "r"
    assert (text.said, text.message_id, text.at, text.friend_id) == (Said.SENT, "444", NOW - 1000, FRIEND)
    assert json.loads(text.body) == said


@pytest.mark.parametrize(
    "content",
    [
        {"type": "sticker", "packageId": "1", "stickerId": "2", "keywords": ["love"], "text": "すき"},
        {"type": "location", "title": "自宅", "address": "東京都", "latitude": 35.6, "longitude": 139.7},
        {"type": "file", "fileName": "契約書.pdf"},
        {"type": "image", "contentProvider": {"type": "external", "originalContentUrl": "https://example.com/me.jpg"}},
        {"type": "not yet known", "confession": "…"},
    ],
)
def test_nothing_that_says_what_she_said_stays_in_the_entry(content):
    result = parsed(message({"id": "444", **content}))
    assert result.entries[0].data["message"] == {"id": "444", "type": content["type"]}
    assert json.loads(result.texts[0].body) == {name: value for name, value in content.items() if name != "type"}


def test_an_edited_message():
    (text,) = parsed({**message({"id": "444", "type": "text", "text": "新"}), "type": "messageEdited"}).texts
    assert text.said is Said.EDITED


def test_an_unsent_message():
    event = {**FOLLOW, "type": "unsend", "unsend": {"messageId": "444"}}
    texts = parsed(event).texts
    assert [(text.said, text.message_id, text.body) for text in texts] == [(Said.UNSENT, "444", None)] * 2
    assert [text.friend_id for text in texts] == [FRIEND, None]


@pytest.mark.parametrize("unsend", [None, "444", [], {}, {"messageId": None}, {"messageId": True}, {"messageId": ""}])
def test_an_unsend_that_names_no_message_erases_none(unsend):
    result = parsed({**FOLLOW, "type": "unsend", "unsend": unsend})
    assert result.texts == []
    assert len(result.entries) == 1


def test_an_odd_message_id_is_the_same_for_message_and_unsend():
    odd = "é" * 300
    texts = parsed(message({"id": odd, "text": "a"}), {**FOLLOW, "type": "unsend", "unsend": {"messageId": odd}}).texts
    assert texts[0].message_id == texts[1].message_id


@pytest.mark.parametrize("odd", ["text", ["text"], 3, None, True])
def test_a_message_that_is_no_object_is_kept_out_of_the_entry_as_well(odd):
    result = parsed(message(odd))
    assert result.entries[0].data["message"] == {}
    assert json.loads(result.texts[0].body) == {"odd": odd}


def test_an_id_that_is_a_number_is_what_its_digits_are():
    for number in (444573844083572737, 10**50):
        sent = parsed(message({"id": number, "text": "a"})).texts[0]
        unsent = parsed({**FOLLOW, "type": "unsend", "unsend": {"messageId": str(number)}}).texts[0]
        assert sent.message_id == unsent.message_id == str(number)


def test_a_message_without_an_id_is_kept_under_its_events():
    assert parsed(message({"type": "text", "text": "a"})).texts[0].message_id == "of-01KANYFHK0000000000000000M"


ODD = [
    b"3", b"null", b'"a"', b"[]", b"[[[]]]", b"{}", b'{"type":null}', b'{"type":{"a":1}}', b'{"type":"unknown"}',
    b'{"type":"profile","profile":{"display_name":"x"}}', b'{"type":"message","source":[1],"timestamp":"yesterday"}',
    b'{"type":"x","n":1e999}', b'{"type":"x","n":NaN,"i":-Infinity}', b'{"type":"x","n":' + b"9" * 10_000 + b"}",
    b'{"type":"x","s":"\\ud800"}', b'{"type":"x","s":"\xff\xfe"}', b'{"\\udfff":"x"}', b'{"type":"x","z":"\\u0000"}',
    b'{"type":"x","z":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    b'{"type":"x","z":' + b'{"a":' * 3_000 + b"1" + b"}" * 3_000 + b"}",
    b'{"type":"message","message":{"id":"1","text":' + b"[" * 50_000 + b"]" * 50_000 + b"}}",
    b'{"type":"x","source":{"type":"user","userId":"' + b"U" * 5_000 + b'"}}',
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd[:40].decode("utf-8", "replace"))
def test_an_odd_event_does_not_cost_the_others(odd):
    body = b'{"events":[%b,%b,%b]}' % (json.dumps(FOLLOW).encode(), odd, json.dumps(FOLLOW).encode())
    result = parse(body, NOW)
    assert [entry.kind for entry in result.entries] == ["follow", result.entries[1].kind, "follow"]
    assert result.odd == 1
    strange = result.entries[1]
    json.loads(strange.body, parse_constant=lambda constant: pytest.fail(f"{constant} is no JSON"))
    strange.body.encode()
    assert parse(body, NOW).entries == result.entries


def test_what_is_nested_too_deep_is_cut_off_where_it_is_too_deep():
    deep = b'{"type":"x","keep":"[{\\"","z":' + b"[" * 200 + b'"]}"' + b"]" * 200 + b',"also":1}'
    (entry,) = parse(b'{"events":[' + deep + b"]}", NOW).entries
    assert (entry.data["keep"], entry.data["also"]) == ('[{"', 1)
    assert "…" in entry.body


@pytest.mark.parametrize("odd", [b"[" * 100_000, b'{"events":[' + b'[{"a":' * 50_000, b'[{"a":"' * 40_000])
def test_what_is_nested_too_deep_and_has_no_end_is_no_request(odd):
    with pytest.raises(Invalid):
        parse(odd, NOW)


def test_too_long_an_event_keeps_its_small_parts_and_says_what_is_missing():
    (entry,) = parsed({**FOLLOW, "blob": "あ" * 200_000}).entries
    assert len(entry.body.encode()) <= MAX_BYTES
    whole = {name: value for name, value in {**FOLLOW, "blob": "あ" * 200_000}.items() if name != "deliveryContext"}
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    cut = entry.data.pop("truncated")
    assert entry.data.items() >= {"type": "follow", "replyToken": "r"}.items()
    assert cut["size"] == len(text.encode())
    assert cut["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert text.startswith(cut["head"])


def test_too_long_a_text_is_cut_as_well():
    result = parsed(message({"id": "444", "type": "text", "text": "\ud800" * 100_000}))
    assert len(result.texts[0].body.encode()) <= MAX_BYTES
    assert json.loads(result.texts[0].body)["truncated"]["size"] > MAX_BYTES


def test_many_small_parts_do_not_add_up_to_too_much():
    (entry,) = parsed({**FOLLOW, **{f"part{i}": "x" * 500 for i in range(1000)}}).entries
    assert len(entry.body.encode()) <= MAX_BYTES
    assert entry.data["type"] == "follow"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
names = st.sampled_from([*FOLLOW, "message", "unsend", "surprise"])
strange_events = json_values | st.dictionaries(names, json_values | st.sampled_from(list(FOLLOW.values())), max_size=9)


@given(st.lists(strange_events, max_size=6))
def test_anything_is_kept(events):
    result = parse(json.dumps({"events": events}).encode(), NOW)
    assert len(result.entries) == len(events) == result.kinds.total()
    for entry in result.entries:
        assert 0 < entry.at < 10**13
        assert len(entry.version) <= 14 + 100
        assert isinstance(entry.data, dict)
        entry.body.encode()


texts = st.builds(Text, st.sampled_from(Said), st.just("444"), st.integers(1, 5), body=st.text(max_size=3))


@given(texts, texts, texts)
def test_the_stronger_of_texts_does_not_depend_on_how_they_are_grouped(a, b, c):
    assert stronger(stronger(a, b), c) == stronger(a, stronger(b, c))


@given(texts, texts)
def test_nothing_is_stronger_than_an_unsend(a, b):
    assert (stronger(a, b).said is Said.UNSENT) == (Said.UNSENT in (a.said, b.said))
