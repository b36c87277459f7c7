"""Whether a friend has a coupon that a campaign's run is about to give, and whether it may be given once more."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from daifukucho.coupons.holding import Gift, Holding
from daifukucho.kernel.time import business_date


class Had(StrEnum):
    """What a friend has of a coupon when a run is about to give it. USED: a redemption of it stands. HELD: none does;
    the coupon may also have expired, or been taken back. GIVEN: this very run has given it, whatever happened later."""

    HELD = "held"
    USED = "used"
    GIVEN = "given"


class Again(StrEnum):
    """How often campaigns may give a friend the same coupon: once in the shop's year, once in its month, or once in
    each campaign."""

    YEAR = "year"
    MONTH = "month"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True)
class Rule:
    """``again``: how often; ``None``: never again. ``cutoff_minutes``: minutes after midnight at which the shop's day begins, as
    the run has fixed it."""

    again: Again | None = None
    cutoff_minutes: int = 0


def had_of(holdings: Iterable[Holding], gift: Gift, rule: Rule) -> dict[str, Had]:
    """Which of the friends with these holdings have the coupon, as ``giver.Giver.had`` says."""
    has = has_of(gift, rule)
    found = {}
    for holding in holdings:
        if gave(holding, gift):
            found[holding.friend_id] = Had.GIVEN
        elif has(holding):
            found[holding.friend_id] = Had.USED if holding.used else Had.HELD
    return found


def has_of(gift: Gift, rule: Rule) -> Callable[[Holding], bool]:
    """A function that tells of a holding whether, for this gift, the friend has the coupon.

    A later period counts as this one: a run that comes late does not replace what was given after its own time.
    """
    match rule.again:
        case None:
            return lambda holding: True
        case Again.CAMPAIGN:
            return lambda holding: any(known.campaign_id == gift.campaign_id for known in holding.gifts)
    months = 1 if rule.again is Again.MONTH else 12

    def period(at: int) -> int:
        day = business_date(at, rule.cutoff_minutes)
        return (day.year * 12 + day.month - 1) // months

    return lambda holding: period(_given_for(holding)) >= period(gift.due_at)


def gave(holding: Holding, gift: Gift) -> bool:
    """Whether this very run gave it, whatever happened later."""
    return any(known.run_id == gift.run_id for known in holding.gifts)


def _given_for(holding: Holding) -> int:
    """The instant that says in which period it was given: a run's nominal time, else when the friend got it."""
    times = [known.due_at for known in holding.gifts]
    return max([*times, holding.got_at] if holding.run_id is None else times)
