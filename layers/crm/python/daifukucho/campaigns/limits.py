"""What a marketer allows a run at the most: a run that would exceed it is refused before anybody is written to."""

from dataclasses import dataclass

from daifukucho.campaigns.refusals import NO_LIMITS
from daifukucho.kernel.rules import Whole
from daifukucho.kernel.shape import Shape
from daifukucho.kernel.words import Words

_HIGHEST = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """``recipients``: friends; ``yen``: what the messages cost at the account's plan. Neither: there is no limit."""

    recipients: int | None = None
    yen: int | None = None


LIMITS = Shape(
    {},
    {
        "recipients": Whole(0, _HIGHEST, Words("友だちの数です。", "Friends.")),
        "yen": Whole(
            0,
            _HIGHEST,
            Words("LINE の料金プランでの費用（円）です。", "What the messages cost at the shop's plan with LINE."),
        ),
    },
    make=Limits,
    says=Words(
        "1回の配信の上限です。超える場合は、だれにも送らずに取り消します。null: 上限なし。",
        "What a run may not exceed: one that would is cancelled before anybody is written to. `null`: it has none.",
    ),
    rule=NO_LIMITS,
)
