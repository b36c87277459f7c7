"""What may stand where: the rules of messages beyond their limits. A list of pointers says what is refused."""

import pytest

from daifukucho.messages.actions import ACTIONS
from daifukucho.messages.check import message_faults
from daifukucho.messages.flex.components import CHILDREN, COMPONENTS
from tests.unit.messages.samples import (
    EXAMPLES,
    IMAGE,
    TAP,
    Message,
    body,
    box,
    bubble,
    buttons,
    carousel,
    quick,
    template,
    text,
)

URI = {"type": "uri", "label": "見る", "uri": IMAGE}
SMALLEST = {
    "box": box(),
    "button": {"type": "button", "action": TAP},
    "image": {"type": "image", "url": IMAGE},
    "video": {"type": "video", "url": IMAGE, "previewUrl": IMAGE, "altContent": {"type": "image", "url": IMAGE}},
    "icon": {"type": "icon", "url": IMAGE},
    "text": {"type": "text", "text": "a"},
    "span": {"type": "span", "text": "a"},
    "separator": {"type": "separator"},
    "filler": {"type": "filler"},
}


def pointers(message: object) -> list[str]:
    return [fault.pointer.removeprefix("/0") for fault in message_faults([message], "")]


@pytest.mark.parametrize("component", COMPONENTS)
@pytest.mark.parametrize("layout", CHILDREN)
def test_what_a_box_holds(layout, component):
    allowed = {"icon", "text", "filler"} if layout == "baseline" else set(COMPONENTS) - {"icon", "span", "video"}
    found = pointers(bubble(body=box(SMALLEST[component], layout=layout)))
    assert found == ([] if component in allowed else ["/contents/body/contents/0/type"])


@pytest.mark.parametrize("component", COMPONENTS)
@pytest.mark.parametrize("block", ["header", "hero", "body", "footer"])
def test_what_a_block_holds(block, component):
    allowed = {"box", "image", "video"} if block == "hero" else {"box"}
    found = pointers(bubble(**{block: SMALLEST[component]}))
    assert found == ([] if component in allowed else [f"/contents/{block}/type"])


def styled(component: str, **given: object) -> Message:
    layout = "baseline" if component == "icon" else "vertical"
    return bubble(body=box({**SMALLEST[component], **given}, layout=layout))


