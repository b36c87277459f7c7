"""Reading a friend's standings, and noting what she buys."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from daifukucho.friends.friend import Friend
from daifukucho.friends.recording import Recorder
from daifukucho.kernel.errors import Fault
from daifukucho.kernel.reading import KEY_RULE, is_key
from daifukucho.kernel.refusals import WHOLE
from daifukucho.kernel.time import Clock, business_date
from daifukucho.nine_segments.segment import observed
from daifukucho.nine_segments.standing import Standing, observation, standing_of
from daifukucho.orders.refusals import INVALID_PURCHASES, NOT_A_DAY

MOST_PURCHASES = 100_000
MOST_DAYS = 3_650
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class NineSegments:
    """Where friends stand. ``cutoff``: how many minutes after midnight the shop's day begins."""

    def __init__(self, book: Recorder, cutoff: Callable[[], int], clock: Clock) -> None:
        self._book = book
        self._cutoff = cutoff
        self._clock = clock

    def of(self, friend_id: str) -> list[Standing]:
        """Where she stands now, towards each product of which anything is known. One read. Raises NotFound and
        Unavailable."""
        return self.standings(self._book.get(friend_id))

    def observe(self, friend_id: str, product: str, purchases: Mapping[str, Any], by: str) -> list[Standing]:
        """Note what the shop's records say of her purchases of a product; returns all of her standings.

        ``purchases``: ``last_bought_on`` (a date), ``purchases`` (how many in the shop's own window), and the
        category's thresholds ``loyal_purchases`` and ``lapse_days``. Two reads and one transaction; what says nothing
        new writes nothing. Raises Invalid, NotFound and Unavailable.
        """
        today = business_date(self._clock(), self._cutoff())
        tier = observed(
            _days_since(purchases["last_bought_on"], today, product, purchases),
            purchases["purchases"],
            loyal_purchases=purchases["loyal_purchases"],
            lapse_days=purchases["lapse_days"],
        )

        def says(friend: Friend, _: int) -> Mapping[str, object] | None:
            before = friend.nine_segments.get(product, {})
            if before.get("observed") == tier:
                return None
            return {"nine_segment": observation(product, tier, before), "by": by}

        return self.standings(self._book.record(friend_id, "observed", says).friend)

    def standings(self, friend: Friend) -> list[Standing]:
        now = self._clock()
        return [standing_of(product, friend.nine_segments[product], now) for product in sorted(friend.nine_segments)]


def _days_since(bought_on: str, today: date, product: str, purchases: Mapping[str, Any]) -> int:
    """How many days ago it was. Raises Invalid with every fault of an observation."""
    faults: list[Fault] = []
    if not is_key(product):
        faults.append(Fault("/product", KEY_RULE))
    for name, most in (("purchases", MOST_PURCHASES), ("loyal_purchases", MOST_PURCHASES), ("lapse_days", MOST_DAYS)):
        if not 1 <= purchases[name] <= most:
            faults.append(WHOLE.at(f"/{name}", least=1, most=most))
    day = _day(bought_on)
    days = (today - day).days if day else -1
    if days < 0:
        faults.append(NOT_A_DAY.at("/last_bought_on"))
    if faults:
        raise INVALID_PURCHASES(*faults)
    return days


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if _DAY.fullmatch(written) else None
    except ValueError:
        return None
