"""The friend blocked the account."""

from dataclasses import replace

from daifukucho.book.kind import EventType, latest, seen, with_status
from daifukucho.book.telling import Told
from daifukucho.friends.attributes import Status
from daifukucho.friends.friend import Friend
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry


def _fold(friend: Friend, entry: Entry) -> Friend:
    friend = with_status(seen(friend, entry), Status.BLOCKED, entry)
    return replace(friend, blocked_at=latest(friend.blocked_at, entry.at))


def _says(_: Told) -> Words:
    return Words("アカウントをブロックしました。", "The friend blocked the account.")


EVENT = EventType(
    key="unfollow",
    asked=True,
    label=Words("ブロック", "block"),
    description=Words(
        "アカウントがブロックされました。解除されるまで届きません。",
        "A friend blocked the account. Nothing reaches the friend until the block is taken back.",
    ),
    example={
        "type": "unfollow",
        "mode": "active",
        "timestamp": 1_795_316_400_000,
        "source": {"type": "user", "userId": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7"},
        "webhookEventId": "01KANYFHK005ABCDEFGHJKMNPQ",
        "deliveryContext": {"isRedelivery": False},
    },
    effect={
        "status": Status.BLOCKED,
        "first_seen_at": 1_795_316_400_000,
        "blocked_at": 1_795_316_400_000,
        "status_version": "1795316400000#01KANYFHK005ABCDEFGHJKMNPQ",
    },
    fold=_fold,
    says=_says,
)
