"""Time, or changed settings of the shop, made something else of the friend's purchases."""

from daifukucho.book.kind import EventType
from daifukucho.kernel.words import Words
from daifukucho.orders.fold import judged

_FACTS = {
    "order_count": 1,
    "ltv_gross": 3_200,
    "first_order_at": 1_787_000_000_000,
    "last_order_at": 1_787_000_000_000,
    "order_yen": {"2026-08": 3_200},
    "order_counts": {"2026-08": 1},
    "orders_due_on": "2027-02-15",
    "orders_judged_by": "1/0",
    "rfm_r": 3,
    "rfm_f": 1,
    "rfm_m": 1,
}

EVENT = EventType(
    key="purchases_settled",
    label=Words("購買の再集計", "purchases settled"),
    description=Words(
        "日がたったか設定が変わったため、購買の指標・VIPタグ・9セグメントの層が変わりました。",
        "With time, or by new settings, a friend's figures of purchases, VIP tag or tiers changed.",
    ),
    example={
        "facts": _FACTS,
        "tags_add": [],
        "tags_remove": [],
        "nine_segments": [
            {"product": "daifuku", "source": "observed", "tier": "lapsed", "before": "general", "move": "failure"}
        ],
    },
    effect={
        **_FACTS,
        "nine_segments": {"daifuku": {"observed": "lapsed", "observed_at": 1_795_316_400_000}},
        "recorded_at": 1_795_316_400_000,
    },
    fold=judged,
    ours=True,
    recorded=True,
)
