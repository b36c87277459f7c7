"""Her rank rose or fell."""

from dataclasses import replace

from daifukucho.friends.friend import Friend
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry
from daifukucho.ledger.event import EventType


def _fold(friend: Friend, entry: Entry) -> Friend:
    return replace(friend, rank=entry.data["rank"], recorded_at=entry.at)


EVENT = EventType(
    key="rank_changed",
    label=Words("ランクの変更", "rank changed"),
    description=Words("ランクが上がったか、下がりました。", "Her rank rose or fell."),
    example={"rank": "gold", "before": "silver", "rose": True},
    effect={"rank": "gold", "recorded_at": 1_795_316_400_000},
    fold=_fold,
    ours=True,
    recorded=True,
    owes_notice=lambda entry: bool(entry.data["rose"]),
)
