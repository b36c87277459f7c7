"""Image carousel: up to ten pictures (Messaging API reference, Image carousel template)."""

from daifukucho.messages.places import IMAGE_CAROUSEL as ACTION
from daifukucho.messages.rules import Items, Shape, Url
from daifukucho.messages.template_type import TemplateType
from daifukucho.messages.templates._parts import TYPE

LAYOUT = TemplateType(
    key="image_carousel",
    ja="画像カルーセル",
    en="Image carousel",
    description="Up to ten pictures to leaf through, each with one thing to tap.",
    example={
        "type": "image_carousel",
        "columns": [
            {
                "imageUrl": "https://example.com/images/daifuku.jpg",
                "action": {"type": "uri", "label": "いちご大福", "uri": "https://example.com/items/1"},
            },
            {
                "imageUrl": "https://example.com/images/monaka.jpg",
                "action": {"type": "message", "label": "栗最中", "text": "栗最中が食べたい"},
            },
        ],
    },
    shape=Shape({**TYPE, "columns": Items(Shape({"imageUrl": Url(), "action": ACTION}), 1, 10)}),
)
