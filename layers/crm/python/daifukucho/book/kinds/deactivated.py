"""The module channel gave the chat back."""

from daifukucho.book.kind import EventType
from daifukucho.kernel.words import Words

EVENT = EventType(
    key="deactivated",
    label=Words("チャットの主導権を返却", "deactivated"),
    description=Words(
        "モジュールチャネルがチャットの主導権を返しました。",
        "The module channel gave up, or lost, control of the chat.",
    ),
    example={
        "type": "deactivated",
        "mode": "active",
        "timestamp": 1_795_316_400_000,
        "webhookEventId": "01KANYFHK017ABCDEFGHJKMNPQ",
        "deliveryContext": {"isRedelivery": False},
    },
)
