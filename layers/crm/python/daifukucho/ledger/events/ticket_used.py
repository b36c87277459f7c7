"""She used a ticket that she had won with her shop card."""

from dataclasses import replace

from daifukucho.friends.friend import Friend
from daifukucho.kernel.words import Words
from daifukucho.ledger.entry import Entry
from daifukucho.ledger.event import EventType


def _fold(friend: Friend, entry: Entry) -> Friend:
    tickets = {key: until for key, until in friend.tickets.items() if key != entry.data["ticket"]}
    return replace(friend, tickets=tickets, recorded_at=entry.at)


EVENT = EventType(
    key="ticket_used",
    label=Words("特典チケットの利用", "ticket used"),
    description=Words("ショップカードの特典チケットを使いました。", "She used a ticket of her shop card."),
    example={"ticket": "coffee.1", "store": "shibuya", "by": "01KANYFHK100OPERATOR000001"},
    effect={"recorded_at": 1_795_316_400_000},
    fold=_fold,
    ours=True,
    recorded=True,
)
