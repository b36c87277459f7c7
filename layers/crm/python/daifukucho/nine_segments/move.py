"""A transition from one segment to another, in the words of the method.

Moves to the right judge the promotion of sales; moves up judge the brand. The method tells growth, failure and recovery
apart and numbers their arrows. Its public texts do not show which arrow has which number, so the numbers are left out.
A change that cannot happen (a buyer never becomes somebody who has not bought) corrects what was said, and has no kind.
"""

from enum import StrEnum

from daifukucho.nine_segments.segment import BOUGHT, Half, Tier

_ORDER = list(Tier)


class Move(StrEnum):
    """成長, 失敗, 復活."""

    GROWTH = "growth"
    FAILURE = "failure"
    RECOVERY = "recovery"


class HalfMove(StrEnum):
    UP = "up"
    DOWN = "down"


def move_of(before: Tier | None, after: Tier) -> Move | None:
    """The kind of a change of tier; ``None``: nothing was known before, nothing changed, or the change has no kind."""
    if before is None or before is after:
        return None
    right = _ORDER.index(after) > _ORDER.index(before)
    if before is Tier.LAPSED:
        return Move.RECOVERY if right else None
    if right:
        # a friend who was not known to have bought and has lapsed did both since then; that is no growth
        return None if after is Tier.LAPSED else Move.GROWTH
    return Move.FAILURE if before in BOUGHT and after in BOUGHT else None


def half_move_of(before: Half | None, after: Half) -> HalfMove | None:
    """The change of the friend's intention, if both are known."""
    match before, after:
        case Half.NEGATIVE, Half.POSITIVE:
            return HalfMove.UP
        case Half.POSITIVE, Half.NEGATIVE:
            return HalfMove.DOWN
    return None
