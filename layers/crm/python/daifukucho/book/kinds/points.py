"""Points were moved on the friend's account."""

from dataclasses import replace
from datetime import date

from daifukucho.book.kind import EventType
from daifukucho.book.telling import Told, so_many
from daifukucho.friends.account import balance, changed, expiries
from daifukucho.friends.friend import Friend
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry
from daifukucho.ranks.ranks import counted


def _fold(friend: Friend, entry: Entry) -> Friend:
    moved = entry.data
    lots = changed(friend.point_lots, moved["lots"])
    friend = replace(
        friend,
        points=balance(lots),
        point_lots=lots,
        points_expire_on=next(iter(expiries(lots)), None),
        recorded_at=entry.at,
    )
    if "counts" not in moved:
        return friend
    counts, today = moved["counts"], date.fromisoformat(moved["on"])
    return replace(
        friend,
        spent=counted(friend.spent, counts["month"], counts["yen"], today),
        earned=counted(friend.earned, counts["month"], counts["points"], today),
    )


_MOVED = {
    "grant": Words("{0}ポイントを付与しました", "The friend got {1}"),
    "use": Words("{0}ポイントを使いました", "The friend used {1}"),
    "refund": Words("{0}ポイントの移動を取り消しました", "A movement of {1} was taken back"),
    "expire": Words("{0}ポイントが失効しました", "The friend lost {1} by expiry"),
}


def _says(told: Told) -> Words | None:
    points, moved = told.number("points"), _MOVED.get(told.word("kind"))
    if points is None or moved is None:
        return None
    balance, yen, by = told.number("balance"), told.number("amount_yen"), told.by()
    ja, en = (words.format(f"{points:,}", so_many(points, "point")) for words in moved)
    if yen is not None:
        ja, en = f"{ja}（お買い上げ ¥{yen:,}）", f"{en} for a purchase of ¥{yen:,}"
    if balance is not None:
        ja, en = f"{ja}。残高 {balance:,}", f"{en}; the balance is {balance:,}"
    return Words(f"{ja}{by.ja}。", f"{en}{by.en}.")


EVENT = EventType(
    key="points",
    asked=True,
    label=Words("ポイント", "points"),
    description=Words(
        "ポイントを付与・利用・返還したか、ポイントが失効しました。",
        "Points were granted, used or refunded, or they expired.",
    ),
    example={
        "kind": "grant",
        "points": 32,
        "debit": "shop:granted",
        "credit": "friend",
        "lots": {"2027-11-30": 32},
        "expires": "2027-11-30",
        "balance": 32,
        "on": "2026-11-22",
        "counts": {"month": "2026-11", "yen": 3_200, "points": 32},
        "amount_yen": 3_200,
        "store": "shibuya",
        "order": "A-1024",
        "note": None,
        "by": "01KANYFHK100STAFFMEMBER001",
    },
    effect={
        "points": 32,
        "point_lots": {"2027-11-30": 32},
        "points_expire_on": "2027-11-30",
        "spent": {"2026-11": 3_200, "all": 3_200},
        "earned": {"2026-11": 32, "all": 32},
        "recorded_at": 1_795_316_400_000,
    },
    fold=_fold,
    ours=True,
    recorded=True,
    says=_says,
)
