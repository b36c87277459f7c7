"""Confirm: a text and two buttons (Messaging API reference, Confirm template)."""

from daifukucho.messages.actions.place import TEMPLATE
from daifukucho.messages.lengths import Unit
from daifukucho.messages.rules import Items, Shape, Words
from daifukucho.messages.templates.parts import TYPE
from daifukucho.messages.templates.template_type import TemplateType

CONFIRM = TemplateType(
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
    shape=Shape({**TYPE, "text": Words(240, Unit.CLUSTERS), "actions": Items(TEMPLATE, 2, 2)}),
)
