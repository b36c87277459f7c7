"""What a month of messages costs at the account's plan with LINE (LINE Official Account, prices in Japan, without tax).

A message is one recipient of one request, whatever the number of message objects. Messages within the plan's monthly
volume are free; on a plan with tiers, those beyond it cost progressively less; on a plan without, LINE refuses them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal


@dataclass(frozen=True, slots=True)
class Tier:
    """A price per message beyond the plan's volume; ``up_to`` counts those beyond, ``None``: all the rest."""

    up_to: int | None
    yen: Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """``included``: messages a month without extra charge. ``key`` ``None``: a plan in the shop's own figures.

    ``tiers`` in ascending order of ``up_to``. Without any, no message beyond the volume is to be had.
    """

    key: str | None
    included: int
    tiers: Sequence[Tier] = ()

    def cost(self, used: int, more: int) -> int | None:
        """What ``more`` messages cost after ``used`` in the same month, in whole yen, rounded up.

        ``None``: the tiers do not reach that far. LINE sells no more, or nobody has said at what price.
        """
        before, after = (max(0, n - self.included) for n in (used, used + more))
        if after == before:
            return 0
        last = self.tiers[-1].up_to if self.tiers else 0
        if last is not None and after > last:
            return None
        return int((self._charge(after) - self._charge(before)).to_integral_value(ROUND_CEILING))

    def _charge(self, beyond: int) -> Decimal:
        charge, start = Decimal(0), 0
        for tier in self.tiers:
            end = beyond if tier.up_to is None else min(beyond, tier.up_to)
            charge += max(0, end - start) * tier.yen
            start = max(start, end)
        return charge


CONFIRMED_TIERS = (Tier(50_000, Decimal("3.0")), Tier(100_000, Decimal("2.8")))
"""Of the standard plan's tiers, those that published price guides bear out (August 2026). Prices fall further beyond;
LINE's own calculator knows them, and a shop that needs them enters its plan in figures."""

KNOWN_PLANS: Mapping[str, Plan] = {
    plan.key: plan
    for plan in (Plan("communication", 200), Plan("light", 5_000), Plan("standard", 30_000, CONFIRMED_TIERS))
    if plan.key
}
"""LINE's plans in Japan as of August 2026 (LINE Developers, "Messaging API pricing"), by key."""
