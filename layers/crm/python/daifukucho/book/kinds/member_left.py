"""People left a group or room that the account is in."""

from daifukucho.book.kind import EventType
from daifukucho.kernel.words import Words

EVENT = EventType(
    key="memberLeft",
    label=Words("メンバーの退出", "members left"),
    description=Words(
        "アカウントがいるグループから人が抜けました。",
        "People left a group or a multi-person chat that the account is in.",
    ),
    example={
        "type": "memberLeft",
        "mode": "active",
        "timestamp": 1_795_316_400_000,
        "source": {"type": "group", "groupId": "Ca56f94637c4e3b2a1908f7d6e5c4b3a2"},
        "webhookEventId": "01KANYFHK009ABCDEFGHJKMNPQ",
        "deliveryContext": {"isRedelivery": False},
        "left": {"members": [{"type": "user", "userId": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7"}]},
    },
)
