"""Her shop card was stamped."""

from dataclasses import replace

from daifukucho.friends.friend import Friend
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry
from daifukucho.ledger.event import EventType


def _fold(friend: Friend, entry: Entry) -> Friend:
    return replace(friend, stamps=entry.data["after"], tickets=entry.data["tickets"], recorded_at=entry.at)


_BEFORE = {"card": 0, "count": 4, "first_at": 1_795_230_000_000, "last_at": 1_795_230_000_000, "won": 0}
_AFTER = {"card": 0, "count": 5, "first_at": 1_795_230_000_000, "last_at": 1_795_316_400_000, "won": 1}

EVENT = EventType(
    key="stamp",
    label=Words("ショップカードのスタンプ", "stamp"),
    description=Words("ショップカードにスタンプを押しました。", "Her shop card was stamped."),
    example={
        "stamps": 1,
        "before": _BEFORE,
        "after": _AFTER,
        "won": ["coffee.1"],
        "tickets": {"coffee.1": 1_797_951_600_000},
        "store": "shibuya",
        "by": "01KANYFHK100OPERATOR000001",
    },
    effect={"stamps": _AFTER, "tickets": {"coffee.1": 1_797_951_600_000}, "recorded_at": 1_795_316_400_000},
    fold=_fold,
    ours=True,
    recorded=True,
)
