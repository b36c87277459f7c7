"""A module channel was attached to the account, or detached."""

from daifukucho.book.kind import EventType
from daifukucho.kernel.words import Words

EVENT = EventType(
    key="module",
    label=Words("モジュールの接続", "module"),
    description=Words(
        "モジュールチャネルがアカウントに接続、または切断されました。",
        "A module channel was attached to the account, or detached from it.",
    ),
    example={
        "type": "module",
        "mode": "active",
        "timestamp": 1_795_316_400_000,
        "webhookEventId": "01KANYFHK015ABCDEFGHJKMNPQ",
        "deliveryContext": {"isRedelivery": False},
        "module": {"type": "attached", "botId": "U53387d548170020ef53b1e7c9a4d2f60", "scopes": ["message:send"]},
    },
)
