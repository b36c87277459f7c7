"""She was told something because of another entry, or there is a reason why not."""

from daifukucho.kernel.words import Words
from daifukucho.ledger.event import EventType

EVENT = EventType(
    key="notice",
    label=Words("お知らせ", "notice"),
    description=Words(
        "ランクアップなどの記録をきっかけに、メッセージが自動で送られたか、送られなかった理由があります。",
        "A message because of an entry, such as a rank that rose, was sent by itself; or why it was not.",
    ),
    example={
        "because": "rank_changed",
        "entry_id": "01KANYFHK100RANKCHANGED001",
        "name": "rank/gold/2026-11",
        "outcome": "sent",
        "reason": None,
        "detail": None,
    },
    fold=None,
    ours=True,
)