SPACE = (
    ["none", "xs", "sm", "md", "lg", "xl", "xxl", "0px", "12px", "23.5px"],
    ["-1px", "50%", "full", "12", 12, "1e3px"],
)
PADDING = ([*SPACE[0], "50%", "23.5%"], ["-1px", "full", "12"])
OFFSET = ([*PADDING[0], "-2px", "-10%"], ["full", "12"])
LENGTH = (["0px", "12px", "50%", "23.5%"], ["md", "-1px", "auto"])
FONT = (["xxs", "md", "5xl", "12px"], ["50%", "full", "none"])
COLOUR = (["#22201D", "#22201d80"], ["#222", "red", "22201D", "#22201G", "#２２２０１D"])
RATIO = (["1:1", "20:13", "1.51:1", "1:3", "100000:1"], ["1:3.1", "0:1", "100001:1", "1", "20x13", "-1:1", "1:1:1", 1])
FLAG = ([True, False], ["true", 1])
TRISTATE = (["top", "bottom", "center"], ["middle", "start"])
STYLES = [
    ("box", "layout", (list(CHILDREN), ["diagonal"])),
    ("box", "backgroundColor", COLOUR),
    ("box", "borderColor", COLOUR),
    ("box", "borderWidth", (["none", "light", "semi-bold", "bold", "1px"], ["thin", "1%"])),
    ("box", "cornerRadius", (SPACE[0], ["50%", "round"])),
    *[("box", name, LENGTH) for name in ("width", "maxWidth", "height", "maxHeight")],
    ("box", "spacing", SPACE),
    *[("box", f"padding{side}", PADDING) for side in ("All", "Top", "Bottom", "Start", "End")],
    ("box", "justifyContent", (["center", "flex-start", "flex-end", "space-between", "space-evenly"], ["start"])),
    ("box", "alignItems", (["center", "flex-start", "flex-end"], ["space-between", "stretch"])),
    *[("text", f"offset{side}", OFFSET) for side in ("Top", "Bottom", "Start", "End")],
    *[(kind, "margin", SPACE) for kind in ("box", "button", "image", "icon", "text", "separator")],
    *[(kind, "position", (["relative", "absolute"], ["fixed"])) for kind in ("box", "button", "image", "icon", "text")],
    ("button", "height", (["sm", "md"], ["lg"])),
    ("button", "style", (["primary", "secondary", "link"], ["normal"])),
    ("button", "color", COLOUR),
    ("button", "gravity", TRISTATE),
    ("button", "adjustMode", (["shrink-to-fit"], ["grow"])),
    *[(kind, "scaling", FLAG) for kind in ("button", "text", "icon")],
    ("image", "align", (["start", "end", "center"], ["left"])),
    ("image", "gravity", TRISTATE),
    ("image", "size", (["xxs", "5xl", "full", "50px", "23.5%"], ["none", "-1px"])),
    ("image", "aspectRatio", RATIO),
    ("image", "aspectMode", (["cover", "fit"], ["contain"])),
    ("image", "backgroundColor", COLOUR),
    ("image", "animated", FLAG),
    ("icon", "size", FONT),
    ("icon", "aspectRatio", RATIO),
    ("text", "size", FONT),
    ("text", "align", (["start", "end", "center"], ["justify"])),
    ("text", "wrap", FLAG),
    ("text", "lineSpacing", (["1px", "0.5px"], ["0px", "0.0px", "md", "-1px"])),
    ("text", "weight", (["regular", "bold"], ["normal"])),
    ("text", "style", (["normal", "italic"], ["regular"])),
    ("text", "decoration", (["none", "underline", "line-through"], ["blink"])),
    ("text", "color", COLOUR),
    ("separator", "color", COLOUR),
]


@pytest.mark.parametrize(("component", "name", "values"), STYLES, ids=lambda v: v if isinstance(v, str) else "")
def test_how_a_component_looks(component, name, values):
    good, bad = values
    assert [pointers(styled(component, **{name: value})) for value in good] == [[]] * len(good)
    refused = [[f"/contents/body/contents/0/{name}"]] * len(bad)
    assert [pointers(styled(component, **{name: value})) for value in bad] == refused


def gradient(**given: object) -> Message:
    whole = {"type": "linearGradient", "angle": "0deg", "startColor": "#000000", "endColor": "#FFFFFF", **given}
    return body({**box(), "background": {name: value for name, value in whole.items() if value is not None}})


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({}, []),
        ({"angle": "359.9deg", "centerColor": "#FF0000", "centerPosition": "10%"}, []),
        ({"centerPosition": "100%"}, []),
        ({"type": "radialGradient"}, ["type"]),
        ({"angle": "360deg"}, ["angle"]),
        ({"angle": "-1deg"}, ["angle"]),
        ({"angle": None}, ["angle"]),
        ({"startColor": None, "endColor": None}, ["startColor", "endColor"]),
        ({"centerPosition": "100.1%"}, ["centerPosition"]),
    ],
)
def test_a_gradient(given, refused):
    assert pointers(gradient(**given)) == [f"/contents/body/contents/0/background/{name}" for name in refused]


VIDEO = EXAMPLES["flex video"]["contents"]["hero"]


