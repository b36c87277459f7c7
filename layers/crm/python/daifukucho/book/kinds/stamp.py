"""The friend's shop card was stamped."""

from dataclasses import replace

from daifukucho.book.kind import EventType
from daifukucho.book.telling import Told, called, so_many
from daifukucho.friends.friend import Friend
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry


def _fold(friend: Friend, entry: Entry) -> Friend:
    return replace(friend, stamps=entry.data["after"], tickets=entry.data["tickets"], recorded_at=entry.at)


_BEFORE = {"card": 0, "count": 4, "first_at": 1_795_230_000_000, "last_at": 1_795_230_000_000, "won": 0}
_AFTER = {"card": 0, "count": 5, "first_at": 1_795_230_000_000, "last_at": 1_795_316_400_000, "won": 1}


def _says(told: Told) -> Words | None:
    stamps, count, by = told.number("stamps"), told.number("after", "count"), told.by()
    if stamps is None:
        return None
    won = told.words("won")
    names = [told.name_of("ticket", ticket.rpartition(".")[0]) or Words(ticket, ticket) for ticket in won]
    ja, en = (f"。いま{count:,}個", f"; it has {count:,} now") if count is not None else ("", "")
    if won:
        ja += f"。特典{''.join(called(name).ja for name in names)}を獲得"
        en += f" and won {', '.join(called(name).en for name in names)}"
    return Words(
        f"スタンプを{stamps:,}個押しました{ja}{by.ja}。",
        f"The friend's card got {so_many(stamps, 'stamp')}{en}{by.en}.",
    )


EVENT = EventType(
    key="stamp",
    asked=True,
    label=Words("ショップカードのスタンプ", "stamp"),
    description=Words("ショップカードにスタンプを押しました。", "A friend's shop card was stamped."),
    example={
        "stamps": 1,
        "before": _BEFORE,
        "after": _AFTER,
        "won": ["coffee.1"],
        "tickets": {"coffee.1": 1_797_951_600_000},
        "store": "shibuya",
        "by": "01KANYFHK100STAFFMEMBER001",
    },
    effect={"stamps": _AFTER, "tickets": {"coffee.1": 1_797_951_600_000}, "recorded_at": 1_795_316_400_000},
    fold=_fold,
    ours=True,
    recorded=True,
    says=_says,
)
