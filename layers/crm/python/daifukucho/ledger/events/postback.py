"""She tapped a button of ours."""

from daifukucho.kernel.words import Words
from daifukucho.ledger.event import EventType, acted

EVENT = EventType(
    key="postback",
    label=Words("ボタンの操作", "postback"),
    description=Words(
        "友だちがメッセージやリッチメニューのボタンを押しました。",
        "A friend tapped a button of a message or of the rich menu.",
    ),
    example={
        "type": "postback",
        "mode": "active",
        "timestamp": 1_795_316_400_000,
        "source": {"type": "user", "userId": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7"},
        "webhookEventId": "01KANYFHK010ABCDEFGHJKMNPQ",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA",
        "postback": {"data": "menu=reserve", "params": {"datetime": "2026-11-28T11:00"}},
    },
    effect={"first_seen_at": 1_795_316_400_000, "last_seen_at": 1_795_316_400_000},
    fold=acted,
)
