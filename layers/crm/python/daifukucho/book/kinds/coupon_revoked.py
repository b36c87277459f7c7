"""The shop took a coupon back."""

from daifukucho.book.kind import EventType
from daifukucho.book.telling import Told, called
from daifukucho.kernel.words import Words


def _says(told: Told) -> Words:
    coupon, by = called(told.name("coupon", "coupon_id")), told.by()
    return Words(
        f"クーポン{coupon.ja}を取り消しました{by.ja}。", f"The coupon {coupon.en}".rstrip() + f" was taken back{by.en}."
    )


EVENT = EventType(
    key="coupon_revoked",
    label=Words("クーポンの回収", "coupon revoked"),
    description=Words(
        "配ったクーポンが取り消されました。",
        "A coupon was taken back from a friend.",
    ),
    example={"coupon_id": "01KANYFHK100C0VP0N00000001", "by": "01KANYFHK100PRATR000000001"},
    fold=None,
    ours=True,
    says=_says,
)
