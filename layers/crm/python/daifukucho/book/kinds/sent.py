"""A campaign reached the friend."""

from daifukucho.book.kind import EventType
from daifukucho.book.telling import Told, called
from daifukucho.kernel.words import Words


def _says(told: Told) -> Words:
    campaign, test = called(told.name("campaign", "campaign_id")), told.of("test") is True
    if told.of("outcome") == "unknown":
        ja, en = (
            "を送りましたが、届いたかは不明です",
            " was sent to the friend, and LINE has not said whether it arrived",
        )
    else:
        ja, en = "を送りました", " was sent to the friend"
    return Words(
        f"{'テスト配信' if test else '配信'}{campaign.ja}{ja}。",
        f"{'A test of the' if test else 'The'} campaign {campaign.en}".rstrip() + f"{en}.",
    )


EVENT = EventType(
    key="sent",
    asked=True,
    label=Words("配信", "sent"),
    description=Words(
        "配信のメッセージを LINE が受け付けました。",
        "LINE accepted a campaign's message to a friend.",
    ),
    example={
        "run_id": "01KANYFHK100CAMPA1GN000001-1a1ee565e00",
        "campaign_id": "01KANYFHK100CAMPA1GN000001",
        "outcome": "sent",
    },
    fold=None,
    ours=True,
    says=_says,
)
