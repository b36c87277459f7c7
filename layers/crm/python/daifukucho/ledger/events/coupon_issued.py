"""The shop gave her a coupon."""

from daifukucho.kernel.words import Words
from daifukucho.ledger.event import EventType

EVENT = EventType(
    key="coupon_issued",
    label=Words("クーポンの配布", "coupon issued"),
    description=Words(
        "クーポンが配られました。",
        "She was given a coupon.",
    ),
    example={"coupon_id": "01KANYFHK100C0VP0N00000001", "by": "01KANYFHK100PRATR000000001"},
    fold=None,
    ours=True,
)
