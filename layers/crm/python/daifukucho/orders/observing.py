"""Reading a friend's standings, and noting what the friend buys."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from daifukucho.friends.friend import Friend
from daifukucho.friends.recording import Recorder
from daifukucho.kernel.errors import Fault, Unfit
from daifukucho.kernel.refusals import SHORT_NAME
from daifukucho.kernel.resource import Input
from daifukucho.kernel.rules import Fit, Whole, is_key
from daifukucho.kernel.shape import Shape
from daifukucho.kernel.time import Clock, business_date
from daifukucho.kernel.words import Words
from daifukucho.nine_segments.segment import observed
from daifukucho.nine_segments.standing import Standing, observation, standing_of
from daifukucho.orders.refusals import INVALID_PURCHASES, NOT_A_DAY

MOST_PURCHASES = 100_000
MOST_DAYS = 3_650
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


@dataclass(frozen=True, slots=True)
class Bought:
    """What the shop's records say: the date of the last purchase, how many there were in the shop's own window, and the category's
    thresholds."""

    last_bought_on: str
    purchases: int
    loyal_purchases: int
    lapse_days: int


def _date(given: object) -> str:
    if isinstance(given, str) and re.fullmatch(_DAY, given):
        with suppress(ValueError):
            return date.fromisoformat(given).isoformat()
    raise Unfit(NOT_A_DAY.words())


PURCHASES: Input[Bought] = Input(
    title="Purchases",
    shape=Shape(
        {
            "last_bought_on": Fit(
                _date,
                NOT_A_DAY.words(),
                {"type": "string", "format": "date", "examples": ["2026-11-20"]},
                Words("最後に購入した日付です。", "The date of the last purchase."),
            ),
            "purchases": Whole(
                1,
                MOST_PURCHASES,
                Words(
                    "お店の決めた期間（四半期など）に購入した回数です。",
                    "How often the friend bought it in the shop's own window, a quarter for example.",
                ),
            ),
            "loyal_purchases": Whole(
                1,
                MOST_PURCHASES,
                Words("この回数からロイヤルとみなします。", "From how many of them on a friend is loyal."),
            ),
            "lapse_days": Whole(
                1,
                MOST_DAYS,
                Words(
                    "最後の購入からこの日数で離反とみなします。",
                    "From how many days after the last one on the friend has lapsed.",
                ),
            ),
        },
        make=Bought,
    ),
    invalid=INVALID_PURCHASES,
    examples=({"last_bought_on": "2026-11-20", "purchases": 4, "loyal_purchases": 3, "lapse_days": 93},),
)


class NineSegments:
    """Where friends stand. ``cutoff``: how many minutes after midnight the shop's day begins."""

    def __init__(self, book: Recorder, cutoff: Callable[[], int], clock: Clock) -> None:
        self._book = book
        self._cutoff = cutoff
        self._clock = clock

    def of(self, friend_id: str) -> list[Standing]:
        """Where the friend stands now, towards each product of which anything is known. One read. Raises NotFound and
        Unavailable."""
        return self.standings(self._book.get(friend_id))

    def observe(self, friend_id: str, product_id: str, given: object, by: str) -> list[Standing]:
        """Note what the shop's records say of the friend's purchases of a product (``PURCHASES``); returns all standings.

        Two reads and one transaction; what says nothing new writes nothing. Raises Invalid, NotFound and Unavailable.
        """
        today = business_date(self._clock(), self._cutoff())

        def more(fine: Mapping[str, Any]) -> Iterator[Fault]:
            if not is_key(product_id):
                yield SHORT_NAME.at("/product_id")
            if fine.get("last_bought_on", "") > today.isoformat():
                yield NOT_A_DAY.at("/last_bought_on")

        bought = PURCHASES.read(given, more)
        tier = observed(
            (today - date.fromisoformat(bought.last_bought_on)).days,
            bought.purchases,
            loyal_purchases=bought.loyal_purchases,
            lapse_days=bought.lapse_days,
        )

        def says(friend: Friend, _: int) -> Mapping[str, object] | None:
            before = friend.nine_segments.get(product_id, {})
            if before.get("observed") == tier:
                return None
            return {"nine_segment": observation(product_id, tier, before), "by": by}

        return self.standings(self._book.record(friend_id, "observed", says).friend)

    def standings(self, friend: Friend) -> list[Standing]:
        now = self._clock()
        return [standing_of(product, friend.nine_segments[product], now) for product in sorted(friend.nine_segments)]
