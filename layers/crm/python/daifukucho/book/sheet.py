"""A friend with everything that the shop has to do with, at one moment: what staff members see while they talk with the
friend."""

from collections.abc import Sequence
from dataclasses import dataclass

from daifukucho.coupons.wallet import Shown, Wallet
from daifukucho.friends.friend import Friend
from daifukucho.nine_segments.standing import Standing
from daifukucho.orders.observing import NineSegments
from daifukucho.points.points import Points, Statement


@dataclass(frozen=True, slots=True)
class Sheet:
    """``statement``: points and rank now. ``coupons``: those that the friend may use, then those that were used or have
    expired."""

    friend: Friend
    statement: Statement
    coupons: Sequence[Shown]
    standings: Sequence[Standing]


class Sheets:
    """Puts sheets together."""

    def __init__(self, points: Points, wallet: Wallet, nine_segments: NineSegments) -> None:
        self._points = points
        self._wallet = wallet
        self._nine_segments = nine_segments

    def get(self, friend_id: str) -> Sheet:
        """One read of the friend, three of the settings of points and ranks, and what ``Wallet.mine`` reads: two
        queries, and a read for each coupon that was given. Raises NotFound (``friend_not_found``) and Unavailable."""
        friend, statement = self._points.get(friend_id)
        return Sheet(friend, statement, self._wallet.mine(friend_id), self._nine_segments.standings(friend))
