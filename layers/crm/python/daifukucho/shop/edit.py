"""Changing the shop's settings: what a person sends is checked whole, and every fault is named with its place."""

import re
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from daifukucho.kernel.errors import Fault
from daifukucho.kernel.refusals import CHOICE, NOT_HERE
from daifukucho.kernel.time import Clock, LeapDay
from daifukucho.kernel.versions import refuse_unless_expected
from daifukucho.shop.plan import KNOWN_PLANS, Plan, Tier
from daifukucho.shop.refusals import (
    INVALID_SETTINGS,
    MISSING_MEMBER,
    NO_DAY_START,
    NO_END,
    NO_PLAN,
    NO_PRICE,
    NO_SETTINGS,
    NO_TIER,
    NO_TIERS,
    NO_VOLUME,
    NOT_ASCENDING,
)
from daifukucho.shop.settings import Shop, ShopRepository

MOST_MESSAGES = 1_000_000_000
MOST_TIERS = 20
MOST_YEN = 100
_KEYS = ("day_starts_at", "leap_day", "plan")
_PLAN_KEYS = ("included", "tiers")
_TIER_KEYS = ("up_to", "yen")
_DAY_START = re.compile(r"(0\d|1[01]):([0-5]\d)")


class ShopEditor:
    """Changes the settings."""

    def __init__(self, shops: ShopRepository, clock: Clock) -> None:
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
        raise NO_SETTINGS()
    faults = _unknown(given, _KEYS, "")
    faults += [MISSING_MEMBER.at(f"/{key}") for key in _KEYS if key not in given]
    start = given.get("day_starts_at", "00:00")
    day_start = _DAY_START.fullmatch(start) if isinstance(start, str) else None
    if day_start is None:
        faults.append(NO_DAY_START.at("/day_starts_at"))
    leap_day = given.get("leap_day", str(LeapDay.FEB_28))
    if leap_day not in tuple(map(str, LeapDay)):
        faults.append(CHOICE.at("/leap_day", choices=", ".join(LeapDay)))
    plan = _plan(given.get("plan"), faults)
    if faults or day_start is None:
        raise INVALID_SETTINGS(*faults)
    return Shop(int(day_start[1]) * 60 + int(day_start[2]), LeapDay(leap_day), plan)


def _plan(given: object, faults: list[Fault]) -> Plan | None:
    if given is None:
        return None
    if isinstance(given, str) and given in KNOWN_PLANS:
        return KNOWN_PLANS[given]
    if not isinstance(given, dict):
        faults.append(NO_PLAN.at("/plan", choices=", ".join(KNOWN_PLANS)))
        return None
    faults += _unknown(given, _PLAN_KEYS, "/plan")
    included, tiers = given.get("included"), given.get("tiers")
    if not _is_count(included, 0):
        faults.append(NO_VOLUME.at("/plan/included", most=MOST_MESSAGES))
    if not isinstance(tiers, list) or len(tiers) > MOST_TIERS:
        faults.append(NO_TIERS.at("/plan/tiers", most=MOST_TIERS))
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
            faults.append(NO_TIER.at(at))
            continue
        faults += _unknown(tier, _TIER_KEYS, at)
        up_to, yen = tier.get("up_to"), _yen(tier.get("yen"))
        if up_to is None and ("up_to" not in tier or i + 1 < len(given)):
            faults.append(NO_END.at(f"{at}/up_to"))
        elif up_to is not None and not _is_count(up_to, reached + 1):
            faults.append(NOT_ASCENDING.at(f"{at}/up_to", reached=reached))
        elif up_to is not None:
            reached = up_to
        if yen is None:
            faults.append(NO_PRICE.at(f"{at}/yen", most=MOST_YEN))
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


def _unknown(given: dict[Any, Any], known: Collection[str], at: str) -> list[Fault]:
    return [NOT_HERE.at(f"{at}/{key}", name=key) for key in given if key not in known]
