"""Changing the shop's settings: what a person sends is checked whole, and every fault is named with its place."""

import re
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from daifukucho.kernel.errors import Fault, Invalid
from daifukucho.kernel.time import Clock, LeapDay
from daifukucho.kernel.versions import refuse_unless_expected
from daifukucho.shop.plan import KNOWN_PLANS, Plan, Tier
from daifukucho.shop.settings import Shop, ShopStore

MOST_MESSAGES = 1_000_000_000
MOST_TIERS = 20
MOST_YEN = 100
_KEYS = ("day_starts_at", "leap_day", "plan")
_PLAN_KEYS = ("included", "tiers")
_TIER_KEYS = ("up_to", "yen")
_DAY_START = re.compile(r"(0\d|1[01]):([0-5]\d)")


class ShopEditor:
    """Changes the settings."""

    def __init__(self, shops: ShopStore, clock: Clock) -> None:
        self._shops = shops
        self._clock = clock

    def update(self, given: object, expected: Collection[int] | None = None) -> Shop:
        """Write the next version of the settings; runs that are open keep what they were opened with.

        ``expected``: the versions that the caller takes for the present one (``None``: any). A read and a
        transaction of two writes. Raises Invalid, Unavailable, and Conflict if the settings are others by now.
        """
        after = define_shop(given)
        before = self._shops.get()
        refuse_unless_expected(before.version, expected)
        return self._shops.save(before, after, self._clock())


def define_shop(given: object) -> Shop:
    """Check what a person sent. Raises Invalid with every fault found, each with its place."""
    if not isinstance(given, dict):
        raise Invalid("The shop's settings are a JSON object.", code="invalid_shop")
    faults = _unknown(given, _KEYS, "", "the shop's settings")
    faults += [Fault(f"/{key}", "Say this too: all settings are saved at once.") for key in _KEYS if key not in given]
    start = given.get("day_starts_at", "00:00")
    day_start = _DAY_START.fullmatch(start) if isinstance(start, str) else None
    if day_start is None:
        faults.append(Fault("/day_starts_at", "Write hours and minutes from 00:00 to 11:59, such as 05:00."))
    leap_day = given.get("leap_day", str(LeapDay.FEB_28))
    if leap_day not in tuple(map(str, LeapDay)):
        faults.append(Fault("/leap_day", f"Choose one of: {', '.join(LeapDay)}."))
    plan = _plan(given.get("plan"), faults)
    if faults or day_start is None:
        raise Invalid("The shop's settings cannot be saved as they are.", code="invalid_shop", faults=faults)
    return Shop(int(day_start[1]) * 60 + int(day_start[2]), LeapDay(leap_day), plan)


def _plan(given: object, faults: list[Fault]) -> Plan | None:
    if given is None:
        return None
    if isinstance(given, str) and given in KNOWN_PLANS:
        return KNOWN_PLANS[given]
    if not isinstance(given, dict):
        known = ", ".join(KNOWN_PLANS)
        faults.append(Fault("/plan", f'Choose one of: {known}; or write {{"included": …, "tiers": […]}}, or null.'))
        return None
    faults += _unknown(given, _PLAN_KEYS, "/plan", "a plan")
    included, tiers = given.get("included"), given.get("tiers")
    if not _is_count(included, 0):
        faults.append(Fault("/plan/included", f"Give a whole number of messages, 0 to {MOST_MESSAGES:,}."))
    if not isinstance(tiers, list) or len(tiers) > MOST_TIERS:
        faults.append(Fault("/plan/tiers", f"Give a list of 0 to {MOST_TIERS} tiers."))
        return None
    before = len(faults)
    checked = _tiers(tiers, faults)
    return Plan(None, included, checked) if len(faults) == before and isinstance(included, int) else None


def _tiers(given: list[Any], faults: list[Fault]) -> tuple[Tier, ...]:
    tiers: list[Tier] = []
    reached = 0
    for i, tier in enumerate(given):
        at = f"/plan/tiers/{i}"
        if not isinstance(tier, dict):
            faults.append(Fault(at, 'A tier is an object, such as {"up_to": 50000, "yen": 3.0}.'))
            continue
        faults += _unknown(tier, _TIER_KEYS, at, "a tier")
        up_to, yen = tier.get("up_to"), _yen(tier.get("yen"))
        if up_to is None and ("up_to" not in tier or i + 1 < len(given)):
            faults.append(
                Fault(f"{at}/up_to", "Say up to how many messages; null stands for all the rest, at the end.")
            )
        elif up_to is not None and not _is_count(up_to, reached + 1):
            faults.append(Fault(f"{at}/up_to", f"Give a whole number above {reached:,}: tiers ascend."))
        elif up_to is not None:
            reached = up_to
        if yen is None:
            faults.append(Fault(f"{at}/yen", f"Give a price in yen, 0 to {MOST_YEN}, with at most 3 decimals."))
        else:
            tiers.append(Tier(up_to, yen))
    return tuple(tiers)


def _yen(given: object) -> Decimal | None:
    """A price. JSON's numbers come as floats; the shortest decimal that means the float is what was written."""
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given <= MOST_YEN:
        return None
    yen = Decimal(str(given))
    return yen if yen == round(yen, 3) else None


def _is_count(given: object, least: int) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and least <= given <= MOST_MESSAGES


def _unknown(given: dict[Any, Any], known: Collection[str], at: str, what: str) -> list[Fault]:
    return [Fault(f"{at}/{key}", f"There is no {key!r} in {what}; remove it.") for key in given if key not in known]
