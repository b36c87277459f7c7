"""Stamps were taken back: the friend's shop card is as it was before them."""

from dataclasses import replace

from daifukucho.book.kind import EventType
from daifukucho.book.telling import Told, so_many
from daifukucho.friends.friend import Friend
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry


def _fold(friend: Friend, entry: Entry) -> Friend:
    return replace(friend, stamps=entry.data["after"], tickets=entry.data["tickets"], recorded_at=entry.at)


_AFTER = {"card": 0, "count": 4, "first_at": 1_795_230_000_000, "last_at": 1_795_230_000_000, "won": 0}


def _says(told: Told) -> Words | None:
    stamps, reason, by = told.number("stamps"), told.word("reason"), told.by()
    if stamps is None:
        return None
    ja, en = (f"（理由: {reason}）", f", because: {reason}") if reason else ("", "")
    return Words(
        f"スタンプ{stamps:,}個を取り消しました{ja}{by.ja}。", f"Taken back: {so_many(stamps, 'stamp')}{by.en}{en}."
    )


EVENT = EventType(
    key="stamp_undone",
    label=Words("スタンプの取り消し", "stamps taken back"),
    description=Words("ショップカードのスタンプを取り消しました。", "Stamps of a friend's shop card were taken back."),
    example={
        "of": "0d8a5d2e-6f0e-5a34-9a5e-0c1f1b1f8a11",
        "stamps": 1,
        "after": _AFTER,
        "tickets": {},
        "reason": "押し間違い",
        "store": "shibuya",
        "by": "01KANYFHK100STAFFMEMBER001",
    },
    effect={"stamps": _AFTER, "recorded_at": 1_795_316_400_000},
    fold=_fold,
    ours=True,
    recorded=True,
    says=_says,
)
