"""``--lang ja`` tells the faults of what was given in Japanese: each of them, not only the refusal."""

import re

import pytest

from tests.integration.cli.conftest import Cli

VIP = {"field": "tags", "op": "any_of", "value": ["vip"]}
CAMPAIGN = {"name": "感謝デー", "where": VIP, "messages": [{"type": "text", "text": "こんにちは"}]}
FIELD = {
    "key": "taste",
    "type": "choice",
    "label": {"ja": "好み"},
    "choices": [{"value": "a", "label": {"ja": "甘口"}}],
}
SHOP = {"day_starts_at": "05:00", "leap_day": "02-28", "plan": "standard"}
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def text(said: str) -> dict:
    return {"messages": [{"type": "text", "text": said}]}


def flex(contents: dict) -> dict:
    return {"messages": [{"type": "flex", "altText": "お知らせ", "contents": contents}]}


def box(layout: str, *contents: dict) -> dict:
    return {"type": "bubble", "body": {"type": "box", "layout": layout, "contents": list(contents)}}


WRONG = {
    "segments create": [
        {"name": "", "where": {"field": "shoe_size", "op": "is", "value": 1}},
        {"name": "x" * 101, "where": {"all": []}},
        {"name": 1, "where": VIP},
        {"name": "x"},
        {"name": "x", "where": VIP, "more": 1},
        {"name": "x", "where": VIP | {"op": "is"}},
        {"name": "x", "where": VIP | {"value": []}},
        {"name": "x", "where": VIP | {"value": [""]}},
        {"name": "x", "where": {"segment": "none"}},
        {"name": "x", "where": {"field": "tags"}},
        {"name": "x", "where": {"any": [VIP], "not": VIP}},
        {"name": "x", "where": {"field": "birthday", "op": "month_is", "value": 13}},
        {"name": "x", "where": {"field": "messages_received", "op": "between", "value": [3, 1]}},
        {"name": "x", "where": {"field": "do_not_send", "op": "is", "value": "yes"}},
        {"name": "x", "where": {"field": "fields.none", "op": "is", "value": "yes"}},
    ],
    "campaigns create": [
        {},
        CAMPAIGN | {"name": ""},
        CAMPAIGN | {"segment_id": "01JD", "where": VIP},
        CAMPAIGN | {"messages": []},
        CAMPAIGN | {"messages": [{"type": "telegram"}]},
        CAMPAIGN | {"messages": [{"type": "image"}]},
        CAMPAIGN | text(""),
        CAMPAIGN | text("x" * 5_001),
        CAMPAIGN | text("{{ nmae }}様"),
        CAMPAIGN | text("{{ name"),
        CAMPAIGN | flex({"type": "bubble"}),
        CAMPAIGN | flex(box("vertical", {"type": "text"})),
        CAMPAIGN | flex(box("baseline", {"type": "image", "url": "https://example.com/a.png"})),
        CAMPAIGN | flex(box("vertical", {"type": "text", "text": "x", "color": "red", "margin": "-1px"})),
        CAMPAIGN | {"messages": [{"type": "image", "originalContentUrl": "x", "previewImageUrl": "https://a:1/x"}]},
        CAMPAIGN | {"messages": [{"type": "sticker", "packageId": 446, "stickerId": "a"}]},
        CAMPAIGN | {"messages": [{"type": "text", "text": "x", "sender": {"name": "LINE"}}]},
        CAMPAIGN | {"messages": [{"type": "text", "text": "x", "sender": {}}]},
        CAMPAIGN | {"schedule": {"at": "2026-12-24"}},
        CAMPAIGN | {"schedule": {"at": "1999-12-24T10:00:00+09:00"}},
        CAMPAIGN | {"schedule": {"cron": "* * * * *", "timezone": "Asia/Tokyo"}},
        CAMPAIGN | {"schedule": {"cron": "0 10 * *", "timezone": "Mars"}},
        CAMPAIGN | {"schedule": {"rate": {"every": 0, "unit": "moons"}, "starts_at": "x"}},
        CAMPAIGN | {"limits": {"recipients": -1}},
        CAMPAIGN | {"limits": {"people": 1}},
        CAMPAIGN | {"coupon_id": "none"},
    ],
    "fields create": [
        {},
        FIELD | {"key": "Ä"},
        FIELD | {"type": "colour"},
        FIELD | {"label": {}},
        FIELD | {"choices": []},
    ],
    "settings shop update": [
        {},
        SHOP | {"day_starts_at": "13:00"},
        SHOP | {"leap_day": "02-30"},
        SHOP | {"plan": "golden"},
        SHOP | {"plan": {"included": -1, "tiers": [{"up_to": 1, "yen": -1}, {"up_to": 1, "yen": 1}]}},
    ],
    "settings orders update": [{}, {"margin_percent": 101, "expected_years": 0, "rfm": {}, "vip": {"tag": ""}}],
}
FLAGS = [
    ["--birthday", "1990-02-30"],
    ["--birthday", "yesterday"],
    ["--alias", "x" * 1_000],
    ["--family-kana", "山田"],
    ["--phone", "9012345678"],
    ["--phone", "123"],
    ["--postal-code", "12345"],
    ["--mail", "hanako"],
    ["--store", "none"],
    ["--assignee", "none"],
]


def told(stderr: str) -> list[str]:
    """The lines of faults: a place, and a sentence."""
    return [line for line in stderr.splitlines() if re.match(r"  /\S*  \S|    \S", line)]


@pytest.mark.parametrize("command", WRONG)
def test_each_fault_is_told_in_japanese(cli: Cli, command):
    english = []
    for given in WRONG[command]:
        lines = told(cli(*command.split(), "--file", "-", given=given, code=1, lang="ja").stderr)
        assert lines, given
        english += [line for line in lines if not JAPANESE.search(re.sub("[「“].*?[」”]", "", line))]
    assert english == []


def test_each_fault_of_a_friend_is_told_in_japanese(cli: Cli):
    for flags in FLAGS:
        lines = told(cli("friends", "update", cli.crm.shop.ids[0], *flags, code=1, lang="ja").stderr)
        assert lines and all(JAPANESE.search(line) for line in lines), (flags, lines)
    tags = cli("friends", "tag", "add", cli.crm.shop.ids[0], "x" * 200, code=1, lang="ja").stderr
    assert all(JAPANESE.search(line) for line in told(tags)), tags
