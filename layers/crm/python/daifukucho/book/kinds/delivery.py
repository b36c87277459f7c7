"""A LINE notification message arrived."""

from daifukucho.book.kind import EventType
from daifukucho.kernel.words import Words

EVENT = EventType(
    key="delivery",
    label=Words("通知メッセージの到達", "delivery"),
    description=Words(
        "LINE通知メッセージが利用者に届きました。",
        "A LINE notification message reached its user.",
    ),
    example={
        "type": "delivery",
        "mode": "active",
        "timestamp": 1_795_316_400_000,
        "webhookEventId": "01KANYFHK020ABCDEFGHJKMNPQ",
        "deliveryContext": {"isRedelivery": False},
        "delivery": {"data": "15034552939884E28681A7D668CEA94C147C716C0EC9DFE8B80B44EF3B57F6BD"},
    },
)
