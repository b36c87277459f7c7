"""The shop gave the friend a coupon."""

from daifukucho.book.kind import EventType
from daifukucho.book.telling import Told, called
from daifukucho.kernel.words import Words


def _says(told: Told) -> Words:
    coupon, by = called(told.name("coupon", "coupon_id")), told.by()
    campaign = told.name("campaign", "campaign_id")
    ja = f"配信「{campaign.ja}」で" if campaign else ""
    en = f" by the campaign “{campaign.en}”" if campaign else ""
    return Words(
        f"{ja}クーポン{coupon.ja}を配りました{by.ja}。",
        f"The friend was given the coupon {coupon.en}".rstrip() + f"{en}{by.en}.",
    )


EVENT = EventType(
    key="coupon_issued",
    asked=True,
    label=Words("クーポンの配布", "coupon issued"),
    description=Words(
        "クーポンが配られました。",
        "A friend was given a coupon.",
    ),
    example={"coupon_id": "01KANYFHK100C0VP0N00000001", "by": "01KANYFHK100PRATR000000001"},
    fold=None,
    ours=True,
    says=_says,
)
