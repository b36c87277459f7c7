"""The module channel took over the chat."""

from daifukucho.book.kind import EventType
from daifukucho.kernel.words import Words

EVENT = EventType(
    key="activated",
    label=Words("チャットの主導権を取得", "activated"),
    description=Words(
        "モジュールチャネルがチャットの主導権を取りました。",
        "The module channel took control of the chat.",
    ),
    example={
        "type": "activated",
        "mode": "active",
        "timestamp": 1_795_316_400_000,
        "webhookEventId": "01KANYFHK016ABCDEFGHJKMNPQ",
        "deliveryContext": {"isRedelivery": False},
        "chatControl": {"expireAt": 1_795_320_000_000},
    },
)
