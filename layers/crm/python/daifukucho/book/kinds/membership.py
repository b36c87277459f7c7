"""The friend joined or left a paid membership, or it was renewed."""

from daifukucho.book.kind import EventType, acted, seen
from daifukucho.book.telling import Told
from daifukucho.friends.friend import Friend
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry


def _fold(friend: Friend, entry: Entry) -> Friend:
    """A renewal comes with the calendar: the friend did nothing."""
    membership = entry.data.get("membership")
    renewed = isinstance(membership, dict) and membership.get("type") == "renewed"
    return seen(friend, entry) if renewed else acted(friend, entry)


def _says(told: Told) -> Words | None:
    match told.of("membership", "type"):
        case "joined":
            return Words("有料メンバーシップに加入しました。", "The friend joined a paid membership.")
        case "left":
            return Words("有料メンバーシップを退会しました。", "The friend left a paid membership.")
        case "renewed":
            return Words("有料メンバーシップが更新されました。", "The friend's paid membership was renewed.")
    return None


EVENT = EventType(
    key="membership",
    asked=True,
    label=Words("メンバーシップ", "membership"),
    description=Words(
        "有料メンバーシップに加入、退会、または更新がありました。",
        "A friend joined or left a paid membership, or it was renewed.",
    ),
    example={
        "type": "membership",
        "mode": "active",
        "timestamp": 1_795_316_400_000,
        "source": {"type": "user", "userId": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7"},
        "webhookEventId": "01KANYFHK014ABCDEFGHJKMNPQ",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA",
        "membership": {"type": "joined", "membershipId": 3189},
    },
    effect={"first_seen_at": 1_795_316_400_000, "last_seen_at": 1_795_316_400_000},
    fold=_fold,
    says=_says,
)