@pytest.mark.parametrize(
    ("message", "refused"),
    [
        (bubble(), ["/contents/body"]),
        (bubble(styles={"body": {}}), ["/contents/body"]),
        (bubble(body=box(), size="huge"), ["/contents/size"]),
        (bubble(body=box(), direction="up"), ["/contents/direction"]),
        (bubble(body=box(), styles={"hero": {"separator": "yes"}}), ["/contents/styles/hero/separator"]),
        (bubble(body=box(position="absolute")), ["/contents/body/position"]),
        (bubble(body=box(box(position="absolute"))), []),
        (bubble(hero=VIDEO, size="kilo"), []),
        (bubble(hero=VIDEO, size="micro"), ["/contents/size"]),
        (bubble(hero={**VIDEO, "action": TAP}), ["/contents/hero/action/type"]),
        (bubble(hero={**VIDEO, "altContent": box()}), []),
        (bubble(hero={**VIDEO, "altContent": SMALLEST["text"]}), ["/contents/hero/altContent/type"]),
        (carousel({"type": "bubble", "body": box()}, {"type": "bubble", "size": "mega", "hero": box()}), []),
        (
            carousel({"type": "bubble", "body": box()}, {"type": "bubble", "size": "nano", "body": box()}),
            ["/contents/contents/1/size"],
        ),
        (carousel({"type": "bubble", "hero": VIDEO}), ["/contents/contents/0/hero/type"]),
        (carousel({"type": "box"}), ["/contents/contents/0/type"]),
        (carousel("bubble"), ["/contents/contents/0"]),
        (body({"type": "text"}), ["/contents/body/contents/0/text"]),
        (body({"type": "text", "text": ""}), ["/contents/body/contents/0/text"]),
        (body({"type": "spacer"}), ["/contents/body/contents/0/type"]),
        (body({"type": "text", "text": " "}), []),
        (body({"type": "text", "text": "a", "contents": []}), []),
        (body({"type": "text", "contents": []}), ["/contents/body/contents/0/contents"]),
        (body({"type": "text", "contents": [SMALLEST["span"]]}), []),
        (
            body({"type": "text", "text": "a", "contents": [SMALLEST["text"]]}),
            ["/contents/body/contents/0/contents/0/type"],
        ),
        (
            bubble(body=box({**SMALLEST["text"], "gravity": "middle"}, layout="baseline")),
            ["/contents/body/contents/0/gravity"],
        ),
        (
            bubble(body=box({**SMALLEST["text"], "offsetBottom": "1px"}, layout="baseline")),
            ["/contents/body/contents/0/offsetBottom"],
        ),
        (bubble(body=box({**SMALLEST["text"], "offsetTop": "-2px"}, layout="baseline")), []),
        (body(*[{**SMALLEST["image"], "animated": True}] * 10), []),
        (body(*[{**SMALLEST["image"], "animated": True}] * 11), ["/contents"]),
        ({"type": "flex", "altText": "a", "contents": box()}, ["/contents/type"]),
        ({"type": "flex", "altText": "a", "contents": []}, ["/contents"]),
        ({"type": "flex", "altText": " ", "contents": EXAMPLES["flex"]["contents"]}, ["/altText"]),
    ],
)
def test_a_flex_message(message, refused):
    assert pointers(message) == refused


@pytest.mark.parametrize("action", ACTIONS.values(), ids=list(ACTIONS))
def test_where_an_action_may_stand(action):
    example = dict(action.example)
    anywhere = [] if not action.only_in_quick_reply else ["/type"]
    for name in action.not_in_quick_reply & set(example):
        assert pointers(quick(example)) == [f"/quickReply/items/0/action/{name}"]
        del example[name]
    assert pointers(quick(example)) == []
    assert pointers(buttons(actions=[example])) == [f"/template/actions/0{p}" for p in anywhere]
    assert pointers(buttons(defaultAction=example)) == [f"/template/defaultAction{p}" for p in anywhere]
    assert pointers(bubble(body=box(), action=example)) == [f"/contents/action{p}" for p in anywhere]


def test_a_rich_menu_switch_is_for_rich_menus():
    switch = {"type": "richmenuswitch", "richMenuAliasId": "a", "data": "d", "label": "次へ"}
    for message in (quick(switch), buttons(actions=[switch]), bubble(body=box(), action=switch)):
        (fault,) = message_faults([message], "")
        assert fault.message.en.startswith("A rich menu switch belongs into a rich menu. Choose one of: postback, ")


