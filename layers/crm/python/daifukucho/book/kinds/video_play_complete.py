"""The friend watched a video to its end."""

from daifukucho.book.kind import EventType, acted
from daifukucho.book.telling import Told
from daifukucho.kernel.words import Words


def _says(_: Told) -> Words:
    return Words("動画を最後まで見ました。", "The friend watched a video to its end.")


EVENT = EventType(
    key="videoPlayComplete",
    asked=True,
    label=Words("動画の視聴完了", "video watched"),
    description=Words(
        "友だちが動画を最後まで見ました。",
        "A friend watched a video to its end.",
    ),
    example={
        "type": "videoPlayComplete",
        "mode": "active",
        "timestamp": 1_795_316_400_000,
        "source": {"type": "user", "userId": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7"},
        "webhookEventId": "01KANYFHK011ABCDEFGHJKMNPQ",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA",
        "videoPlayComplete": {"trackingId": "autumn-2026"},
    },
    effect={"first_seen_at": 1_795_316_400_000, "last_seen_at": 1_795_316_400_000},
    fold=acted,
    says=_says,
)
