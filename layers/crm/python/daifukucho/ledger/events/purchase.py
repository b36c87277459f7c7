"""She bought something, or something about an order of hers changed."""

from daifukucho.kernel.words import Words
from daifukucho.ledger.event import EventType
from daifukucho.orders.fold import judged

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
        "An order of hers was recorded, changed, refunded or cancelled.",
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
)
