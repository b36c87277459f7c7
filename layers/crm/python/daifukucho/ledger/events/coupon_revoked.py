"""The shop took a coupon back."""

from daifukucho.kernel.words import Words
from daifukucho.ledger.event import EventType

EVENT = EventType(
    key="coupon_revoked",
    label=Words("クーポンの回収", "coupon revoked"),
    description=Words(
        "配ったクーポンが取り消されました。",
        "A coupon was taken back from her.",
    ),
    example={"coupon_id": "01KANYFHK100C0VP0N00000001", "by": "01KANYFHK100PRATR000000001"},
    fold=None,
    ours=True,
)
