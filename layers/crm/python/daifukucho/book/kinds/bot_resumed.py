"""LINE let the account go on."""

from daifukucho.book.kind import EventType
from daifukucho.kernel.words import Words

EVENT = EventType(
    key="botResumed",
    label=Words("アカウントの再開", "account resumed"),
    description=Words(
        "LINE 公式アカウントの停止が解かれました。",
        "The LINE Official Account is no longer suspended.",
    ),
    example={
        "type": "botResumed",
        "mode": "active",
        "timestamp": 1_795_316_400_000,
        "webhookEventId": "01KANYFHK019ABCDEFGHJKMNPQ",
        "deliveryContext": {"isRedelivery": False},
    },
)
