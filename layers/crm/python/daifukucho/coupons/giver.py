"""Giving a coupon to many at once, as a campaign does: whoever has it keeps it as it is, and doing it again does nothing."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from daifukucho.coupons.holding import Holding, issued
from daifukucho.coupons.record import act_id
from daifukucho.kernel.errors import Unavailable
from daifukucho.kernel.time import Clock
from daifukucho.ledger.entry import Entry

AT_ONCE = 25
"""Friends whose coupons are written in one transaction, two items each: DynamoDB takes a hundred."""


class Had(StrEnum):
    """How a coupon stood with a friend before a campaign's run."""

    HELD = "held"
    USED = "used"


class Again(StrEnum):
    """How often a coupon may be given to one friend by campaigns."""

    YEAR = "year"
    MONTH = "month"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True)
class Gift:
    """Which run gives. ``due_at``: the run's nominal time."""

    run_id: str
    campaign_id: str
    due_at: int


class Gifts(Protocol):
    def put_new(self, gifts: Sequence[tuple[Holding, Entry]]) -> None:
        """Put each holding together with its entry, unless the friend has one of that coupon. Raises Unavailable."""


class Giver:
    """``daifukucho.campaigns.ports.Giving``."""

    def __init__(self, gifts: Gifts, clock: Clock) -> None:
        self._gifts = gifts
        self._clock = clock

    def had(self, friend_ids: Sequence[str], coupon_id: str, gift: Gift, again: Again | None) -> dict[str, Had]:
        return {}

    def give(
        self,
        friend_ids: Sequence[str],
        coupon_id: str,
        gift: Gift,
        again: Again | None,
        time_is_short: Callable[[], bool],
    ) -> None:
        """A transaction for each 25 friends, and once more where somebody has the coupon.

        One that was taken back stays so: that was meant for her, and this is meant for all. Raises Unavailable, also
        (``coupon_time_short``) when time becomes short; what has been given then, is.
        """
        says = {"campaign_id": gift.campaign_id, "run_id": gift.run_id}
        body = json.dumps({"coupon_id": coupon_id, **says}, ensure_ascii=False, separators=(",", ":"))
        for start in range(0, len(friend_ids), AT_ONCE):
            if time_is_short():
                raise Unavailable("There was no time left to give everybody the coupon.", code="coupon_time_short")
            now = self._clock()
            self._gifts.put_new(
                [_gift(friend_id, coupon_id, body, now) for friend_id in friend_ids[start : start + AT_ONCE]]
            )


def _gift(friend_id: str, coupon_id: str, body: str, now: int) -> tuple[Holding, Entry]:
    holding = issued(friend_id, coupon_id, None, now)
    assert holding is not None  # nothing was held before
    event_id = act_id(friend_id, coupon_id, "coupon_issued", str(holding.revision))
    return holding, Entry("coupon_issued", now, event_id, friend_id, body=body)
