"""Clipboard: copies a text (Messaging API reference, Clipboard action; LINE 14.0.0 or later)."""

from daifukucho.messages.action_type import ActionType
from daifukucho.messages.rules import Data

ACTION = ActionType(
    key="clipboard",
    ja="コピー",
    en="Copy",
    description="Copies a text, such as a coupon's code, to the friend's clipboard.",
    example={"type": "clipboard", "label": "コードをコピー", "clipboardText": "3B48740B"},
    required={"clipboardText": Data(1_000)},
)
