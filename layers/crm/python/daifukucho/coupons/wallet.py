"""The wallet: the coupons that a friend sees. ``friend_id`` is that of a verified token."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, replace

from daifukucho.coupons.coupon import Coupon
from daifukucho.coupons.holding import Holding, State, held, viewed
from daifukucho.coupons.ports import Holdings, PublicCoupons
from daifukucho.coupons.record import write
from daifukucho.kernel.defined import Defined
from daifukucho.kernel.errors import NotFound
from daifukucho.kernel.repeat import Pause
from daifukucho.kernel.time import Clock
from daifukucho.stores.store import Entropy

MOST_PUBLIC = 50
_BYTES = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """A coupon as a friend sees it. ``holding`` ``None``: a public one that the friend has not opened yet. ``sold_out``: the
    friend could still redeem it, but all friends together have done so as often as they may. ``not_started``: the
    friend can redeem it once its validity has begun."""

    coupon: Defined[Coupon]
    holding: Holding | None
    state: State
    valid_until: int | None
    sold_out: bool = False
    not_started: bool = False

    @classmethod
    def of(cls, coupon: Defined[Coupon], holding: Holding | None, now: int, cutoff: int) -> "Shown":
        """The coupon at an instant. ``cutoff``: minutes after midnight at which the shop's day begins."""
        says = coupon.says
        seen = holding or Holding(
            "", coupon.id, max(now, says.starts_at or 0)
        )  # its days count from when the friend can have it
        state, until = seen.state(says, now, cutoff), says.valid_until(seen.got_at, cutoff)
        waits = state in (State.ISSUED, State.VIEWED) and not says.has_begun(now)
        return cls(coupon, holding, state, until, not_started=waits)

    @property
    def is_usable(self) -> bool:
        return self.state in (State.ISSUED, State.VIEWED) and not self.sold_out and not self.not_started


class Wallet:
    """``cutoff``: minutes after midnight at which the shop's day begins."""

    def __init__(
        self,
        coupons: PublicCoupons,
        holdings: Holdings,
        clock: Clock,
        entropy: Entropy,
        cutoff: Callable[[], int],
        pause: Pause,
    ) -> None:
        self._coupons = coupons
        self._holdings = holdings
        self._clock = clock
        self._entropy = entropy
        self._cutoff = cutoff
        self._pause = pause

    def mine(self, friend_id: str) -> list[Shown]:
        """The coupons given to the friend and the public ones: first those that can be redeemed now, then those that
        begin later, then those that are redeemed or expired.

        Two queries, a read for each coupon that was given to the friend, and one for each whose number is limited.
        Raises Unavailable.
        """
        now, cutoff = self._clock(), self._cutoff()
        holdings = {holding.coupon_id: holding for holding in self._holdings.of_friend(friend_id)}
        coupons = {coupon.id: coupon for coupon in self._coupons.public(MOST_PUBLIC)}
        for coupon_id in holdings.keys() - coupons.keys():
            try:
                coupons[coupon_id] = self._coupons.get(coupon_id)
            except NotFound:
                continue  # the shop has deleted it
        shown = [self._shown(coupon, holdings.get(coupon.id), now, cutoff) for coupon in coupons.values()]
        return sorted(
            (s for s in shown if _is_to_be_shown(s)),
            key=lambda s: (
                not s.is_usable,
                not s.not_started,
                (s.not_started and s.coupon.says.starts_at) or s.valid_until or 10**13,
                s.coupon.id,
            ),
        )

    def open(self, friend_id: str, coupon_id: str) -> Shown:
        """The friend opens a coupon. From the first time on it has a code for the till; before it begins nothing is
        written. Five reads at most, and a transaction.

        Raises NotFound, Denied (``coupon_not_held``, ``coupon_revoked``), and Unavailable.
        """
        coupon, cutoff = self._coupons.get(coupon_id), self._cutoff()

        def act(before: Holding | None, now: int) -> Holding | None:
            holding = held(friend_id, coupon_id, coupon.says, before, now)
            if holding.state(coupon.says, now, cutoff) is State.EXPIRED or not coupon.says.has_begun(now):
                return None
            return viewed(holding, base64.urlsafe_b64encode(self._entropy(_BYTES)).decode().rstrip("="), now)

        done = write(
            self._holdings, self._clock, self._pause, friend_id, coupon_id, "coupon_viewed", "", act, lambda _: {}
        )
        return self._shown(coupon, done.holding, self._clock(), cutoff)

    def _shown(self, coupon: Defined[Coupon], holding: Holding | None, now: int, cutoff: int) -> Shown:
        shown, limit = Shown.of(coupon, holding, now, cutoff), coupon.says.total_limit
        if limit is None or not shown.is_usable:
            return shown
        return replace(shown, sold_out=self._holdings.count(coupon.id) >= limit)


def _is_to_be_shown(shown: Shown) -> bool:
    """False for a coupon that was taken back, or ended before the friend had it."""
    if shown.state is State.REVOKED:
        return False
    return shown.holding is not None or shown.state is not State.EXPIRED
