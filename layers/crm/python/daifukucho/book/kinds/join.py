"""The account joined a group or room."""

from daifukucho.book.kind import EventType
from daifukucho.kernel.words import Words

EVENT = EventType(
    key="join",
    label=Words("グループに参加", "joined a group"),
    description=Words(
        "アカウントがグループまたは複数人トークに参加しました。",
        "The account joined a group or a multi-person chat.",
    ),
    example={
        "type": "join",
        "mode": "active",
        "timestamp": 1_795_316_400_000,
        "source": {"type": "group", "groupId": "Ca56f94637c4e3b2a1908f7d6e5c4b3a2"},
        "webhookEventId": "01KANYFHK006ABCDEFGHJKMNPQ",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA",
    },
)
