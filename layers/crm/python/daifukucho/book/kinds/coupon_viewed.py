"""The friend opened a coupon for the first time."""

from daifukucho.book.kind import EventType, visited
from daifukucho.book.telling import Told, called
from daifukucho.friends.attributes import Status
from daifukucho.kernel.words import Words


def _says(told: Told) -> Words:
    coupon = called(told.name("coupon", "coupon_id"))
    return Words(
        f"クーポン{coupon.ja}を初めて開きました。",
        f"The friend opened the coupon {coupon.en}".rstrip() + " for the first time.",
    )


EVENT = EventType(
    key="coupon_viewed",
    asked=True,
    label=Words("クーポンの表示", "coupon viewed"),
    description=Words(
        "クーポンを初めて開きました。",
        "A friend opened a coupon for the first time.",
    ),
    example={"coupon_id": "01KANYFHK100C0VP0N00000001"},
    effect={
        "status": Status.VISITOR,
        "first_seen_at": 1_795_316_400_000,
        "last_seen_at": 1_795_316_400_000,
    },
    fold=visited,
    ours=True,
    says=_says,
)
