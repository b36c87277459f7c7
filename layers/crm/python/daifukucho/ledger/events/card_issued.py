"""She got the number of her member card."""

from dataclasses import replace

from daifukucho.friends.friend import Friend
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry
from daifukucho.ledger.event import EventType


def _fold(friend: Friend, entry: Entry) -> Friend:
    return replace(friend, member_no=entry.data["member_no"], recorded_at=entry.at)


EVENT = EventType(
    key="card_issued",
    label=Words("会員証の発行", "card issued"),
    description=Words("会員番号をつけ、会員証を発行しました。", "She got her member number, and a card with it."),
    example={"member_no": "2012345678900"},
    effect={"member_no": "2012345678900", "recorded_at": 1_795_316_400_000},
    fold=_fold,
    ours=True,
    recorded=True,
)
