"""People joined a group or room that the account is in."""

from daifukucho.book.kind import EventType
from daifukucho.kernel.words import Words

EVENT = EventType(
    key="memberJoined",
    label=Words("メンバーの参加", "members joined"),
    description=Words(
        "アカウントがいるグループに人が加わりました。",
        "People joined a group or a multi-person chat that the account is in.",
    ),
    example={
        "type": "memberJoined",
        "mode": "active",
        "timestamp": 1_795_316_400_000,
        "source": {"type": "group", "groupId": "Ca56f94637c4e3b2a1908f7d6e5c4b3a2"},
        "webhookEventId": "01KANYFHK008ABCDEFGHJKMNPQ",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA",
        "joined": {"members": [{"type": "user", "userId": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7"}]},
    },
)
