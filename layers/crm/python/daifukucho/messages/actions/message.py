"""Message: says something in her name (Messaging API reference, Message action)."""

from daifukucho.messages.action_type import ActionType
from daifukucho.messages.lengths import Unit
from daifukucho.messages.rules import Words

ACTION = ActionType(
    key="message",
    ja="メッセージ",
    en="Message",
    description="Sends a text in her name.",
    example={"type": "message", "label": "はい", "text": "はい、行きます"},
    required={"text": Words(300, Unit.CLUSTERS)},
)
