"""A friend's account of points, and the sums of which ranks are made."""

from collections.abc import Mapping
from dataclasses import dataclass

from daifukucho.kernel.declared import DATE, NUMBER, NUMBERS, declared
from daifukucho.kernel.words import Words


@dataclass(frozen=True, init=False, repr=False, eq=False)
class PointAttributes:
    """``points`` is the balance of the account, ``None`` until points were moved: the sum of ``point_lots``, the points
    that are left by the date at whose end they expire (``YYYY-MM-DD``; ``none`` if never; ``owed``, below zero, what
    the friend owes); ``points_expire_on`` is the first of these dates. (See ``daifukucho.friends.account``.) ``spent``
    (yen) and ``earned`` (points) are sums by month (``YYYY-MM``) and over all (``all``)."""

    points: int | None = declared(NUMBER, "ポイントの残高", "point balance", unit=Words("{}ポイント", "{}"))
    point_lots: Mapping[str, int] = declared(NUMBERS)
    points_expire_on: str | None = declared(DATE, "ポイントの有効期限", "expiry of points")
    spent: Mapping[str, int] = declared(NUMBERS)
    earned: Mapping[str, int] = declared(NUMBERS)
