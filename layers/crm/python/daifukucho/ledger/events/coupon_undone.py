"""A redemption of hers was taken back."""

from daifukucho.kernel.words import Words
from daifukucho.ledger.event import EventType

EVENT = EventType(
    key="coupon_undone",
    label=Words("クーポン利用の取消", "coupon undone"),
    description=Words(
        "クーポンの利用が取り消されました。",
        "A redemption of hers was taken back.",
    ),
    example={
        "coupon_id": "01KANYFHK100C0VP0N00000001",
        "use_id": "0f8fad5b-d9cb-569f-a165-70867728950e",
        "by": "01KANYFHK100PRATR000000001",
        "reason": "押し間違い",
    },
    fold=None,
    ours=True,
)
