"""The friend got a member card and its number."""

from dataclasses import replace

from daifukucho.book.kind import EventType
from daifukucho.book.telling import Told
from daifukucho.friends.friend import Friend
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry


def _fold(friend: Friend, entry: Entry) -> Friend:
    return replace(friend, member_no=entry.data["member_no"], recorded_at=entry.at)


def _says(told: Told) -> Words | None:
    number = told.word("member_no")
    if not number:
        return None
    return Words(f"会員証を発行しました（会員番号 {number}）。", f"The friend got a member card, number {number}.")


EVENT = EventType(
    key="card_issued",
    asked=True,
    label=Words("会員証の発行", "card issued"),
    description=Words("会員番号をつけ、会員証を発行しました。", "A friend got a member number, and a card with it."),
    example={"member_no": "2012345678900"},
    effect={"member_no": "2012345678900", "recorded_at": 1_795_316_400_000},
    fold=_fold,
    ours=True,
    recorded=True,
    says=_says,
)
