"""The friend's card shows the number of an earlier card of the shop's, or no longer does."""

from dataclasses import replace

from daifukucho.book.kind import EventType
from daifukucho.book.telling import Told
from daifukucho.friends.friend import Friend
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry


def _fold(friend: Friend, entry: Entry) -> Friend:
    return replace(friend, card_no=entry.data["card_no"], recorded_at=entry.at)


def _says(told: Told) -> Words:
    number, by = told.word("card_no"), told.by()
    if not number:
        return Words(
            f"以前の会員番号の表示をやめました{by.ja}。", f"The card no longer shows an earlier number{by.en}."
        )
    return Words(
        f"会員証に以前の会員番号 {number} を表示するようにしました{by.ja}。",
        f"The card shows the number of an earlier card, {number}{by.en}.",
    )


EVENT = EventType(
    key="card_numbered",
    label=Words("以前の会員番号の登録", "earlier card's number"),
    description=Words(
        "お店が以前に発行した会員証の番号を、この会員証に登録しました。",
        "The friend's card was given the number of a card that the shop had issued before, or lost it again.",
    ),
    example={"card_no": "00012345", "by": "01KANYFHK100STAFFMEMBER001"},
    effect={"card_no": "00012345", "recorded_at": 1_795_316_400_000},
    fold=_fold,
    ours=True,
    recorded=True,
    says=_says,
)
