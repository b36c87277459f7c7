"""The friend opened the member card 会員証."""

from daifukucho.book.kind import EventType, visited
from daifukucho.book.telling import Told
from daifukucho.friends.attributes import Status
from daifukucho.kernel.words import Words


def _says(_: Told) -> Words:
    return Words("会員証を開きました。", "The friend opened the member card.")


EVENT = EventType(
    key="card_opened",
    asked=True,
    label=Words("会員証の表示", "card opened"),
    description=Words("友だちが会員証を開きました。", "A friend opened the member card."),
    example={},
    effect={
        "status": Status.VISITOR,
        "first_seen_at": 1_795_316_400_000,
        "last_seen_at": 1_795_316_400_000,
    },
    fold=visited,
    ours=True,
    says=_says,
)
