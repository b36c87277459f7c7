"""Somebody edited a message. LINE sends it for groups only."""

from daifukucho.book.kind import EventType, acted
from daifukucho.book.telling import Told, quotable
from daifukucho.kernel.words import Words


def _says(told: Told) -> Words | None:
    words = quotable(told.content().get("text"))
    if not words:
        return None
    return Words(f"メッセージを「{words}」に書き直しました。", f"The friend changed a message to “{words}”.")


EVENT = EventType(
    key="messageEdited",
    label=Words("メッセージの編集", "message edited"),
    description=Words(
        "送信済みのメッセージが編集されました。LINEはグループでだけ知らせます。",
        "A message was edited. LINE tells of it in groups only.",
    ),
    example={
        "type": "messageEdited",
        "mode": "active",
        "timestamp": 1_795_316_400_000,
        "source": {
            "type": "group",
            "groupId": "Ca56f94637c4e3b2a1908f7d6e5c4b3a2",
            "userId": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7",
        },
        "webhookEventId": "01KANYFHK002ABCDEFGHJKMNPQ",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA",
        "message": {
            "id": "444573844083572737",
            "type": "text",
            "text": "予約は土曜にできますか",
            "quoteToken": "q3Plxr4AgKd2TcPqX7B2yY8o",
        },
    },
    fold=acted,
    says=_says,
)
