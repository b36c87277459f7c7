"""The friend redeemed a coupon."""

from daifukucho.book.kind import EventType, visited
from daifukucho.book.telling import Told, called
from daifukucho.friends.attributes import Status
from daifukucho.kernel.words import Words


def _says(told: Told) -> Words:
    coupon, by = called(told.name("coupon", "coupon_id")), told.by("staff_id")
    store = told.name("store", "store_id")
    ja, en = (f"{store.ja}で", f" in {store.en}") if store else ("", "")
    return Words(
        f"{ja}クーポン{coupon.ja}を使いました{by.ja}。",
        f"The friend used the coupon {coupon.en}".rstrip() + f"{en}{by.en}.",
    )


EVENT = EventType(
    key="coupon_redeemed",
    asked=True,
    label=Words("クーポンの利用", "coupon redeemed"),
    description=Words(
        "店舗でクーポンを使いました。",
        "A friend redeemed a coupon in a store.",
    ),
    example={
        "coupon_id": "01KANYFHK100C0VP0N00000001",
        "use_id": "0f8fad5b-d9cb-569f-a165-70867728950e",
        "version": 1,
        "store_id": "01KANYFHK100ST0RE000000001",
        "staff_id": "01KANYFHK100PRATR000000001",
    },
    effect={
        "status": Status.VISITOR,
        "first_seen_at": 1_795_316_400_000,
        "last_seen_at": 1_795_316_400_000,
    },
    fold=visited,
    ours=True,
    says=_says,
)
