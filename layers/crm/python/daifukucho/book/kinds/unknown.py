"""An event of a type that LINE had not documented when this was written."""

from daifukucho.book.kind import EventType
from daifukucho.book.telling import Told
from daifukucho.kernel.words import Words


def _says(told: Told) -> Words | None:
    kind = told.word("type")
    if not kind:
        return None
    return Words(
        f"この版がまだ知らないイベント「{kind}」が届きました。",
        f"An event that this version does not know came: “{kind}”.",
    )


EVENT = EventType(
    key="unknown",
    label=Words("不明なイベント", "unknown event"),
    description=Words(
        "この版がまだ知らない種類のイベントです。そのまま残してあります。",
        "An event of a type this version does not know. It is kept as it came.",
    ),
    example={
        "type": "greetingCardOpened",
        "mode": "active",
        "timestamp": 1_795_316_400_000,
        "source": {"type": "user", "userId": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7"},
        "webhookEventId": "01KANYFHK021ABCDEFGHJKMNPQ",
        "deliveryContext": {"isRedelivery": False},
        "greetingCard": {"id": "new-year"},
    },
    effect={"first_seen_at": 1_795_316_400_000},
    says=_says,
)
