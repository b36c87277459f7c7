"""Message: says something in the friend's name (Messaging API reference, Message action)."""

from daifukucho.messages.action_type import ActionType
from daifukucho.messages.lengths import Unit
from daifukucho.messages.rules import Prose

ACTION = ActionType(
    key="message",
    ja="メッセージ",
    en="Message",
    description="Sends a text in the friend's name.",
    example={"type": "message", "label": "はい", "text": "はい、行きます"},
    required={"text": Prose(300, Unit.CLUSTERS)},
)
