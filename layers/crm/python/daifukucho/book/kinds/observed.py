"""In which tier of a product the shop's records of purchases put the friend."""

from dataclasses import replace

from daifukucho.book.kind import EventType
from daifukucho.book.telling import Told
from daifukucho.friends.friend import Friend
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry
from daifukucho.nine_segments.segment import TIERS
from daifukucho.nine_segments.standing import taken_in


def _fold(friend: Friend, entry: Entry) -> Friend:
    standings = taken_in(friend.nine_segments, entry.data["nine_segment"], entry.at)
    return replace(friend, nine_segments=standings, recorded_at=entry.at)


def _says(told: Told) -> Words | None:
    product, tier = told.word("nine_segment", "product"), TIERS.get(told.word("nine_segment", "tier"))
    if not product or tier is None:
        return None
    return Words(
        f"「{product}」の購買が「{tier.ja}」の層になりました。",
        f"By the purchases of “{product}” the friend is now “{tier.en}”.",
    )


EVENT = EventType(
    key="observed",
    label=Words("購買の観測", "observed"),
    description=Words(
        "購買の記録から、9セグメントの層が変わりました。",
        "By the shop's records of purchases a friend came into another tier of the nine segments.",
    ),
    example={
        "nine_segment": {
            "product": "daifuku",
            "source": "observed",
            "tier": "loyal",
            "before": "general",
            "move": "growth",
        },
        "by": "01KANYFHK100STAFFMEMBER001",
    },
    effect={
        "nine_segments": {"daifuku": {"observed": "loyal", "observed_at": 1_795_316_400_000}},
        "recorded_at": 1_795_316_400_000,
    },
    fold=_fold,
    ours=True,
    recorded=True,
    says=_says,
)
