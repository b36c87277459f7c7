"""Confirm: a text and two buttons (Messaging API reference, Confirm template)."""

from daifukucho.messages.lengths import Unit
from daifukucho.messages.places import TEMPLATE
from daifukucho.messages.rules import Items, Prose, Shape
from daifukucho.messages.template_type import TemplateType
from daifukucho.messages.templates._parts import TYPE

LAYOUT = TemplateType(
    key="confirm",
    ja="確認",
    en="Confirm",
    description="A text over two buttons.",
    example={
        "type": "confirm",
        "text": "明日のご予約、お間違いありませんか?",
        "actions": [
            {"type": "message", "label": "はい", "text": "はい"},
            {"type": "message", "label": "いいえ", "text": "いいえ"},
        ],
    },
    shape=Shape({**TYPE, "text": Prose(240, Unit.CLUSTERS), "actions": Items(TEMPLATE, 2, 2)}),
)
