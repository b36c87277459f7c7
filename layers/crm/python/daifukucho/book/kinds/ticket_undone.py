"""The use of a ticket was taken back: the friend has it again."""

from dataclasses import replace

from daifukucho.book.kind import EventType
from daifukucho.book.telling import Told, called, quoted
from daifukucho.friends.friend import Friend
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry


def _fold(friend: Friend, entry: Entry) -> Friend:
    tickets = {**friend.tickets, entry.data["ticket"]: entry.data["until"]}
    return replace(friend, tickets=tickets, recorded_at=entry.at)


def _says(told: Told) -> Words | None:
    ticket, reason, by = told.word("ticket"), told.word("reason"), told.by()
    if not ticket:
        return None
    name = called(told.name_of("ticket", ticket.rpartition(".")[0]), quoted([ticket]))
    ja, en = (f"（理由: {reason}）", f", because: {reason}") if reason else ("", "")
    return Words(
        f"特典チケット{name.ja}の利用を取り消しました{ja}{by.ja}。",
        f"The use of the ticket {name.en} was taken back{by.en}{en}.",
    )


EVENT = EventType(
    key="ticket_undone",
    label=Words("特典チケットの利用の取り消し", "ticket use taken back"),
    description=Words(
        "ショップカードの特典チケットの利用を取り消しました。", "The use of a ticket of the shop card was taken back."
    ),
    example={
        "of": "0d8a5d2e-6f0e-5a34-9a5e-0c1f1b1f8a11",
        "ticket": "coffee.1",
        "until": 1_797_951_600_000,
        "reason": "押し間違い",
        "store": "shibuya",
        "by": "01KANYFHK100STAFFMEMBER001",
    },
    effect={"tickets": {"coffee.1": 1_797_951_600_000}, "recorded_at": 1_795_316_400_000},
    fold=_fold,
    ours=True,
    recorded=True,
    says=_says,
)
