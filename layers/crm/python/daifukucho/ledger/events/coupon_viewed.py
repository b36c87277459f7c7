"""She opened a coupon for the first time."""

from daifukucho.friends.attributes import Status
from daifukucho.kernel.words import Words
from daifukucho.ledger.event import EventType, visited

EVENT = EventType(
    key="coupon_viewed",
    label=Words("クーポンの表示", "coupon viewed"),
    description=Words(
        "クーポンを初めて開きました。",
        "She opened a coupon for the first time.",
    ),
    example={"coupon_id": "01KANYFHK100C0VP0N00000001"},
    effect={
        "status": Status.VISITOR,
        "first_seen_at": 1_795_316_400_000,
        "last_seen_at": 1_795_316_400_000,
    },
    fold=visited,
    ours=True,
)
