"""The friend came near a LINE Beacon."""

from daifukucho.book.kind import EventType, acted
from daifukucho.book.telling import Told
from daifukucho.kernel.words import Words


def _says(told: Told) -> Words | None:
    match told.of("beacon", "type"):
        case "enter":
            return Words(
                "お店のビーコンの範囲に入りました。", "The friend came into the range of a beacon of the shop's."
            )
        case "banner":
            return Words("ビーコンのバナーをタップしました。", "The friend tapped the banner of a beacon.")
        case "stay":
            return Words(
                "お店のビーコンの範囲にいます。", "The friend is still in the range of a beacon of the shop's."
            )
    return None


EVENT = EventType(
    key="beacon",
    asked=True,
    label=Words("ビーコン", "beacon"),
    description=Words(
        "友だちが LINE Beacon の範囲に入りました。",
        "A friend came into the range of a LINE Beacon, or tapped its banner.",
    ),
    example={
        "type": "beacon",
        "mode": "active",
        "timestamp": 1_795_316_400_000,
        "source": {"type": "user", "userId": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7"},
        "webhookEventId": "01KANYFHK012ABCDEFGHJKMNPQ",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA",
        "beacon": {"hwid": "d41d8cd98f", "type": "enter"},
    },
    effect={"first_seen_at": 1_795_316_400_000, "last_seen_at": 1_795_316_400_000},
    fold=acted,
    says=_says,
)
