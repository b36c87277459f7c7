"""The friend used a ticket that was won with the shop card."""

from dataclasses import replace

from daifukucho.book.kind import EventType
from daifukucho.book.telling import Told, called, quoted
from daifukucho.friends.friend import Friend
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry


def _fold(friend: Friend, entry: Entry) -> Friend:
    tickets = {key: until for key, until in friend.tickets.items() if key != entry.data["ticket"]}
    return replace(friend, tickets=tickets, recorded_at=entry.at)


def _says(told: Told) -> Words | None:
    ticket, by = told.word("ticket"), told.by()
    if not ticket:
        return None
    name = called(told.name_of("ticket", ticket.rpartition(".")[0]), quoted([ticket]))
    return Words(f"特典チケット{name.ja}を使いました{by.ja}。", f"The friend used the ticket {name.en}{by.en}.")


EVENT = EventType(
    key="ticket_used",
    asked=True,
    label=Words("特典チケットの利用", "ticket used"),
    description=Words("ショップカードの特典チケットを使いました。", "A friend used a ticket of the shop card."),
    example={"ticket": "coffee.1", "until": 1_797_951_600_000, "store": "shibuya", "by": "01KANYFHK100STAFFMEMBER001"},
    effect={"recorded_at": 1_795_316_400_000},
    fold=_fold,
    ours=True,
    recorded=True,
    says=_says,
)
