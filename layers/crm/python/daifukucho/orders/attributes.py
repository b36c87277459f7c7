"""What a friend's orders come to."""

from collections.abc import Mapping
from dataclasses import dataclass

from daifukucho.kernel.declared import INSTANT, NUMBER, NUMBERS, TEXT, declared
from daifukucho.kernel.words import Words

_TIMES, _YEN, _DAYS, _SCORE = Words("{}回", "{}"), Words("¥{}", "¥{}"), Words("{}日", "{} days"), Words("{}点", "{}")


@dataclass(frozen=True, init=False, repr=False, eq=False)
class OrderAttributes:
    """``None`` without an order that counts (see ``daifukucho.orders.sums``). The orders decide them, and nothing else does.

    ``ltv_gross`` and ``ltv_margin`` are in yen; ``order_yen`` and ``order_counts`` are sums by month for two years. ``rfm_r``, ``rfm_f``
    and ``rfm_m`` are scores; ``orders_due_on`` (``YYYY-MM-DD``) is the day on which time alone changes any of it,
    ``orders_judged_by`` the settings it was judged by.
    """

    order_count: int | None = declared(NUMBER, "購買回数", "number of orders", unit=_TIMES)
    ltv_gross: int | None = declared(NUMBER, "累計購買額", "lifetime value", unit=_YEN)
    ltv_margin: int | None = declared(NUMBER, "累計粗利", "lifetime margin", unit=_YEN)
    first_order_at: int | None = declared(INSTANT, "最初の購買日時", "first order")
    last_order_at: int | None = declared(INSTANT, "最後の購買日時", "last order")
    favourite_product: str | None = declared(TEXT, "よく買う商品", "favourite product", of_names=True)
    favourite_store: str | None = declared(TEXT, "よく買う店舗", "favourite store", of_names=True, refers_to="store")
    days_between_orders: int | None = declared(NUMBER, "購買の平均間隔", "average time between orders", unit=_DAYS)
    rfm_r: int | None = declared(NUMBER, "最近さのスコア（RFMのR）", "RFM recency score", unit=_SCORE)
    rfm_f: int | None = declared(NUMBER, "回数のスコア（RFMのF）", "RFM frequency score", unit=_SCORE)
    rfm_m: int | None = declared(NUMBER, "金額のスコア（RFMのM）", "RFM monetary score", unit=_SCORE)
    order_yen: Mapping[str, int] = declared(NUMBERS)
    order_counts: Mapping[str, int] = declared(NUMBERS)
    orders_due_on: str | None = declared(TEXT)
    orders_judged_by: str | None = declared(TEXT)
