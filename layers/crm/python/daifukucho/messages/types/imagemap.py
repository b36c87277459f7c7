"""Imagemap: a picture with areas to tap (Messaging API reference, Imagemap message)."""

from collections.abc import Iterator, Mapping

from daifukucho.kernel.errors import Fault, Wrong
from daifukucho.messages.common import ALT_TEXT
from daifukucho.messages.message_type import MessageType
from daifukucho.messages.rules import (
    LINK_LIMIT,
    LINK_SCHEMES,
    Data,
    Items,
    Kinds,
    Prose,
    Rule,
    Shape,
    Url,
    Whole,
    objects,
)

WIDTH = 1_040

_NO_ACTION = Wrong(
    "イメージマップのアクションをオブジェクト（{{…}}）で指定してください。",
    "Give an action of an imagemap, as an object.",
)
_STICKS_OUT = Wrong(
    "範囲を画像の中に収めてください: {start} + {extent} ≤ {most}",
    "End the area within the picture: {start} + {extent} ≤ {most}.",
)

_LINK = Url(LINK_LIMIT, LINK_SCHEMES)
_AREA = Shape(required={"x": Whole(), "y": Whole(), "width": Whole(1), "height": Whole(1)})


def _action(required: Mapping[str, Rule]) -> Shape:
    return Shape(required={"type": Data(), "area": _AREA, **required}, optional={"label": Prose(100)})


# These are not LINE's action objects: their texts count in UTF-16 units, and have limits of their own.
_ACTION = Kinds(
    _NO_ACTION,
    {
        "uri": _action({"linkUri": _LINK}),
        "message": _action({"text": Prose(400)}),
        "clipboard": _action({"clipboardText": Data(1_000)}),
    },
)
_VIDEO = Shape(
    required={"originalContentUrl": Url(), "previewImageUrl": Url(), "area": _AREA},
    optional={"externalLink": Shape(required={"linkUri": _LINK, "label": Prose(30)})},
)


def _within(given: Mapping[str, object], at: str) -> Iterator[Fault]:
    """LINE asks to set areas by the base size, and not to go below 0; what sticks out could not be tapped."""
    size = given.get("baseSize")
    height = size.get("height") if isinstance(size, Mapping) else None
    video = given.get("video")
    areas = [(f"actions/{i}", action.get("area")) for i, action in objects(given.get("actions"))]
    if isinstance(video, Mapping):
        areas.append(("video", video.get("area")))
    for where, area in areas:
        if not isinstance(area, Mapping):
            continue
        for start, extent, most in (("x", "width", WIDTH), ("y", "height", height)):
            ends = [area.get(start), area.get(extent), most]
            if all(isinstance(n, int) for n in ends) and ends[0] + ends[1] > ends[2]:  # type: ignore[operator]
                yield _STICKS_OUT.at(f"{at}/{where}/area/{extent}", start=start, extent=extent, most=most)


TYPE = MessageType(
    key="imagemap",
    ja="イメージマップ",
    en="Imagemap",
    description="A picture with areas to tap, and perhaps a video in it.",
    example={
        "type": "imagemap",
        "baseUrl": "https://example.com/imagemaps/autumn",
        "altText": "秋の新作のご案内",
        "baseSize": {"width": WIDTH, "height": 1_040},
        "video": {
            "originalContentUrl": "https://example.com/videos/autumn.mp4",
            "previewImageUrl": "https://example.com/videos/autumn.jpg",
            "area": {"x": 0, "y": 0, "width": 1_040, "height": 585},
            "externalLink": {"linkUri": "https://example.com/autumn", "label": "もっと見る"},
        },
        "actions": [
            {
                "type": "uri",
                "label": "新作を見る",
                "linkUri": "https://example.com/autumn",
                "area": {"x": 0, "y": 585, "width": 520, "height": 455},
            },
            {
                "type": "message",
                "label": "予約したい",
                "text": "予約したいです",
                "area": {"x": 520, "y": 585, "width": 260, "height": 455},
            },
            {
                "type": "clipboard",
                "label": "コードをコピー",
                "clipboardText": "AUTUMN2026",
                "area": {"x": 780, "y": 585, "width": 260, "height": 455},
            },
        ],
    },
    shape=Shape(
        required={
            "baseUrl": Url(),
            "altText": ALT_TEXT,
            "baseSize": Shape(required={"width": Whole(WIDTH, WIDTH), "height": Whole(1)}),
            "actions": Items(_ACTION, 1, 50),
        },
        optional={"video": _VIDEO},
        also=_within,
    ),
)
