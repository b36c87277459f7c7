"""She wrote, or sent a picture, a sticker, a place."""

from dataclasses import replace

from daifukucho.friends.friend import Friend
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry
from daifukucho.ledger.event import EventType, acted


def _fold(friend: Friend, entry: Entry) -> Friend:
    friend = acted(friend, entry)
    return replace(friend, messages_received=friend.messages_received + 1)


EVENT = EventType(
    key="message",
    label=Words("メッセージ", "message"),
    description=Words(
        "友だちがメッセージを送りました。内容は別に保管され、送信取消で消えます。",
        "A friend sent a message. What it said is kept apart, and erased when she unsends it.",
    ),
    example={
        "type": "message",
        "mode": "active",
        "timestamp": 1_795_316_400_000,
        "source": {"type": "user", "userId": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7"},
        "webhookEventId": "01KANYFHK001ABCDEFGHJKMNPQ",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA",
        "message": {
            "id": "444573844083572737",
            "type": "text",
            "text": "予約はできますか",
            "quoteToken": "q3Plxr4AgKd2TcPqX7B2yY8o",
        },
    },
    effect={
        "first_seen_at": 1_795_316_400_000,
        "last_seen_at": 1_795_316_400_000,
        "messages_received": 1,
    },
    fold=_fold,
)
