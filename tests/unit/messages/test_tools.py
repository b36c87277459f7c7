"""What LINE's own tools write is taken: messages of our own, built as the samples of LINE's Flex Message Simulator and of its
SDKs are, and as what LINE Bot Designer saved."""

from collections.abc import Mapping

import pytest

from daifukucho.messages.check import message_faults
from tests.unit.messages.line_takes import assert_line_takes
from tests.unit.messages.samples import IMAGE, Message, box, bubble, carousel

OPEN = {"type": "uri", "label": "詳しく見る", "uri": "https://example.com/items/1"}
Part = Mapping[str, object]


def line(words: str, **given: object) -> Part:
    return {"type": "text", "text": words, **given}


def row(*contents: Part, **given: object) -> Part:
    return box(*contents, layout="horizontal", **given)


def base(*contents: Part, **given: object) -> Part:
    return box(*contents, layout="baseline", **given)


def image(**given: object) -> Part:
    return {"type": "image", "url": IMAGE, "size": "full", "aspectMode": "cover", **given}


def icon(**given: object) -> Part:
    return {"type": "icon", "url": IMAGE, **given}


def button(**given: object) -> Part:
    return {"type": "button", "action": OPEN, **given}


FILLER = {"type": "filler"}
STARS = base(
    icon(size="sm"), icon(size="sm"), line("4.0", size="sm", color="#999999", margin="md", flex=0), margin="md"
)


def over_a_picture(*contents: Part, **given: object) -> Part:
    return box(*contents, position="absolute", offsetBottom="0px", offsetStart="0px", offsetEnd="0px", **given)


def goods() -> Message:
    """A picture from edge to edge, the old price struck through beside the new one, a button drawn as a box, and a label
    in the corner: *Apparel*."""
    price = base(
        line("¥980", color="#ebebeb", size="sm", flex=0),
        line("¥1,200", color="#ffffffcc", decoration="line-through", gravity="bottom", flex=0, size="sm"),
        spacing="lg",
    )
    label = row(icon_row := base(FILLER, icon(), line("カートへ", color="#ffffff", flex=0, offsetTop="-2px"), FILLER))
    add = box(
        FILLER,
        icon_row,
        FILLER,
        borderWidth="1px",
        cornerRadius="4px",
        spacing="sm",
        borderColor="#ffffff",
        margin="xxl",
        height="40px",
    )
    corner = box(
        line("SALE", color="#ffffff", align="center", size="xs", offsetTop="3px"),
        position="absolute", cornerRadius="20px", offsetTop="18px", offsetStart="18px", backgroundColor="#ff334b", height="25px", width="53px",
    )  # fmt: skip
    picture = image(aspectRatio="2:3", gravity="top")
    words = over_a_picture(
        box(row(line("秋のうつわ", size="xl", weight="bold"))),
        price,
        label,
        add,
        backgroundColor="#03303Acc",
        paddingAll="20px",
        paddingTop="18px",
    )
    one = {"type": "bubble", "body": box(picture, words, corner, paddingAll="0px")}
    return carousel(one, one)


def places() -> Message:
    """Small cards with stars and two lines of facts: *Local search*."""
    facts = base(line("北山通 2-1", wrap=True, color="#8c8c8c", size="xs", flex=5), spacing="sm")
    card = {
        "type": "bubble",
        "size": "micro",
        "hero": image(aspectRatio="320:213"),
        "body": box(
            line("茶房", weight="bold", size="sm", wrap=True), STARS, box(facts), spacing="sm", paddingAll="13px"
        ),
    }
    return carousel(card, card, card)


def house() -> Message:
    """Texts with an empty list of spans, as *Real estate* and LINE Bot Designer have them, side by side with a chip."""
    chip = box(
        line("新着", size="xs", align="center", color="#ffffff", contents=[]),
        backgroundColor="#EC3D44",
        paddingAll="2px",
        cornerRadius="4px",
        flex=0,
    )
    head = row(line("町家", size="xl", weight="bold", wrap=True, contents=[]), chip)
    figures = row(
        box(line("家賃", size="sm", contents=[]), line("¥98,000", weight="bold", contents=[]), flex=1),
        {"type": "separator", "margin": "md"},
        box(line("広さ", size="sm"), line("62㎡", weight="bold"), flex=1, margin="md"),
        margin="lg",
    )
    return bubble(
        hero=image(aspectRatio="20:13", action=OPEN),
        body=box(head, figures),
        footer=box(button(style="primary", height="sm")),
    )


def receipt() -> Message:
    """Rows of a bill under a line: *Receipt*."""
    rows = [
        row(line(name, size="sm", color="#555555", flex=0), line(price, size="sm", align="end"))
        for name, price in (("大福", "¥320"), ("抹茶", "¥480"))
    ]
    return bubble(
        body=box(
            line("領収書", weight="bold", color="#1DB446", size="sm"),
            {"type": "separator", "margin": "xxl"},
            box(*rows, margin="xxl", spacing="sm"),
        ),
        footer=box(button(style="link", height="sm"), flex=0, spacing="sm"),
        styles={"footer": {"separator": True}},
    )


