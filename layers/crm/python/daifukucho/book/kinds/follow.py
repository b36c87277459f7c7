"""The friend added the account, or took back a block."""

from dataclasses import replace

from daifukucho.book.kind import EventType, acted, latest, with_status
from daifukucho.book.telling import Told
from daifukucho.friends.attributes import Status
from daifukucho.friends.friend import Friend
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry


def _fold(friend: Friend, entry: Entry) -> Friend:
    friend = with_status(acted(friend, entry), Status.ACTIVE, entry)
    return replace(friend, followed_at=latest(friend.followed_at, entry.at), follows=friend.follows + 1)


def _says(told: Told) -> Words:
    if told.of("follow", "isUnblocked") is True:
        return Words("ブロックを解除しました。", "The friend unblocked the account.")
    return Words("友だちに追加しました。", "The friend added the account.")


EVENT = EventType(
    key="follow",
    asked=True,
    label=Words("友だち追加", "follow"),
    description=Words(
        "友だちに追加されました。ブロックの解除もこれで届きます。",
        "A friend added the account, or unblocked it.",
    ),
    example={
        "type": "follow",
        "mode": "active",
        "timestamp": 1_795_316_400_000,
        "source": {"type": "user", "userId": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7"},
        "webhookEventId": "01KANYFHK004ABCDEFGHJKMNPQ",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA",
        "follow": {"isUnblocked": False},
    },
    effect={
        "first_seen_at": 1_795_316_400_000,
        "last_seen_at": 1_795_316_400_000,
        "followed_at": 1_795_316_400_000,
        "follows": 1,
        "status_version": "1795316400000#01KANYFHK004ABCDEFGHJKMNPQ",
    },
    fold=_fold,
    says=_says,
)
