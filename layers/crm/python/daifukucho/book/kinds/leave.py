"""The account left a group or room."""

from daifukucho.book.kind import EventType
from daifukucho.kernel.words import Words

EVENT = EventType(
    key="leave",
    label=Words("グループから退出", "left a group"),
    description=Words(
        "アカウントがグループまたは複数人トークから退出しました。",
        "The account left, or was removed from, a group or a multi-person chat.",
    ),
    example={
        "type": "leave",
        "mode": "active",
        "timestamp": 1_795_316_400_000,
        "source": {"type": "group", "groupId": "Ca56f94637c4e3b2a1908f7d6e5c4b3a2"},
        "webhookEventId": "01KANYFHK007ABCDEFGHJKMNPQ",
        "deliveryContext": {"isRedelivery": False},
    },
)