def without_label(action: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in action.items() if name != "label"}


def test_which_actions_need_a_label():
    bare = without_label(TAP)
    assert pointers(quick(bare)) == ["/quickReply/items/0/action/label"]
    assert pointers(buttons(actions=[bare])) == ["/template/actions/0/label"]
    assert pointers(buttons(defaultAction=bare)) == ["/template/defaultAction/label"]
    assert pointers(styled("button", action=bare)) == ["/contents/body/contents/0/action/label"]
    assert pointers(template(type="image_carousel", columns=[{"imageUrl": IMAGE, "action": bare}])) == []
    assert pointers(styled("text", action=bare)) == []


def tapped(**given: object) -> list[str]:
    return [p.removeprefix("/template/actions/0/") for p in pointers(buttons(actions=[{"label": "a", **given}]))]


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"data": "a", "displayText": "x", "text": "x"}, ["text"]),
        ({"data": "a", "text": "x"}, []),
        ({"data": "a", "fillInText": "x"}, ["fillInText"]),
        ({"data": "a", "fillInText": "x", "inputOption": "openVoice"}, ["fillInText"]),
        ({"data": "a", "inputOption": "closeRichMenu"}, []),
        ({"data": "a", "inputOption": "close"}, ["inputOption"]),
        ({"data": ""}, ["data"]),
        ({"data": "{{ name }}"}, ["data"]),
    ],
)
def test_a_postback(given, refused):
    assert tapped(type="postback", **given) == refused


def test_the_deprecated_text_of_a_postback_is_not_for_quick_replies():
    action = {"type": "postback", "label": "a", "data": "a", "text": "x"}
    assert pointers(quick(action)) == ["/quickReply/items/0/action/text"]


@pytest.mark.parametrize(
    ("mode", "good", "bad"),
    [
        (
            "date",
            ["1900-01-01", "2100-12-31", "2024-02-29"],
            ["1899-12-31", "2101-01-01", "2026-02-29", "2026-2-1", "2026-11-22T10:00", "２０２６-11-22", ""],
        ),
        ("time", ["00:00", "23:59"], ["24:00", "7:00", "07:60", "07:00:00"]),
        (
            "datetime",
            ["1900-01-01T00:00", "2100-12-31t23:59"],
            ["2026-11-22", "2026-11-22 10:00", "2026-11-31T10:00", "2026-11-22T10:00+09:00", 20261122],
        ),
    ],
)
@pytest.mark.parametrize("name", ["initial", "min", "max"])
def test_the_dates_of_a_picker(name, mode, good, bad):
    action = {"type": "datetimepicker", "data": "a", "mode": mode}
    assert [tapped(**action, **{name: value}) for value in good] == [[]] * len(good)
    assert [set(tapped(**action, **{name: value})) for value in bad] == [{name}] * len(bad)


def test_a_picker_ends_after_it_begins():
    action = {"type": "datetimepicker", "data": "a", "mode": "datetime", "min": "2026-11-22t10:00"}
    assert tapped(**action, max="2026-11-22T10:01") == []
    assert tapped(**action, max="2026-11-22T10:00") == ["max"]
    assert tapped(**{**action, "mode": "month"}) == ["mode"]


def columns(*given: dict[str, object]) -> list[str]:
    made = template(type="carousel", columns=[{"text": "a", "actions": [TAP], **column} for column in given])
    return [p.removeprefix("/template/columns/") for p in pointers(made)]


def test_the_columns_of_a_carousel_are_alike():
    assert columns({}, {}) == []
    assert columns({}, {"actions": [TAP, TAP]}, {}) == ["1/actions"]
    assert columns({"title": "a"}, {}) == ["1/title"]
    assert columns({}, {}, {"thumbnailImageUrl": IMAGE}) == ["2/thumbnailImageUrl"]
    assert columns({"defaultAction": URI}, {}) == []


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"imageAspectRatio": "square", "imageSize": "contain", "imageBackgroundColor": "#000000"}, []),
        ({"imageAspectRatio": "16:9"}, ["imageAspectRatio"]),
        ({"imageSize": "fit"}, ["imageSize"]),
        ({"imageBackgroundColor": "#00000000"}, ["imageBackgroundColor"]),
        ({"type": "poster"}, ["type"]),
    ],
)
def test_how_a_template_looks(given, refused):
    assert pointers(buttons(**given)) == [f"/template/{name}" for name in refused]


