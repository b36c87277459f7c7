"""Message objects: what LINE's reference allows, and how its errors name what it does not."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.line.checks import graphemes, utf16_units
from local.line.errors import LineError
from local.line.validation import check_messages, check_units

IMAGE = "https://example.com/a.jpg"
TAP = {"type": "postback", "label": "はい", "data": "yes=1"}
BUBBLE = {
    "type": "bubble",
    "hero": {"type": "image", "url": IMAGE},
    "body": {
        "type": "box",
        "layout": "vertical",
        "contents": [
            {"type": "text", "text": "こんにちは", "action": {"type": "uri", "uri": "https://example.com"}},
            {"type": "text", "contents": [{"type": "span", "text": "!"}]},
            {"type": "separator"},
            {"type": "button", "action": {"type": "message", "label": "x" * 40, "text": "予約"}},
        ],
    },
}
AREA = {"x": 0, "y": 0, "width": 10, "height": 10}

GOOD: list[dict[str, Any]] = [
    {"type": "text", "text": "x" * 5000},
    {"type": "text", "text": "🍎" * 2500, "sender": {"name": "大福", "iconUrl": IMAGE}},
    {"type": "textV2", "text": "{who}さん {{波括弧}}", "substitution": {"who": {"type": "mention"}}},
    {"type": "sticker", "packageId": "446", "stickerId": "1988"},
    {"type": "image", "originalContentUrl": IMAGE, "previewImageUrl": IMAGE},
    {"type": "video", "originalContentUrl": IMAGE, "previewImageUrl": IMAGE, "trackingId": "t"},
    {"type": "audio", "originalContentUrl": IMAGE, "duration": 60000},
    {"type": "location", "title": "本店", "address": "東京", "latitude": 35.6, "longitude": 139.7},
    {"type": "coupon", "couponId": "01JYNW8JMQVFBNWF1APF8Z3FS7"},
    {
        "type": "imagemap",
        "baseUrl": "https://example.com/map",
        "altText": "地図",
        "baseSize": {"width": 1040, "height": 700},
        "actions": [{"type": "uri", "label": "x" * 100, "linkUri": "https://example.com", "area": AREA}],
        "video": {
            "originalContentUrl": IMAGE,
            "previewImageUrl": IMAGE,
            "area": AREA,
            "externalLink": {"linkUri": "tel:0312345678", "label": "x" * 30},
        },
    },
    {
        "type": "text",
        "text": "🍎$",
        "emojis": [{"index": 2, "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "001"}],
    },
    {
        "type": "template",
        "altText": "a",
        "template": {"type": "buttons", "text": "字" * 160, "actions": [TAP] * 4, "defaultAction": {**TAP}},
    },
    {
        "type": "template",
        "altText": "a",
        "template": {"type": "confirm", "text": "👨‍👩‍👧" * 240, "actions": [TAP, TAP]},
    },
    {
        "type": "template",
        "altText": "a",
        "template": {"type": "carousel", "columns": [{"title": "t", "text": "x" * 60, "actions": [TAP]}] * 10},
    },
    {
        "type": "template",
        "altText": "a",
        "template": {"type": "image_carousel", "columns": [{"imageUrl": IMAGE, "action": TAP}]},
    },
    {"type": "flex", "altText": "x" * 1500, "contents": BUBBLE},
    {"type": "flex", "altText": "a", "contents": {"type": "carousel", "contents": [BUBBLE] * 12}},
    {
        "type": "text",
        "text": "選んで",
        "quickReply": {
            "items": [
                *[{"type": "action", "action": TAP}] * 10,
                {"type": "action", "action": {"type": "camera", "label": "写真"}},
                {"type": "action", "action": {"type": "location", "label": "場所"}},
                {
                    "type": "action",
                    "action": {
                        "type": "datetimepicker",
                        "label": "日",
                        "data": "d",
                        "mode": "datetime",
                        "min": "2026-11-22t00:00",
                        "max": "2100-12-31T23:59",
                    },
                },
            ]
        },
    },
]


@pytest.mark.parametrize("message", GOOD, ids=lambda message: message["type"])
def test_good_messages_pass(message: dict[str, Any]) -> None:
    assert check_messages({"messages": [message]}) == [message]


def template(**fields: Any) -> dict[str, Any]:
    return {"type": "template", "altText": "a", "template": fields}


BAD: list[tuple[dict[str, Any], str, str]] = [
    ({}, "type", "May not be empty"),
    ({"type": "hologram"}, "type", "Must be one of the following values: [text, textV2, image, video, audio"),
    ({"type": "text"}, "text", "May not be empty"),
    ({"type": "text", "text": ""}, "text", "May not be empty"),
    ({"type": "text", "text": "x" * 5001}, "text", "Length must be between 0 and 5000"),
    ({"type": "text", "text": "🍎" * 2501}, "text", "Length must be between 0 and 5000"),
    ({"type": "text", "text": "x", "sender": {"name": "x" * 21}}, "sender.name", "Length must be between 0 and 20"),
    ({"type": "text", "text": "x", "quickReply": {"items": []}}, "quickReply.items", "Size must be between 1 and 13"),
    (
        {"type": "text", "text": "x", "quickReply": {"items": [{"type": "action", "action": TAP}] * 14}},
        "quickReply.items",
        "Size must be between 1 and 13",
    ),
    ({"type": "textV2", "text": "{who}"}, "text", "The placeholder 'who' has no substitution"),
    ({"type": "textV2", "text": "{"}, "text", "'{' and '}' must be used in pairs"),
    ({"type": "sticker", "packageId": "1"}, "stickerId", "May not be empty"),
    ({"type": "image", "originalContentUrl": IMAGE}, "previewImageUrl", "May not be empty"),
    ({"type": "audio", "originalContentUrl": "http://x.jp/a.m4a", "duration": 1}, "originalContentUrl", "invalid uri"),
    ({"type": "audio", "originalContentUrl": IMAGE, "duration": 0}, "duration", "Must be between 1 and"),
    ({"type": "location", "title": "t", "address": "a", "latitude": 91, "longitude": 0}, "latitude", "Must be between"),
    (template(type="buttons", text="x", actions=[TAP] * 5), "template.actions", "Size must be between 1 and 4"),
    (template(type="buttons", text="x" * 161, actions=[TAP]), "template.text", "Length must be between 0 and 160"),
    (template(type="buttons", title="t", text="x" * 61, actions=[TAP]), "template.text", "Length must be between 0"),
    (template(type="confirm", text="x", actions=[TAP]), "template.actions", "Size must be between 2 and 2"),
    (
        template(type="confirm", text="x", actions=[TAP, {**TAP, "label": "x" * 21}]),
        "template.actions[1].label",
        "Length must be between 0 and 20",
    ),
    (
        template(type="buttons", text="x", actions=[{"type": "uri", "label": "x", "uri": "javascript:alert(1)"}]),
        "template.actions[0].uri",
        "invalid uri scheme",
    ),
    (
        template(type="carousel", columns=[{"text": "a", "actions": [TAP]}, {"text": "b", "actions": [TAP, TAP]}]),
        "template.columns",
        "The number of actions must be the same",
    ),
    *[
        (template(type="buttons", text="x", actions=[{"label": "x", **action}]), f"template.actions[0].{where}", why)
        for action, where, why in [
            ({"type": "uri", "uri": "https://example.com/予約"}, "uri", "invalid uri"),
            ({"type": "uri", "uri": "https://"}, "uri", "invalid uri"),
            (
                {"type": "uri", "uri": IMAGE, "altUri": {"desktop": "javascript:0"}},
                "altUri.desktop",
                "invalid uri scheme",
            ),
            ({"type": "camera"}, "type", "Must be one of"),
            ({"type": "postback", "data": "d", "inputOption": "open"}, "inputOption", "Must be one of"),
            ({"type": "postback", "data": "d", "fillInText": "x"}, "fillInText", "Only valid when"),
            ({"type": "postback", "data": "d", "text": "x", "displayText": "x"}, "text", "displayText and text"),
            ({"type": "datetimepicker", "data": "d", "mode": "date", "min": "2026-02-30"}, "min", "Invalid format"),
            ({"type": "datetimepicker", "data": "d", "mode": "time", "initial": "24:00"}, "initial", "Invalid format"),
            (
                {"type": "datetimepicker", "data": "d", "mode": "time", "min": "10:00", "max": "10:00"},
                "max",
                "Must be greater",
            ),
        ]
    ],
    (template(type="buttons", text="x", actions=[TAP], imageSize="big"), "template.imageSize", "Must be one of"),
    (template(type="buttons", text="x", actions=[TAP], imageBackgroundColor="red"), "template.image", "Must match"),
    (
        template(type="buttons", text="x", actions=[TAP], defaultAction={"type": "uri", "uri": IMAGE}),
        "template.defaultAction.label",
        "May not be empty",
    ),
    (
        template(
            type="carousel", columns=[{"text": "a", "actions": [TAP]}, {"title": "b", "text": "b", "actions": [TAP]}]
        ),
        "template.columns",
        "title must be in all columns",
    ),
    ({"type": "text", "text": "x", "sender": {"name": "LINE"}}, "sender.name", "May not contain"),
    (
        {"type": "text", "text": "x", "emojis": [{"index": 0, "productId": "1", "emojiId": "1"}]},
        "emojis[0].index",
        "Must be the position",
    ),
    ({"type": "coupon", "couponId": "1", "deliveryTag": "a-b"}, "deliveryTag", "Must match"),
    (
        {"type": "video", "originalContentUrl": IMAGE, "previewImageUrl": IMAGE, "trackingId": "#"},
        "trackingId",
        "Must match",
    ),
    ({"type": "flex", "altText": "x" * 1501, "contents": BUBBLE}, "altText", "Length must be between 0 and 1500"),
]


@pytest.mark.parametrize(("message", "where", "why"), BAD, ids=lambda value: value if isinstance(value, str) else "")
def test_bad_messages_are_named(message: dict[str, Any], where: str, why: str) -> None:
    with pytest.raises(LineError) as caught:
        check_messages({"messages": [{"type": "text", "text": "fine"}, message]})
    assert caught.value.status == 400
    assert caught.value.body["message"] == "The request body has 1 error(s)"
    [detail] = caught.value.body["details"]
    assert detail["property"].startswith(f"messages[1].{where}")
    assert detail["message"].startswith(why)


def test_all_faults_are_counted() -> None:
    with pytest.raises(LineError) as caught:
        check_messages({"messages": [{"type": "text", "text": ""}, {"type": "x"}]})
    assert caught.value.body["message"] == "The request body has 2 error(s)"
    assert [detail["property"] for detail in caught.value.body["details"]] == ["messages[0].text", "messages[1].type"]


@pytest.mark.parametrize("messages", [None, [], [{"type": "text", "text": "x"}] * 6])
def test_one_to_five_messages(messages: Any) -> None:
    with pytest.raises(LineError) as caught:
        check_messages({"messages": messages})
    assert caught.value.body["details"] == [{"message": "Size must be between 1 and 5", "property": "messages"}]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"messages": "x"}, "messages"),
        ({"messages": ["x"]}, "messages[0]"),
        ({"messages": [{"type": "text", "text": 5}]}, "messages[0].text"),
        ({"messages": [{"type": "audio", "originalContentUrl": IMAGE, "duration": "1"}]}, "messages[0].duration"),
    ],
)
def test_a_wrong_json_type_names_the_property(body: dict[str, Any], path: str) -> None:
    with pytest.raises(LineError) as caught:
        check_messages(body)
    assert caught.value.body == {
        "message": f"The property, '{path}', in the request body is invalid (line: -, column: -)"
    }


def _flex(change: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    return {"type": "flex", "altText": "a", "contents": change(BUBBLE)}


def _body(component: dict[str, Any]) -> dict[str, Any]:
    box = {"type": "box", "layout": "vertical", "contents": [component]}
    return {"type": "flex", "altText": "a", "contents": {"type": "bubble", "body": box}}


@pytest.mark.parametrize(
    ("message", "pointer"),
    [
        ({"type": "flex", "altText": "a", "contents": {"type": "bubble"}}, "/"),
        ({"type": "flex", "altText": "a", "contents": {"type": "poster"}}, "/type"),
        (_body({"type": "text", "text": ""}), "/body/contents/0/text"),
        (_body({"type": "image", "url": "http://x.jp/a.png"}), "/body/contents/0/url"),
        (_body({"type": "button"}), "/body/contents/0/action"),
        (_body({"type": "button", "action": {**TAP, "label": "x" * 41}}), "/body/contents/0/action/label"),
        (_body({"type": "text", "text": "あ" * 10_240}), "/"),
        (_body({"type": "text", "text": "x", "colour": "#000000"}), "/body/contents/0/colour"),
        (_body({"type": "text", "text": "x", "color": "#000"}), "/body/contents/0/color"),
        (_body({"type": "text", "text": "x", "size": "50%"}), "/body/contents/0/size"),
        (_body({"type": "image", "url": IMAGE, "aspectRatio": "1:4"}), "/body/contents/0/aspectRatio"),
        (_body({"type": "icon", "url": IMAGE}), "/body/contents/0/type"),
        (_body({"type": "video", "url": IMAGE}), "/body/contents/0/type"),
        (
            _body({"type": "box", "layout": "baseline", "contents": [{"type": "box"}]}),
            "/body/contents/0/contents/0/type",
        ),
        (_body({"type": "box", "layout": "vertical"}), "/body/contents/0/contents"),
        (
            _body({"type": "box", "layout": "vertical", "contents": [], "background": {"type": "linearGradient"}}),
            "/body/contents/0/background/angle",
        ),
        (
            _flex(lambda bubble: {**bubble, "styles": {"footer": {"separator": True, "type": "x"}}}),
            "/styles/footer/type",
        ),
        (_flex(lambda bubble: {**bubble, "body": {**bubble["body"], "position": "absolute"}}), "/body/position"),
        (_flex(lambda bubble: {"type": "carousel", "contents": [bubble, {**bubble, "size": "nano"}]}), "/"),
        (_flex(lambda bubble: {"type": "carousel", "contents": [bubble] * 13}), "/contents"),
        (_flex(lambda bubble: {"type": "carousel", "contents": [{"type": "box"}]}), "/contents/0/type"),
    ],
)
def test_flex_faults_are_json_pointers(message: dict[str, Any], pointer: str) -> None:
    with pytest.raises(LineError) as caught:
        check_messages({"messages": [message]})
    assert caught.value.body["message"] == "A message (messages[0]) in the request body is invalid"
    assert pointer in [detail["property"] for detail in caught.value.body["details"]]


def test_flex_carousel_is_limited_as_a_whole() -> None:
    bubbles = [_body({"type": "text", "text": "あ" * 3000})["contents"]] * 6
    with pytest.raises(LineError) as caught:
        check_messages({"messages": [_flex(lambda _: {"type": "carousel", "contents": bubbles})]})
    assert "Too large flex message" in caught.value.body["details"][0]["message"]


def test_flex_without_end_is_refused() -> None:
    box: dict[str, Any] = {"type": "box", "layout": "vertical", "contents": []}
    for _ in range(5000):
        box = {"type": "box", "layout": "vertical", "contents": [box]}
    with pytest.raises(LineError) as caught:
        check_messages({"messages": [_body(box)]})
    assert caught.value.status == 400


@pytest.mark.parametrize(
    ("units", "good"),
    [
        *[(good, True) for good in (None, [], ["Sale_1"], ["x" * 30])],
        *[(bad, False) for bad in (["x" * 31], ["a-b"], [""], ["a", "b"], "a", [1])],
    ],
)
def test_aggregation_units(units: Any, good: bool) -> None:
    if good:
        assert check_units({"customAggregationUnits": units}) == (units[0] if units else None)
    else:
        with pytest.raises(LineError):
            check_units({"customAggregationUnits": units})


@given(st.text())
def test_text_is_counted_in_utf16_units(text: str) -> None:
    assert utf16_units(text) == sum(2 if ord(character) > 0xFFFF else 1 for character in text)


def test_labels_are_counted_as_people_see_them() -> None:
    assert graphemes("👨‍👩‍👧🏃🏽‍♂️🇯🇵が") == 4


@given(st.text())
def test_graphemes_never_outnumber_units(text: str) -> None:
    assert graphemes(text) <= utf16_units(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "type",
                        "text",
                        "contents",
                        "body",
                        "action",
                        "template",
                        "altText",
                        "actions",
                        "quickReply",
                        "items",
                    ]
                )
                | st.text(),
                inner,
            )
        ),
    )
)
def test_no_json_breaks_the_validation(value: Any) -> None:
    for body in (
        {"messages": value},
        {"messages": [value]},
        {"messages": [{"type": "flex", "altText": "a", "contents": value}]},
    ):
        try:
            check_messages(body)
        except LineError as error:
            assert error.status == 400
