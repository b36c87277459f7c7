"""LINE suspended the account."""

from daifukucho.book.kind import EventType
from daifukucho.kernel.words import Words

EVENT = EventType(
    key="botSuspended",
    label=Words("アカウントの停止", "account suspended"),
    description=Words(
        "LINE 公式アカウントが停止されました。",
        "The LINE Official Account was suspended.",
    ),
    example={
        "type": "botSuspended",
        "mode": "active",
        "timestamp": 1_795_316_400_000,
        "webhookEventId": "01KANYFHK018ABCDEFGHJKMNPQ",
        "deliveryContext": {"isRedelivery": False},
    },
)
