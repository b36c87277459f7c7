"""How the shop's points work: how long they live, and how many a purchase is worth."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from daifukucho.friends.account import NEVER
from daifukucho.kernel.errors import Fault, Invalid
from daifukucho.kernel.reading import Reader
from daifukucho.kernel.time import month_end, months_after

KIND = "points"
MOST_MONTHS = 120
MOST_YEN_PER_POINT = 100_000


@dataclass(frozen=True, slots=True)
class Life:
    """So many months from the grant, to the same day, or to the ``month_end`` of that month."""

    months: int
    month_end: bool = False


@dataclass(frozen=True, slots=True)
class PointSettings:
    """``life`` ``None``: points never expire. ``yen_per_point`` ``None``: whoever grants says how many points."""

    life: Life | None = None
    yen_per_point: int | None = None

    def expiry(self, today: date) -> str:
        """The lot of points that are granted today: they expire at the end of this day."""
        if self.life is None:
            return NEVER
        day = months_after(today, self.life.months)
        return (month_end(day) if self.life.month_end else day).isoformat()


DEFAULT: Mapping[str, Any] = {"life": {"months": 12, "month_end": True}, "yen_per_point": None}


def define_points(given: object) -> PointSettings:
    """Check what a person sent. Raises Invalid (``invalid_points``) with every fault found, each with its place."""
    faults: list[Fault] = []
    reader = Reader(given, "", faults, "The settings")
    life, told = None, reader.inner("life", "A life")
    if told is not None:
        life = Life(told.whole("months", 1, MOST_MONTHS, 1, needed=True), told.flag("month_end"))
        told.done()
    yen = reader.whole("yen_per_point", 1, MOST_YEN_PER_POINT, None)
    reader.done()
    if faults:
        raise Invalid("The settings of the points cannot be saved.", code="invalid_points", faults=faults)
    return PointSettings(life, yen)
