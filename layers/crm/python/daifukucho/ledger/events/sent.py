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
    example={
        "run_id": "01KANYFHK100CAMPA1GN000001-1a1ee565e00",
        "campaign_id": "01KANYFHK100CAMPA1GN000001",
        "outcome": "sent",
    },
    fold=None,
    ours=True,
)
