"""A campaign reached her."""

from daifukucho.kernel.words import Words
from daifukucho.ledger.event import EventType

EVENT = EventType(
    key="sent",
    label=Words("配信", "sent"),
    description=Words(
        "配信のメッセージを LINE が受け付けました。",
        "LINE accepted a campaign's message to her.",
    ),
    example={"run": "01KANYFHK100RUN00000000001", "campaign": "01KANYFHK100CAMPA1GN000001"},
    fold=None,
    ours=True,
)
