"""LINE's documented limits, each at the last value that it takes and at the first that it refuses.

The numbers are those of the Messaging API reference; what a number counts is in the units of its page "Character
counting in a text".
"""

import pytest

from daifukucho.messages.check import MOST_BYTES, message_faults
from daifukucho.messages.flex.containers import MOST_BYTES as FLEX_BYTES
from daifukucho.messages.lengths import Unit, json_bytes
from daifukucho.messages.rules import Prose
from daifukucho.messages.template import LONGEST_VALUE
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

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
AREA = {"x": 0, "y": 0, "width": 1, "height": 1}


def pointers(*messages: Message) -> list[str]:
    return [fault.pointer for fault in message_faults(list(messages), "")]


def url(length: int, start: str = "https://example.com/") -> str:
    return start + "x" * (length - len(start))


def imagemap(**given: object) -> Message:
    return {**EXAMPLES["imagemap"], "video": EXAMPLES["imagemap"]["video"], **given}


def imagemap_action(**given: object) -> Message:
    return imagemap(actions=[{"area": AREA, **given}])


def column(**given: object) -> Message:
    return template(type="carousel", columns=[{"text": "どうぞ", "actions": [TAP], **given}])


def button(**action: object) -> Message:
    return body({"type": "button", "action": action})


def postback(**given: object) -> Message:
    return buttons(actions=[{"type": "postback", "label": "予約", "data": "a", **given}])


TEXTS = [
    # where it stands, how it is made, its limit, what the limit counts
    ("/0/text", text, 5_000, Unit.UTF16),
    ("/0/title", lambda s: {**EXAMPLES["location"], "title": s}, 100, Unit.UTF16),
    ("/0/address", lambda s: {**EXAMPLES["location"], "address": s}, 100, Unit.UTF16),
    ("/0/altText", lambda s: {**EXAMPLES["flex"], "altText": s}, 1_500, Unit.UTF16),
    ("/0/altText", lambda s: {**EXAMPLES["template"], "altText": s}, 1_500, Unit.UTF16),
    ("/0/altText", lambda s: imagemap(altText=s), 1_500, Unit.UTF16),
    ("/0/sender/name", lambda s: {**text("a"), "sender": {"name": s}}, 20, Unit.UTF16),
    ("/0/actions/0/label", lambda s: imagemap_action(type="uri", linkUri=IMAGE, label=s), 100, Unit.UTF16),
    ("/0/actions/0/text", lambda s: imagemap_action(type="message", text=s), 400, Unit.UTF16),
    (
        "/0/actions/0/clipboardText",
        lambda s: imagemap_action(type="clipboard", clipboardText=s),
        1_000,
        Unit.UTF16,
    ),
    (
        "/0/video/externalLink/label",
        lambda s: imagemap(
            video={**EXAMPLES["imagemap"]["video"], "externalLink": {"linkUri": IMAGE, "label": s}},
        ),
        30,
        Unit.UTF16,
    ),
    ("/0/template/text", lambda s: buttons(text=s), 160, Unit.CLUSTERS),
    ("/0/template/text", lambda s: buttons(text=s, title="秋"), 60, Unit.CLUSTERS),
    ("/0/template/text", lambda s: buttons(text=s, thumbnailImageUrl=IMAGE), 60, Unit.CLUSTERS),
    ("/0/template/title", lambda s: buttons(title=s), 40, Unit.CLUSTERS),
    ("/0/template/text", lambda s: template(type="confirm", text=s, actions=[TAP, TAP]), 240, Unit.CLUSTERS),
    ("/0/template/columns/0/text", lambda s: column(text=s), 120, Unit.CLUSTERS),
    ("/0/template/columns/0/text", lambda s: column(text=s, title="秋"), 60, Unit.CLUSTERS),
    ("/0/template/columns/0/text", lambda s: column(text=s, thumbnailImageUrl=IMAGE), 60, Unit.CLUSTERS),
    ("/0/template/columns/0/title", lambda s: column(title=s), 40, Unit.CLUSTERS),
    ("/0/template/actions/0/label", lambda s: buttons(actions=[{**TAP, "label": s}]), 20, Unit.CLUSTERS),
    ("/0/template/defaultAction/label", lambda s: buttons(defaultAction={**TAP, "label": s}), 20, Unit.CLUSTERS),
    (
        "/0/template/columns/0/action/label",
        lambda s: template(type="image_carousel", columns=[{"imageUrl": IMAGE, "action": {**TAP, "label": s}}]),
        12,
        Unit.CLUSTERS,
    ),
    ("/0/quickReply/items/0/action/label", lambda s: quick({**TAP, "label": s}), 20, Unit.CLUSTERS),
    ("/0/quickReply/items/0/action/label", lambda s: quick({"type": "camera", "label": s}), 20, Unit.CLUSTERS),
    ("/0/contents/body/contents/0/action/label", lambda s: button(**{**TAP, "label": s}), 40, Unit.CLUSTERS),
    ("/0/contents/action/label", lambda s: bubble(body=box(), action={**TAP, "label": s}), 40, Unit.CLUSTERS),
    ("/0/template/actions/0/text", lambda s: buttons(actions=[{**TAP, "text": s}]), 300, Unit.CLUSTERS),
    ("/0/template/actions/0/displayText", lambda s: postback(displayText=s), 300, Unit.CLUSTERS),
    ("/0/template/actions/0/text", lambda s: postback(text=s), 300, Unit.CLUSTERS),
    (
        "/0/template/actions/0/fillInText",
        lambda s: postback(fillInText=s, inputOption="openKeyboard"),
        300,
        Unit.CLUSTERS,
    ),
    ("/0/template/actions/0/data", lambda s: postback(data=s), 300, Unit.UTF16),
    (
        "/0/contents/body/contents/0/action/data",
        lambda s: button(type="datetimepicker", label="日", mode="date", data=s),
        300,
        Unit.UTF16,
    ),
    (
        "/0/contents/body/contents/0/action/clipboardText",
        lambda s: button(type="clipboard", label="写す", clipboardText=s),
        1_000,
        Unit.UTF16,
    ),
]

