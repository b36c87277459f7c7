"""The friend bought something, or something about an order of the friend's changed."""

from collections.abc import Mapping

from daifukucho.book.kind import EventType
from daifukucho.book.telling import Told, changes, dated, quotable, quoted
from daifukucho.kernel.time import to_iso
from daifukucho.kernel.words import Words
from daifukucho.orders.fold import judged

_SHOWN = 3
"""A sentence names so many lines of an order."""
_LAST = 7_258_118_400_000
"""Before 2200: a later time is no order's day."""


def _says(told: Told) -> Words | None:
    order_id, yen, by, changed = (
        told.word("order", "order_id"),
        told.number("order", "amount"),
        told.by(),
        changes(told),
    )
    if not order_id or yen is None:
        return None
    order = quoted([order_id])
    refunded = (told.number("order", "refunded") or 0) - (told.number("before", "refunded") or 0)
    if told.word("order", "state") == "cancelled":
        said = Words(f"注文{order.ja}（¥{yen:,}）を取り消しました", f"The order {order.en} of ¥{yen:,} was cancelled")
    elif told.of("before") is None:
        said = _bought(told, order, yen)
    elif refunded > 0:
        said = Words(
            f"注文{order.ja}の¥{refunded:,}を返金しました", f"¥{refunded:,} of the order {order.en} were paid back"
        )
    else:
        said = Words(
            f"注文{order.ja}の内容が変わりました（¥{yen:,}）",
            f"The order {order.en} was changed; it is of ¥{yen:,} now",
        )
    ja, en = (f"。{changed.ja}", f"; {changed.en}") if changed.ja else ("", "")
    return Words(f"{said.ja}{by.ja}{ja}。", f"{said.en}{by.en}{en}.")


def _bought(told: Told, order: Words, yen: int) -> Words:
    found, key = told.of("order", "lines"), told.word("order", "store_id")
    lines = [line for line in found if isinstance(line, Mapping)] if isinstance(found, list) else []
    goods = [f"{quotable(line.get('name'))}×{line.get('quantity')}" for line in lines[:_SHOWN]]
    more = len(lines) > _SHOWN
    ja, en = "、".join(goods) + ("など" if more else ""), ", ".join(goods) + (" and more" if more else "")
    store = told.name("store", "order", "store_id") or quoted([key])
    day = _day(told)
    return Words(
        f"{day.ja}{f'{store.ja}で' if key else ''}{f'{ja}を' if ja else ''}買いました（注文{order.ja}、¥{yen:,}）",
        f"The friend bought {en or 'something'} for ¥{yen:,}{f' in {store.en}' if key else ''}{day.en}"
        f" (order {order.en})",
    )


def _day(told: Told) -> Words:
    """The day of the order, if it was recorded on another day."""
    at = told.number("order", "at")
    if at is None or not 0 <= at < _LAST or (day := to_iso(at)[:10]) == to_iso(told.entry.at)[:10]:
        return Words("", "")
    said = dated(day)
    return Words(f"{said.ja}に", f" on {said.en}") if said else Words("", "")


_FACTS = {
    "order_count": 1,
    "ltv_gross": 3_200,
    "ltv_margin": 1_920,
    "first_order_at": 1_795_314_600_000,
    "last_order_at": 1_795_314_600_000,
    "favourite_product": "daifuku-6",
    "favourite_store": "shibuya",
    "order_yen": {"2026-11": 3_200},
    "order_counts": {"2026-11": 1},
    "orders_due_on": "2026-12-23",
    "orders_judged_by": "1/0",
    "rfm_r": 5,
    "rfm_f": 1,
    "rfm_m": 1,
}

EVENT = EventType(
    key="purchase",
    label=Words("購買", "purchase"),
    description=Words(
        "注文を記録したか、その内容・返金・取消が変わりました。",
        "An order of a friend's was recorded, changed, refunded or cancelled.",
    ),
    example={
        "order": {
            "order_id": "A-1024",
            "at": 1_795_314_600_000,
            "version": 1_795_314_600_000,
            "amount": 3_200,
            "lines": [
                {
                    "product_id": "daifuku-6",
                    "name": "豆大福 6個入り",
                    "quantity": 2,
                    "amount": 3_200,
                    "category": "和菓子",
                    "cost": 1_280,
                }
            ],
            "store_id": "shibuya",
        },
        "before": None,
        "facts": _FACTS,
        "tags_add": ["VIP"],
        "tags_remove": [],
        "nine_segments": [
            {"product": "daifuku", "source": "observed", "tier": "general", "before": None, "move": None}
        ],
        "by": "client-1",
    },
    effect={
        **_FACTS,
        "tags": {"VIP": 1_795_316_400_000},
        "nine_segments": {"daifuku": {"observed": "general", "observed_at": 1_795_316_400_000}},
        "recorded_at": 1_795_316_400_000,
    },
    fold=judged,
    ours=True,
    recorded=True,
    says=_says,
)
