"""Flex: a layout of one's own (Messaging API reference, Flex Message)."""

from collections.abc import Iterator, Mapping

from daifukucho.kernel.errors import Fault, Wrong
from daifukucho.messages.common import ALT_TEXT
from daifukucho.messages.flex.containers import ANIMATED, CONTAINER, animated_images
from daifukucho.messages.message_type import MessageType
from daifukucho.messages.rules import Shape

_TOO_MANY_ANIMATED = Wrong(
    "アニメーションする画像は{most}個までにしてください（いま{count}個あります）。",
    "Animate at most {most} images; here are {count}.",
)


def _also(given: Mapping[str, object], at: str) -> Iterator[Fault]:
    animated = animated_images(given.get("contents"))
    if animated > ANIMATED:
        yield _TOO_MANY_ANIMATED.at(f"{at}/contents", most=ANIMATED, count=animated)


TYPE = MessageType(
    key="flex",
    ja="Flex",
    en="Flex",
    description="A layout of your own: a bubble, or a carousel of up to twelve.",
    example={
        "type": "flex",
        "altText": "{{ name | default: 'お客' }}様へ、秋の新作のご案内",
        "contents": {
            "type": "bubble",
            "size": "mega",
            "hero": {
                "type": "image",
                "url": "https://example.com/images/autumn.jpg",
                "size": "full",
                "aspectRatio": "20:13",
                "aspectMode": "cover",
                "action": {"type": "uri", "uri": "https://example.com/autumn"},
            },
            "body": {
                "type": "box",
                "layout": "vertical",
                "spacing": "md",
                "contents": [
                    {"type": "text", "text": "秋の新作", "weight": "bold", "size": "xl", "color": "#22201D"},
                    {
                        "type": "box",
                        "layout": "baseline",
                        "margin": "md",
                        "contents": [
                            {"type": "icon", "url": "https://example.com/images/star.png", "size": "sm"},
                            {"type": "text", "text": "{{ name | default: 'お客' }}様だけの先行販売", "flex": 1},
                        ],
                    },
                    {"type": "separator", "margin": "lg"},
                    {
                        "type": "text",
                        "wrap": True,
                        "contents": [
                            {"type": "span", "text": "いちご大福 "},
                            {"type": "span", "text": "320円", "weight": "bold", "color": "#C8402F"},
                        ],
                    },
                ],
            },
            "footer": {
                "type": "box",
                "layout": "horizontal",
                "contents": [
                    {
                        "type": "button",
                        "style": "primary",
                        "color": "#1F3A5F",
                        "action": {"type": "postback", "label": "予約する", "data": "action=reserve&item=1"},
                    }
                ],
            },
            "styles": {"footer": {"separator": True}},
        },
    },
    shape=Shape(required={"altText": ALT_TEXT, "contents": CONTAINER}, also=_also),
)
