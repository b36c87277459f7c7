"""The friend linked the LINE account with an account of the shop's."""

from daifukucho.book.kind import EventType, acted
from daifukucho.book.telling import Told
from daifukucho.kernel.words import Words


def _says(told: Told) -> Words:
    if told.of("link", "result") == "failed":
        return Words(
            "会員アカウントとの連携に失敗しました。", "Linking the LINE account with an account of the shop's failed."
        )
    return Words("会員アカウントと連携しました。", "The friend linked the LINE account with an account of the shop's.")


EVENT = EventType(
    key="accountLink",
    asked=True,
    label=Words("アカウント連携", "account link"),
    description=Words(
        "友だちが LINE アカウントとお店の会員アカウントの連携を試みました。",
        "A friend tried to link the LINE account with an account of the shop's.",
    ),
    example={
        "type": "accountLink",
        "mode": "active",
        "timestamp": 1_795_316_400_000,
        "source": {"type": "user", "userId": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7"},
        "webhookEventId": "01KANYFHK013ABCDEFGHJKMNPQ",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA",
        "link": {"result": "ok", "nonce": "Zm9yIGEgZnJpZW5kIG9mIHRoZSBzaG9w"},
    },
    effect={"first_seen_at": 1_795_316_400_000, "last_seen_at": 1_795_316_400_000},
    fold=acted,
    says=_says,
)
