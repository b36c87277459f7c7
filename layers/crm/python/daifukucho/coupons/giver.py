"""Giving a coupon to many friends at once, as a campaign's run does. Doing it again does nothing."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from daifukucho.coupons.again import Had, Rule, gave, had_of, has_of
from daifukucho.coupons.holding import Gift, Holding, given
from daifukucho.coupons.record import act_id
from daifukucho.coupons.refusals import COUPONS_CONTENDED, NO_TIME_LEFT
from daifukucho.kernel.time import Clock
from daifukucho.ledger.entry import Entry

AT_ONCE = 25
"""So many friends' coupons are written in one transaction, two items each: DynamoDB takes a hundred."""
_ATTEMPTS = 8


class Gifts(Protocol):
    """Holdings of one coupon, many at once. Each raises Unavailable."""

    def held(self, friend_ids: Sequence[str], coupon_id: str) -> Mapping[str, Holding]:
        """The holdings that there are, by friend; strongly consistent. A read unit each, a hundred a call."""

    def put_new(self, gifts: Sequence[tuple[Holding, Entry]]) -> Sequence[str]:
        """Put each new issue together with its entry, unless the friend's holding has another revision than the one
        before. Returns the friends whose holding has: nothing was written for them."""


class Giver:
    """``daifukucho.campaigns.ports.Giving``."""

    def __init__(self, gifts: Gifts, clock: Clock) -> None:
        self._gifts = gifts
        self._clock = clock

    def had(self, friend_ids: Sequence[str], coupon_id: str, gift: Gift, rule: Rule) -> dict[str, Had]:
        """Which friends have the coupon, so that this run gives them none; what was given in an earlier period of the
        rule does not count. A read unit each, a hundred a call, strongly consistent. Raises Unavailable."""
        return had_of(self._gifts.held(friend_ids, coupon_id).values(), gift, rule)

    def give(
        self,
        friend_ids: Sequence[str],
        coupon_id: str,
        gift: Gift,
        rule: Rule,
        time_is_short: Callable[[], bool],
    ) -> None:
        """Give one to each friend who has none, and a new issue to each friend who has one of an earlier period of the
        rule. Every other holding stays as it is, also one that was taken back: the taking back was meant for this
        friend, the gift for all.

        A transaction for each 25 friends, and once more where a friend has the coupon; where the rule has periods, a
        read unit each before that, and both once more where another writer changes the holding meanwhile. Raises
        Unavailable, also (``coupon_time_short``) when time becomes short; what was given until then stays given.
        """
        has = has_of(gift, rule)
        for start in range(0, len(friend_ids), AT_ONCE):
            if time_is_short():
                raise NO_TIME_LEFT()
            some = friend_ids[start : start + AT_ONCE]
            if rule.again is None:
                self._put(some, coupon_id, gift, {})
            else:
                self._renew(some, coupon_id, gift, has)

    def _renew(self, friend_ids: Sequence[str], coupon_id: str, gift: Gift, has: Callable[[Holding], bool]) -> None:
        left = friend_ids
        for _ in range(_ATTEMPTS):
            found = self._gifts.held(left, coupon_id)
            wanting = [f for f in left if f not in found or not (gave(found[f], gift) or has(found[f]))]
            left = self._put(wanting, coupon_id, gift, found)
            if not left:
                return
        raise COUPONS_CONTENDED()

    def _put(
        self, friend_ids: Sequence[str], coupon_id: str, gift: Gift, before: Mapping[str, Holding]
    ) -> Sequence[str]:
        """Give each friend a new issue. Returns those whose holding is no longer as it was before."""
        now = self._clock()
        says = {"coupon_id": coupon_id, "campaign_id": gift.campaign_id, "run_id": gift.run_id}
        body = json.dumps(says, ensure_ascii=False, separators=(",", ":"))
        gifts = []
        for friend_id in friend_ids:
            holding = given(friend_id, coupon_id, before.get(friend_id), gift, now)
            event_id = act_id(friend_id, coupon_id, "coupon_issued", str(holding.revision))
            gifts.append((holding, Entry("coupon_issued", now, event_id, friend_id, body=body)))
        return self._gifts.put_new(gifts) if gifts else ()
