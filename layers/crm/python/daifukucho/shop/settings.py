"""The shop's settings お店全体の設定: when its day begins, its leap day, and its plan with LINE."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from daifukucho.kernel.errors import Fault, Unfit
from daifukucho.kernel.resource import Settings
from daifukucho.kernel.rules import Choice, Fit, OrNull, Schema, Whole, is_whole
from daifukucho.kernel.setups import Setups
from daifukucho.kernel.shape import Each, Shape
from daifukucho.kernel.time import LeapDay
from daifukucho.kernel.words import Words
from daifukucho.segments.context import Context
from daifukucho.shop.plan import KNOWN_PLANS, Plan, Tier
from daifukucho.shop.refusals import (
    INVALID_SETTINGS,
    NO_DAY_START,
    NO_END,
    NO_PLAN,
    NO_PRICE,
    NO_TIER,
    NO_TIERS,
    NO_VOLUME,
    NOT_ASCENDING,
)

MOST_MESSAGES = 1_000_000_000
MOST_TIERS = 20
MOST_YEN = 100
_DAY_START = "(0[0-9]|1[01]):([0-5][0-9])"


@dataclass(frozen=True, slots=True)
class Shop:
    """``cutoff_minutes``: how long after midnight in Japan the shop's day begins (a bar's: 120 or so).

    ``leap_day``: on which day of a common year the anniversary of 29 February falls. ``plan`` ``None``: the shop has
    not said which, so no cost can be told. ``version``: that of the settings with which a run was opened, which it pins.
    """

    cutoff_minutes: int = 0
    leap_day: LeapDay = LeapDay.FEB_28
    plan: Plan | None = None
    version: int = 0

    @property
    def day_starts_at(self) -> int:
        return self.cutoff_minutes

    def context(self, now: int, asked_at: int | None = None) -> Context:
        """What a segment is judged by at an instant (UTC epoch milliseconds) in this shop, or again at a later one."""
        return Context(now, self.cutoff_minutes, self.leap_day, asked_at)


Shops = Setups[Shop]


def _minutes(given: object) -> int:
    found = re.fullmatch(_DAY_START, given) if isinstance(given, str) else None
    if found is None:
        raise Unfit(NO_DAY_START.words())
    return int(found[1]) * 60 + int(found[2])


@dataclass(frozen=True, slots=True)
class _DayStart(Fit):
    """It is kept as minutes after midnight."""

    def shown(self, kept: int) -> str:
        hours, minutes = divmod(kept, 60)
        return f"{hours:02d}:{minutes:02d}"


def _yen(given: object) -> Decimal:
    """A price. JSON's numbers come as floats; the shortest decimal that means the float is what was written."""
    if not isinstance(given, bool) and isinstance(given, int | float) and 0 <= given <= MOST_YEN:
        yen = Decimal(str(given))
        if yen == round(yen, 3):
            return yen
    raise Unfit(NO_PRICE.words(most=MOST_YEN))


@dataclass(frozen=True, slots=True)
class _Price(Fit):
    def stored(self, kept: Decimal) -> float:
        return float(kept)

    def restored(self, stored: float) -> Decimal:
        return _yen(stored)

    shown = stored


@dataclass(frozen=True, slots=True)
class _Tiers(Each):
    """Tiers, each ending above the one before; the last may have no end."""

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        yield from super(_Tiers, self).faults(given, at)
        reached = 0
        for i, tier in enumerate(given[: self.most] if isinstance(given, list) else ()):
            up_to: Any = tier.get("up_to", ...) if isinstance(tier, Mapping) else ...
            if up_to is None and i + 1 < len(given):
                yield NO_END.at(f"{at}/{i}/up_to")
            elif is_whole(up_to, 1, reached):
                yield NOT_ASCENDING.at(f"{at}/{i}/up_to", reached=reached)
            elif is_whole(up_to, 1, MOST_MESSAGES):
                reached = up_to


FIGURES = Shape(
    {
        "included": Whole(0, MOST_MESSAGES, rule=NO_VOLUME),
        "tiers": _Tiers(
            Shape(
                {
                    "up_to": OrNull(Whole(1, MOST_MESSAGES, rule=NO_END)),
                    "yen": _Price(
                        _yen, NO_PRICE.words(most=MOST_YEN), {"type": "number", "minimum": 0, "maximum": MOST_YEN}
                    ),
                },
                make=Tier,
                rule=NO_TIER,
            ),
            MOST_TIERS,
            rule=NO_TIERS,
        ),
    },
    make=partial(Plan, None),
)
"""A plan in figures."""


@dataclass(frozen=True, slots=True)
class _PlanOfLine:
    """One of LINE's plans by its key, so that it follows LINE's prices as this software learns them; or one in figures."""

    figures: Shape
    says: Words

    @property
    def asks(self) -> Words:
        return NO_PLAN.words(choices=", ".join(KNOWN_PLANS))

    def faults(self, given: Any, at: str) -> Iterator[Fault]:
        if isinstance(given, Mapping):
            yield from self.figures.faults(given, at)
        elif not isinstance(given, str) or given not in KNOWN_PLANS:
            yield Fault(at, self.asks)

    def kept(self, given: Any) -> Plan:
        plan: Plan = KNOWN_PLANS[given] if isinstance(given, str) else self.figures.kept(given)
        return plan

    def stored(self, kept: Plan) -> Any:
        return kept.key or self.figures.stored(kept)

    def restored(self, stored: Any) -> Plan:
        plan: Plan = KNOWN_PLANS[stored] if isinstance(stored, str) else self.figures.restored(stored)
        return plan

    shown = stored

    def schema(self) -> Schema:
        return {"anyOf": [{"enum": list(KNOWN_PLANS)}, self.figures.schema()]}


def _shop(day_starts_at: int, leap_day: LeapDay, plan: Plan | None) -> Shop:
    return Shop(day_starts_at, leap_day, plan)


SHOP: Settings[Shop] = Settings(
    kind="shop",
    path="shop",
    title="ShopSettings",
    name=Words("お店全体の設定", "the shop's settings"),
    shape=Shape(
        {
            "day_starts_at": _DayStart(
                _minutes,
                NO_DAY_START.words(),
                {"type": "string", "pattern": f"^{_DAY_START}$", "examples": ["05:00"]},
                Words(
                    "日本時間で、お店の1日が始まる時刻です（`00:00`〜`11:59`）。深夜1時半のバーの来店は、前の晩のことです。",
                    "When the shop's day begins in Japan, `00:00` to `11:59`: what a bar does at 01:30 belongs to the "
                    "evening before.",
                ),
            ),
            "leap_day": Choice(
                LeapDay,
                Words("うるう年でない年に、2月29日にあたる日です。", "Where 29 February falls in a common year."),
            ),
            "plan": OrNull(
                _PlanOfLine(
                    FIGURES,
                    Words(
                        "LINE の料金プランです。キーか金額で指定します。null: 指定なし（費用は計算されません）。`included`: 追加料金なしの"
                        "月の通数。`tiers`: それを超えた1通の単価（円、税抜）。超えた分の1通目から数えます。`up_to` が null: 残りすべて。",
                        "LINE's plan: its key, or its figures; `null`: not said, so no cost is told. `included`: messages a "
                        "month without extra charge. `tiers`: the price in yen, without tax, of each message beyond those, "
                        "counted from the first beyond; `up_to` `null`: all the rest.",
                    ),
                )
            ),
        },
        make=_shop,
    ),
    default={"day_starts_at": "00:00", "leap_day": "02-28", "plan": None},
    invalid=INVALID_SETTINGS,
)
