"""A friend's redemption of a coupon was taken back."""

from daifukucho.book.kind import EventType
from daifukucho.book.telling import Told, called
from daifukucho.kernel.words import Words


def _says(told: Told) -> Words:
    coupon, by, reason = called(told.name("coupon", "coupon_id")), told.by(), told.word("reason")
    because = Words(f"（理由: {reason}）", f", because: {reason}") if reason else Words("", "")
    return Words(
        f"クーポン{coupon.ja}の利用を取り消しました{because.ja}{by.ja}。",
        f"The friend's use of the coupon {coupon.en}".rstrip() + f" was taken back{by.en}{because.en}.",
    )


EVENT = EventType(
    key="coupon_undone",
    label=Words("クーポン利用の取消", "coupon undone"),
    description=Words(
        "クーポンの利用が取り消されました。",
        "A friend's redemption of a coupon was taken back.",
    ),
    example={
        "coupon_id": "01KANYFHK100C0VP0N00000001",
        "use_id": "0f8fad5b-d9cb-569f-a165-70867728950e",
        "by": "01KANYFHK100PRATR000000001",
        "reason": "押し間違い",
    },
    fold=None,
    ours=True,
    says=_says,
)