def restaurant() -> Message:
    address = base(
        line("場所", color="#aaaaaa", size="sm", flex=1),
        line("京都市北区", wrap=True, color="#666666", size="sm", flex=5),
        spacing="sm",
    )
    return bubble(
        hero=image(aspectRatio="20:13", action=OPEN),
        body=box(line("大福茶屋", weight="bold", size="xl"), STARS, box(address, margin="lg")),
        footer=box(button(style="link", height="sm"), box(margin="sm"), flex=0),
    )


def shopping() -> Message:
    item = {
        "type": "bubble",
        "hero": image(aspectRatio="20:13"),
        "body": box(
            line("いす", wrap=True, weight="bold", size="xl"),
            base(
                line("¥49", wrap=True, weight="bold", size="xl", flex=0),
                line(".99", wrap=True, weight="bold", size="sm", flex=0),
            ),
            line("品切れです", wrap=True, size="xxs", margin="md", color="#ff5551", flex=0),
            spacing="sm",
        ),
        "footer": box(button(style="primary", flex=2, color="#aaaaaa"), button(), spacing="sm"),
    }
    more = {"type": "bubble", "body": box(button(flex=1, gravity="center"), spacing="sm")}
    return carousel(item, item, more)


def friendly() -> Message:
    """A round picture beside words with spans: *Social*."""
    said = {
        "type": "text",
        "contents": [
            {"type": "span", "text": "大福", "weight": "bold", "color": "#000000"},
            {"type": "span", "text": "     "},
            {"type": "span", "text": "おいしかったです"},
        ],
        "size": "sm",
        "wrap": True,
    }
    face = box(image(), cornerRadius="100px", width="72px", height="72px")
    like = base(icon(url=IMAGE), line("1,140", size="sm", color="#bcbcbc"), spacing="md", margin="md")
    right = box(said, like)
    return bubble(
        body=box(
            row(image(aspectRatio="150:196", gravity="center", size="full", flex=1), box(image(), image(), flex=1)),
            row(face, right, spacing="xl", paddingAll="20px"),
            paddingAll="0px",
        )
    )


def to_do() -> Message:
    """A bar of a width in per cent, within another box: *To-do app*. A box may hold nothing."""
    bar = box(
        box(FILLER, width="70%", backgroundColor="#0D8186", height="6px"),
        backgroundColor="#9FD8E36E",
        height="6px",
        margin="sm",
    )
    card = {
        "type": "bubble",
        "size": "nano",
        "header": box(
            line("進行中", color="#ffffff", align="start", size="md", gravity="center"),
            bar,
            backgroundColor="#27ACB2",
            paddingTop="19px",
            paddingAll="12px",
            paddingBottom="16px",
        ),
        "body": box(
            row(line("仕入れ", color="#8C8C8C", size="sm", wrap=True), flex=1), spacing="md", paddingAll="12px"
        ),
        "styles": {"footer": {"separator": False}},
    }
    return carousel(card, card)


def route() -> Message:
    """A line with dots, made of boxes that hold a filler alone: *Transit*."""
    dot = box(FILLER, cornerRadius="30px", width="12px", height="12px", borderWidth="2px", borderColor="#EF454D")
    stop = row(
        line("20:30", size="sm", gravity="center"),
        box(FILLER, dot, FILLER, flex=0),
        line("京都", gravity="center", flex=4, size="sm"),
        spacing="lg",
        cornerRadius="30px",
        margin="xl",
    )
    stem = row(
        base(FILLER, flex=1),
        box(row(FILLER, box(FILLER, width="2px", backgroundColor="#B7B7B7"), FILLER, flex=1), width="12px"),
        line("徒歩4分", gravity="center", flex=4, size="xs"),
        spacing="lg",
        height="64px",
    )
    return bubble(
        size="mega",
        header=box(
            line("出発", color="#ffffff66", size="sm"),
            line("北大路", color="#ffffff", size="xl", flex=4, weight="bold"),
            paddingAll="20px",
            backgroundColor="#0367D3",
            spacing="md",
            height="154px",
            paddingTop="22px",
        ),
        body=box(line("合計: 1時間", color="#b7b7b7", size="xs"), stop, stem, stop),
    )


def drawn() -> Message:
    """Free space shared out, a gradient, and a box without contents as a line."""
    return bubble(
        body=box(
            row(line("左", flex=0), line("右", flex=0), justifyContent="space-between", alignItems="center"),
            box(width="100px", height="2px", backgroundColor="#000000"),
            box(
                line("秋"),
                background={
                    "type": "linearGradient",
                    "angle": "0deg",
                    "startColor": "#00000000",
                    "endColor": "#ff0000",
                    "centerColor": "#0000ff",
                    "centerPosition": "10%",
                },
            ),
        )
    )


def film() -> Message:
    hero = {
        "type": "video",
        "url": "https://example.com/a.mp4",
        "previewUrl": IMAGE,
        "altContent": image(aspectRatio="20:13"),
        "aspectRatio": "20:13",
        "action": OPEN,
    }
    return bubble(size="mega", hero=hero)


@pytest.mark.parametrize(
    "made",
    [goods, places, house, receipt, restaurant, shopping, friendly, to_do, route, drawn, film],
    ids=lambda made: made.__name__,
)
def test_what_lines_tools_write_is_taken(made):
    assert [(fault.pointer, fault.message) for fault in message_faults([made()], "")] == []
    assert_line_takes(made())