def with_emoji(index: object, words: str = "🍎$ {{ name | default: '$' }}$") -> list[str]:
    emoji = {"productId": "5ac1bfd5040ab15980c9b435", "emojiId": "001"}
    return pointers({**text(words), "emojis": [{**emoji, "index": index}]})


def test_an_emoji_stands_at_its_sign_in_utf16_units():
    assert with_emoji(2) == with_emoji(29) == []
    for wrong in (0, 1, 3, 24, 30, 10**12, -1, 2.0, "2", True):
        assert set(with_emoji(wrong)) == {"/emojis/0/index"}


def test_no_two_emojis_share_a_place():
    emoji = {"productId": "a", "emojiId": "001", "index": 0}
    assert pointers({**text("$"), "emojis": [emoji, emoji]}) == ["/emojis/1/index"]


@pytest.mark.parametrize(
    ("sender", "refused"),
    [
        ({"name": "大福屋", "iconUrl": IMAGE}, []),
        ({"name": "ONLINE SHOP"}, []),
        ({"name": "LINEショップ"}, ["name"]),
        ({"name": "{{ name }}"}, ["name"]),
        ({"name": " "}, ["name"]),
        ({}, [""]),
    ],
)
def test_a_sender(sender, refused):
    found = pointers({**text("a"), "sender": sender})
    assert found == [f"/sender/{name}".removesuffix("/") for name in refused]


@pytest.mark.parametrize(
    ("key", "name", "good", "bad"),
    [
        ("sticker", "packageId", ["446", "0"], ["", "a", "-1", 446, "４４６", "1" * 21]),
        ("video", "trackingId", ["a" * 100, "-.=,+*()%$&;:@{}!?<>[]"], ["a" * 101, "", "あ", "a b", "#", "{{a}}"]),
        ("coupon", "deliveryTag", ["a" * 30, "Az_09"], ["a" * 31, "", "a-b", "あ"]),
        ("coupon", "couponId", ["01JYNW8JMQVFBNWF1APF8Z3FS7"], ["", 1, "{{ name }}"]),
    ],
)
def test_an_id(key, name, good, bad):
    assert [pointers({**EXAMPLES[key], name: value}) for value in good] == [[]] * len(good)
    assert [pointers({**EXAMPLES[key], name: value}) for value in bad] == [[f"/{name}"]] * len(bad)


def test_a_video_in_a_picture_is_given_whole():
    made = {**EXAMPLES["imagemap"], "video": {}}
    assert pointers(made) == ["/video/originalContentUrl", "/video/previewImageUrl", "/video/area"]


def test_all_faults_are_found_at_once():
    made = bubble(
        size="huge",
        hero=SMALLEST["text"],
        body=box(SMALLEST["icon"], {"type": "text", "text": "", "size": "50%", "colour": "red"}, layout="round"),
        footer=box(SMALLEST["button"], {"type": "button", "action": {"type": "uri", "uri": "ftp://x"}}),
    )
    assert set(pointers({**made, "altText": "", "sender": {"name": ""}})) == {
        "/altText",
        "/sender/name",
        "/contents/size",
        "/contents/hero/type",
        "/contents/body/layout",
        "/contents/body/contents/1/text",
        "/contents/body/contents/1/size",
        "/contents/body/contents/1/colour",
        "/contents/footer/contents/1/action/label",
        "/contents/footer/contents/1/action/uri",
    }


def test_a_pointer_is_escaped():
    assert pointers({**text("a"), "a/b~c": 1}) == ["/a~1b~0c"]
