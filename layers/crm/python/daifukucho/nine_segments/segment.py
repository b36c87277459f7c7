"""A segment of the nine: a tier of buying, and whether the friend means to buy again.

After 西口一希, as his articles and talks of 2025 describe it: five tiers; the four that know the product are halved by the
intention to buy it next time. Thresholds per category say what is loyal and what has lapsed. Segments have keys
here, because the published numbers differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from daifukucho.kernel.words import Words


class Tier(StrEnum):
    """From the left of the map to its right."""

    UNAWARE = "unaware"
    AWARE_NOT_BOUGHT = "aware_not_bought"
    LAPSED = "lapsed"
    GENERAL = "general"
    LOYAL = "loyal"


TIERS: Mapping[str, Words] = {
    Tier.UNAWARE: Words("未認知", "unaware"),
    Tier.AWARE_NOT_BOUGHT: Words("認知・未購買", "aware, not bought"),
    Tier.LAPSED: Words("離反", "lapsed"),
    Tier.GENERAL: Words("一般", "general"),
    Tier.LOYAL: Words("ロイヤル", "loyal"),
}
"""The names of the tiers for people."""

BOUGHT = (Tier.LAPSED, Tier.GENERAL, Tier.LOYAL)
"""The tiers of friends who have bought the product."""


class Half(StrEnum):
    """積極 or 消極: whether the friend means to buy it next time. A missing answer is not taken for 消極."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    UNDETERMINED = "undetermined"


HALVES = {
    Half.POSITIVE: Words("積極", "positive"),
    Half.NEGATIVE: Words("消極", "negative"),
    Half.UNDETERMINED: Words("意向不明", "undetermined"),
}


class Bought(StrEnum):
    """What the friend says of buying it, where the answer is no time."""

    NEVER = "never"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Segment:
    """One of the nine or, while the half is not known, one of the four tiers that know the product."""

    tier: Tier
    half: Half

    @property
    def key(self) -> str:
        """Such as ``positive_loyal``; ``unaware`` has no half."""
        return str(self.tier) if self.tier is Tier.UNAWARE else f"{self.half}_{self.tier}"

    @property
    def label(self) -> Words:
        """Such as 積極ロイヤル, positive loyal."""
        tier, half = TIERS[self.tier], HALVES[self.half]
        return tier if self.tier is Tier.UNAWARE else Words(f"{half.ja}{tier.ja}", f"{half.en} {tier.en}")


SEGMENTS = tuple(
    [Segment(Tier.UNAWARE, Half.UNDETERMINED)]
    + [Segment(tier, half) for tier in list(Tier)[1:] for half in (Half.NEGATIVE, Half.POSITIVE)]
)
"""The nine, from the left of the map to its right."""

ALL = (*SEGMENTS, *(Segment(tier, Half.UNDETERMINED) for tier in list(Tier)[1:]))
"""The nine, and the tiers of friends whose half is not known."""

_BY_KEY = {segment.key: segment for segment in ALL}


def segment_of(key: str) -> Segment:
    """The segment of a key."""
    return _BY_KEY[key]


@dataclass(frozen=True, slots=True)
class Told:
    """What the friend answers. ``None``: no answer. ``bought``: within how many days, or in words."""

    aware: bool | None = None
    bought: int | Bought | None = None
    intends: bool | None = None


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Those of a category: a friend who last bought at most ``loyal_days`` ago is loyal; ``lapse_days`` ago or more,
    lapsed."""

    loyal_days: int = 31
    lapse_days: int = 93


def declared(told: Told, thresholds: Thresholds) -> Segment | None:
    """The segment that the friend's answers give; ``None`` if they give none.

    A friend who says "I bought it" knows the product, whatever the other answers say.
    """
    half = {True: Half.POSITIVE, False: Half.NEGATIVE, None: Half.UNDETERMINED}[told.intends]
    match told.bought:
        case None | Bought.NEVER if told.aware is False:
            return Segment(Tier.UNAWARE, Half.UNDETERMINED)  # the friend's intention then means nothing
        case None:
            return None
        case Bought.NEVER:
            return Segment(Tier.AWARE_NOT_BOUGHT, half)
        case Bought.LAPSED:
            return Segment(Tier.LAPSED, half)
        case days:
            return Segment(_by_days(int(days), thresholds), half)


def _by_days(days: int, thresholds: Thresholds) -> Tier:
    if days >= thresholds.lapse_days:
        return Tier.LAPSED
    return Tier.LOYAL if days <= thresholds.loyal_days else Tier.GENERAL


def observed(days_since: int, purchases: int, *, loyal_purchases: int, lapse_days: int) -> Tier:
    """The tier of a friend who has bought: the last time so many days ago, so many times in the shop's own window."""
    if days_since >= lapse_days:
        return Tier.LAPSED
    return Tier.LOYAL if purchases >= loyal_purchases else Tier.GENERAL
