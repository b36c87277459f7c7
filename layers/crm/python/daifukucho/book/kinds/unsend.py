"""The friend took a message back; its content is erased."""

from daifukucho.book.kind import EventType, acted
from daifukucho.book.telling import Told
from daifukucho.kernel.words import Words


def _says(_: Told) -> Words:
    return Words("メッセージの送信を取り消しました。", "The friend unsent a message.")


EVENT = EventType(
    key="unsend",
    label=Words("送信取消", "unsend"),
    description=Words(
        "友だちがメッセージの送信を取り消しました。保管していた内容は消されています。",
        "A friend unsent a message. Its content is erased.",
    ),
    example={
        "type": "unsend",
        "mode": "active",
        "timestamp": 1_795_316_400_000,
        "source": {"type": "user", "userId": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7"},
        "webhookEventId": "01KANYFHK003ABCDEFGHJKMNPQ",
        "deliveryContext": {"isRedelivery": False},
        "unsend": {"messageId": "444573844083572737"},
    },
    effect={"first_seen_at": 1_795_316_400_000, "last_seen_at": 1_795_316_400_000},
    fold=acted,
    says=_says,
)
