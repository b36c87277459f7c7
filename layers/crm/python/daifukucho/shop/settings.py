"""The shop's settings, one definition in the catalog."""

from dataclasses import dataclass
from typing import Protocol

from daifukucho.kernel.time import LeapDay
from daifukucho.segments.context import Context
from daifukucho.shop.plan import Plan

KIND = "shop"


@dataclass(frozen=True, slots=True)
class Shop:
    """``cutoff_minutes``: how long after midnight in Japan the shop's day begins (a bar's: 120 or so).

    ``leap_day``: on which day of a common year the anniversary of 29 February falls. ``plan`` ``None``: the shop has
    not said which, so no cost can be told. ``version`` 0: nothing has been saved yet, these are the defaults.
    Instants in UTC epoch milliseconds, ``None`` until something is saved.
    """

    cutoff_minutes: int = 0
    leap_day: LeapDay = LeapDay.FEB_28
    plan: Plan | None = None
    version: int = 0
    created_at: int | None = None
    updated_at: int | None = None

    def context(self, now: int, asked_at: int | None = None) -> Context:
        """What a segment is judged by at an instant (UTC epoch milliseconds) in this shop, or again at a later one."""
        return Context(now, self.cutoff_minutes, self.leap_day, asked_at)


class Shops(Protocol):
    def get(self) -> Shop:
        """The settings as they are now; the defaults if none were saved. One read. Raises Unavailable."""


class ShopRepository(Shops, Protocol):
    def save(self, before: Shop, after: Shop, now: int) -> Shop:
        """Write the next version. Raises Conflict if somebody saved since ``before`` was read, and Unavailable."""