SYMBOLS = {
    "ascii": "x",
    "japanese": "あ",
    "surrogate pair": "🍎",
    "combining marks": "か\u3099",
    "flag": "🇯🇵",
    "family": FAMILY,
}
UNITS = {"ascii": 1, "japanese": 1, "surrogate pair": 2, "combining marks": 2, "flag": 4, "family": 11}


def filled(symbol: str, most: int, unit: Unit) -> str:
    """A text of this symbol that takes all that there is."""
    size = UNITS[symbol] if unit is Unit.UTF16 else 1
    return SYMBOLS[symbol] * (most // size) + "x" * (most % size)


@pytest.mark.parametrize("symbol", SYMBOLS)
@pytest.mark.parametrize(("pointer", "make", "most", "unit"), TEXTS, ids=lambda v: v if isinstance(v, str) else "")
def test_a_text_may_be_so_long(pointer, make, most, unit, symbol):
    whole = filled(symbol, most, unit)
    assert pointers(make(whole)) == []
    (fault,) = message_faults([make(whole + "x")], "")
    assert fault.pointer == pointer
    counted = {
        Unit.UTF16: ("UTF-16 の単位で {:,}", "{:,} UTF-16 units at most"),
        Unit.CLUSTERS: ("{:,} 文字", "{:,} characters at most"),
    }
    for said, words in zip(fault.message, counted[unit], strict=True):
        assert words.format(most) in said and f"{most + 1:,}" in said


OPAQUE = ("data", "clipboardText", "sender/name")


@pytest.mark.parametrize(("pointer", "make", "most", "unit"), TEXTS, ids=lambda v: v if isinstance(v, str) else "")
def test_a_variable_counts_at_its_widest(pointer, make, most, unit):
    if pointer.endswith(OPAQUE):
        (fault,) = message_faults([make("{{ name }}")], "")
        assert fault.pointer == pointer
        assert fault.message.en.startswith("No variable may stand here")
        return
    room = most - LONGEST_VALUE[unit]
    if room < 0:  # a name may be too long for this place
        assert pointers(make("{{ name }}")) == [pointer]
        return
    assert pointers(make("{{ name }}" + filled("family", room, unit))) == []
    assert pointers(make("{{ name }}" + "x" * (room + 1))) == [pointer]
    default = "い" * (LONGEST_VALUE[unit] + 1)
    assert pointers(make(f"{{{{ name | default: '{default}' }}}}" + "x" * room)) == [pointer]


URLS = [
    ("/0/originalContentUrl", lambda u: {**EXAMPLES["image"], "originalContentUrl": u}, 2_000),
    ("/0/previewImageUrl", lambda u: {**EXAMPLES["image"], "previewImageUrl": u}, 2_000),
    ("/0/originalContentUrl", lambda u: {**EXAMPLES["video"], "originalContentUrl": u}, 2_000),
    ("/0/previewImageUrl", lambda u: {**EXAMPLES["video"], "previewImageUrl": u}, 2_000),
    ("/0/originalContentUrl", lambda u: {**EXAMPLES["audio"], "originalContentUrl": u}, 2_000),
    ("/0/baseUrl", lambda u: imagemap(baseUrl=u), 2_000),
    ("/0/template/thumbnailImageUrl", lambda u: buttons(thumbnailImageUrl=u), 2_000),
    ("/0/template/columns/0/thumbnailImageUrl", lambda u: column(thumbnailImageUrl=u), 2_000),
    (
        "/0/template/columns/0/imageUrl",
        lambda u: template(type="image_carousel", columns=[{"imageUrl": u, "action": TAP}]),
        2_000,
    ),
    ("/0/sender/iconUrl", lambda u: {**text("a"), "sender": {"iconUrl": u}}, 2_000),
    (
        "/0/quickReply/items/0/imageUrl",
        lambda u: {**text("a"), "quickReply": {"items": [{"type": "action", "imageUrl": u, "action": TAP}]}},
        2_000,
    ),
    ("/0/contents/hero/url", lambda u: bubble(hero={"type": "image", "url": u}), 2_000),
    (
        "/0/contents/hero/previewUrl",
        lambda u: bubble(hero={**EXAMPLES["flex video"]["contents"]["hero"], "previewUrl": u}),
        2_000,
    ),
    (
        "/0/contents/body/contents/0/url",
        lambda u: bubble(body=box({"type": "icon", "url": u}, layout="baseline")),
        2_000,
    ),
    ("/0/actions/0/linkUri", lambda u: imagemap_action(type="uri", linkUri=u), 1_000),
    ("/0/contents/body/contents/0/action/uri", lambda u: button(type="uri", label="見る", uri=u), 1_000),
    (
        "/0/contents/body/contents/0/action/altUri/desktop",
        lambda u: button(type="uri", label="見る", uri=IMAGE, altUri={"desktop": u}),
        1_000,
    ),
]
BAD_URLS = [
    *("", "example.com/a", "//example.com/a", "https://", "https:///a", "ftp://example.com/a", "javascript:alert(1)"),
    *("https://example.com/あ", "https://example.com/a b", "https://example.com/a\n", "https://example.com/%E3%8"),
    *("https://example.com/?q={{ name }}", "https://example.com/\ud800", None, 5),
]


@pytest.mark.parametrize(("pointer", "make", "most"), URLS, ids=lambda v: v if isinstance(v, str) else "")
def test_an_address(pointer, make, most):
    assert pointers(make(url(most))) == []
    assert pointers(make(url(most + 1))) == [pointer]
    assert pointers(make("HTTPS://example.com:8443/%E3%81%82?a=b&c[]=d#e")) == []
    for bad in BAD_URLS:
        assert pointers(make(bad)) == [pointer], bad
    links = [IMAGE.replace("https", "http"), "line://nv/location", "tel:+81-3-1234-5678"]
    assert [pointers(make(link)) for link in links] == [[] if most == 1_000 else [pointer]] * 3


ITEMS = [
    ("/0/emojis", lambda n: emojis(n), 1, 20),
    ("/0/quickReply/items", lambda n: quick(*[TAP] * n), 1, 13),
    ("/0/actions", lambda n: imagemap(actions=[EXAMPLES["imagemap"]["actions"][0]] * n), 1, 50),
    ("/0/template/actions", lambda n: buttons(actions=[TAP] * n), 1, 4),
    ("/0/template/actions", lambda n: template(type="confirm", text="a", actions=[TAP] * n), 2, 2),
    ("/0/template/columns", lambda n: template(type="carousel", columns=[{"text": "a", "actions": [TAP]}] * n), 1, 10),
    ("/0/template/columns/0/actions", lambda n: column(actions=[TAP] * n), 1, 3),
    (
        "/0/template/columns",
        lambda n: template(type="image_carousel", columns=[{"imageUrl": IMAGE, "action": TAP}] * n),
        1,
        10,
    ),
    ("/0/contents/contents", lambda n: carousel(*[{"type": "bubble", "body": box()}] * n), 1, 12),
    (
        "/0/contents/body/contents/0/contents",
        lambda n: body({"type": "text", "contents": [{"type": "span"}] * n}),
        1,
        9,
    ),
]


def emojis(count: int) -> Message:
    found = [{"index": i, "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "001"} for i in range(count)]
    return {**text("$" * 30), "emojis": found}


@pytest.mark.parametrize(("pointer", "make", "low", "high"), ITEMS, ids=lambda v: v if isinstance(v, str) else "")
def test_so_many_at_least_and_at_most(pointer, make, low, high):
    assert pointers(make(low)) == pointers(make(high)) == []
    assert pointers(make(low - 1)) == [pointer]
    if not pointer.endswith("/0/contents"):  # of spans, any number
        assert pointers(make(high + 1)) == [pointer]


def test_one_to_five_messages():
    assert pointers(*[text("a")] * 5) == []
    assert pointers(*[text("a")] * 6) == pointers() == [""]


NUMBERS = [
    ("/0/latitude", lambda n: {**EXAMPLES["location"], "latitude": n}, (-90, 90, 35.6), (-90.1, 91, "35", True, None)),
    ("/0/longitude", lambda n: {**EXAMPLES["location"], "longitude": n}, (-180, 180.0), (180.1, float("nan"), 10**400)),
    ("/0/duration", lambda n: {**EXAMPLES["audio"], "duration": n}, (1, 86_400_001), (0, -1, 1.5, "60", True)),
    ("/0/baseSize/width", lambda n: imagemap(baseSize={"width": n, "height": 2_000}), (1_040,), (1_039, 1_041, 1040.0)),
    ("/0/baseSize/height", lambda n: imagemap(baseSize={"width": 1_040, "height": n}), (1_040, 9_999), (0, -1)),
    ("/0/contents/body/flex", lambda n: bubble(body=box(flex=n)), (0, 1, 100), (-1, 0.5, "1", True)),
    (
        "/0/contents/body/contents/0/maxLines",
        lambda n: body({"type": "text", "text": "a", "maxLines": n}),
        (0, 9),
        (-1, 1.5),
    ),
]


@pytest.mark.parametrize(("pointer", "make", "good", "bad"), NUMBERS, ids=lambda v: v if isinstance(v, str) else "")
def test_a_number(pointer, make, good, bad):
    assert [pointers(make(n)) for n in good] == [[]] * len(good)
    for n in bad:
        assert pointers(make(n))[0] == pointer


@pytest.mark.parametrize(("start", "extent", "most"), [("x", "width", 1_040), ("y", "height", 500)])
@pytest.mark.parametrize("where", ["actions/0", "video"])
def test_an_area_lies_within_its_picture(start, extent, most, where):
    def made(size: int, at: int = 100) -> Message:
        area = {**AREA, start: at, extent: size}
        if where == "video":
            return imagemap(
                baseSize={"width": 1_040, "height": 500},
                video={"originalContentUrl": IMAGE, "previewImageUrl": IMAGE, "area": area},
                actions=[{"type": "uri", "linkUri": IMAGE, "area": AREA}],
            )
        message = imagemap(
            baseSize={"width": 1_040, "height": 500}, actions=[{"type": "uri", "linkUri": IMAGE, "area": area}]
        )
        del message["video"]
        return message

    assert pointers(made(most - 100)) == []
    assert pointers(made(most - 99)) == [f"/0/{where}/area/{extent}"]
    assert pointers(made(0)) == [f"/0/{where}/area/{extent}"]
    assert pointers(made(1, at=-1)) == [f"/0/{where}/area/{start}"]


def of_size(kind: str, size: int) -> Message:
    """A container of exactly so many bytes, in Japanese."""
    words = [{"type": "text", "text": "a"} for _ in range(3)]
    made = body(*words) if kind == "bubble" else carousel(*[{"type": "bubble", "body": box(w)} for w in words])
    left = size - json_bytes(made["contents"])
    for word in words:
        word["text"] += "あ" * (left // 9) + "x" * (left // 3 % 3)
    words[0]["text"] += "x" * (size - json_bytes(made["contents"]))
    return made


@pytest.mark.parametrize("kind", FLEX_BYTES)
def test_a_flex_message_has_so_many_bytes(kind):
    assert FLEX_BYTES == {"bubble": 30_000, "carousel": 50_000}
    assert json_bytes(of_size(kind, FLEX_BYTES[kind])["contents"]) == FLEX_BYTES[kind]
    assert pointers(of_size(kind, FLEX_BYTES[kind])) == []
    assert pointers(of_size(kind, FLEX_BYTES[kind] + 1)) == ["/0/contents"]


def test_a_bubble_in_a_carousel_is_no_larger_than_one_alone():
    large = of_size("bubble", 30_001)["contents"]
    assert pointers(carousel({"type": "bubble", "body": box()}, large)) == ["/0/contents/contents/1"]


def test_a_flex_message_is_measured_with_the_widest_values():
    def made(size: int) -> Message:
        message = of_size("bubble", size)
        message["contents"]["body"]["contents"][1]["text"] += "{{ name }}"
        return message

    assert pointers(made(29_700)) == []
    assert pointers(made(29_701)) == ["/0/contents"]


def test_all_messages_fit_into_one_request():
    """A cluster may have any number of code points, so that a short label can be long."""
    marks = "e" + "\u0301" * (MOST_BYTES // 6)
    assert pointers(quick({**TAP, "label": marks[:-40]})) == []
    assert pointers(quick({**TAP, "label": marks})) == [""]


@pytest.mark.parametrize(
    ("symbols", "count"),
    [
        ("", 0),
        ("\r\n", 1),
        ("a\u0301", 1),
        (FAMILY, 1),
        ("🇯🇵🇯🇵", 2),
        ("👍🏽", 1),
        ("한", 1),
        ("は\u3099", 1),
        ("x\u200dy", 2),
    ],
)
def test_clusters_are_what_a_person_takes_for_one_character(symbols, count):
    assert Unit.CLUSTERS.length(symbols) == count


def test_a_limit_is_counted_only_if_it_may_be_passed(monkeypatch):
    """Importing the library takes as long as a hundred checks."""
    monkeypatch.setattr(Unit, "length", lambda *_: pytest.fail("counted"))
    assert list(Prose(20, Unit.CLUSTERS).faults("あ" * 20, "")) == []
