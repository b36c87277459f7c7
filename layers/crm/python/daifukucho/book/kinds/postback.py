"""The friend tapped a button of ours."""

from daifukucho.book.kind import EventType, acted
from daifukucho.book.telling import Told
from daifukucho.kernel.words import Words


def _says(told: Told) -> Words | None:
    data = told.word("postback", "data")
    chosen = next(filter(None, (told.word("postback", "params", name) for name in ("datetime", "date", "time"))), "")
    if not data and not chosen:
        return None
    ja, en = (f"、{chosen}を選びました", f" and chose {chosen}") if chosen else ("ました", "")
    return Words(f"ボタン（{data}）を押し{ja}。", f"The friend tapped a button ({data}){en}.")


EVENT = EventType(
    key="postback",
    asked=True,
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
    says=_says,
)
