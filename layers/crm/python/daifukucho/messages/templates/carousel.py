"""Carousel: up to ten cards (Messaging API reference, Carousel template)."""

from collections.abc import Iterator, Mapping

from daifukucho.kernel.errors import Fault, Wrong
from daifukucho.messages.rules import Items, Shape, objects
from daifukucho.messages.template_type import TemplateType
from daifukucho.messages.templates._parts import IMAGE_STYLE, TYPE, card, text_beside_image

TEXT_MOST = 120
_required, _optional = card(TEXT_MOST, actions_most=3)
_COLUMN = Shape(_required, _optional, text_beside_image(TEXT_MOST))

_BUTTONS_DIFFER = Wrong(
    "どの列のアクションも、最初の列と同じ{count}個にしてください。",
    "Give every column as many actions as the first, {count}.",
)
_MEMBERS_DIFFER = Wrong(
    "{name} は、すべての列に付けるか、どの列にも付けないでください。", "Give every column a {name}, or none."
)


def _alike(given: Mapping[str, object], at: str) -> Iterator[Fault]:
    columns = objects(given.get("columns"))
    if not columns:
        return
    first = columns[0][1]
    for i, column in columns[1:]:
        buttons = [len(c["actions"]) for c in (first, column) if isinstance(c.get("actions"), list)]  # type: ignore[arg-type]
        if len(set(buttons)) > 1:
            yield _BUTTONS_DIFFER.at(f"{at}/columns/{i}/actions", count=buttons[0])
        for name in ("thumbnailImageUrl", "title"):
            if (name in column) != (name in first):
                yield _MEMBERS_DIFFER.at(f"{at}/columns/{i}/{name}", name=name)


LAYOUT = TemplateType(
    key="carousel",
    ja="カルーセル",
    en="Carousel",
    description="Up to ten cards to leaf through, all made alike.",
    example={
        "type": "carousel",
        "columns": [
            {
                "thumbnailImageUrl": "https://example.com/images/daifuku.jpg",
                "imageBackgroundColor": "#FBF8F1",
                "title": "いちご大福",
                "text": "ひとつ320円",
                "defaultAction": {"type": "uri", "label": "くわしく", "uri": "https://example.com/items/1"},
                "actions": [{"type": "postback", "label": "取り置く", "data": "action=keep&item=1"}],
            },
            {
                "thumbnailImageUrl": "https://example.com/images/monaka.jpg",
                "imageBackgroundColor": "#FBF8F1",
                "title": "栗最中",
                "text": "ひとつ280円",
                "actions": [{"type": "postback", "label": "取り置く", "data": "action=keep&item=2"}],
            },
        ],
        "imageAspectRatio": "square",
        "imageSize": "contain",
    },
    shape=Shape({**TYPE, "columns": Items(_COLUMN, 1, 10)}, IMAGE_STYLE, _alike),
)
