"""How the shop's points work: how long points live, and how many points a purchase is worth."""

from dataclasses import dataclass
from datetime import date

from daifukucho.friends.account import NEVER
from daifukucho.kernel.resource import Settings
from daifukucho.kernel.rules import Flag, OrNull, Whole
from daifukucho.kernel.shape import Shape
from daifukucho.kernel.time import month_end, months_after
from daifukucho.kernel.words import Words
from daifukucho.points.refusals import INVALID_POINTS

MOST_MONTHS = 120
MOST_YEN_PER_POINT = 100_000


@dataclass(frozen=True, slots=True)
class Life:
    """So many months from the grant, to the same day, or to the ``month_end`` of that month."""

    months: int
    month_end: bool = False


@dataclass(frozen=True, slots=True)
class PointSettings:
    """``life`` ``None``: points never expire. ``yen_per_point`` ``None``: each grant says how many points."""

    life: Life | None = None
    yen_per_point: int | None = None

    def expiry(self, today: date) -> str:
        """The lot of points that are granted today: they expire at the end of this day."""
        if self.life is None:
            return NEVER
        day = months_after(today, self.life.months)
        return (month_end(day) if self.life.month_end else day).isoformat()


POINTS: Settings[PointSettings] = Settings(
    kind="points",
    path="points",
    title="PointSettings",
    name=Words("ポイントの設定", "how points work"),
    shape=Shape(
        {
            "life": OrNull(
                Shape(
                    {"months": Whole(1, MOST_MONTHS)},
                    {"month_end": Flag()},
                    make=Life,
                    says=Words(
                        "付与したポイントの有効期間です。null: 失効しません。すでに付与したポイントの期限は変わりません。",
                        "How long points live: so many months from the grant, to the same day, or to the end of that month. "
                        "`null`: points never expire. Points that were granted before keep their day.",
                    ),
                )
            ),
            "yen_per_point": OrNull(
                Whole(
                    1,
                    MOST_YEN_PER_POINT,
                    Words(
                        "何円の購入で1ポイントになるかです。null: 付与するときに決めます。",
                        "So many yen are worth one point; `null`: each grant says how many points.",
                    ),
                )
            ),
        },
        make=PointSettings,
    ),
    default={"life": {"months": 12, "month_end": True}, "yen_per_point": None},
    invalid=INVALID_POINTS,
)
