"""The desk: what the shop does with friends' coupons: issue, redeem, undo, revoke."""

from collections.abc import Callable
from dataclasses import dataclass

from daifukucho.coupons.coupon import Coupon
from daifukucho.coupons.holding import Holding, Use, has_code, held, issued, redeemed, revoked, undone
from daifukucho.coupons.ports import Coupons, Holdings
from daifukucho.coupons.record import Act, Done, act_id, write
from daifukucho.coupons.refusals import (
    NO_HOLDING,
    NO_REASON,
    UNDONE_WITHOUT_REASON,
    UNKNOWN_CODE,
    USED_UP,
)
from daifukucho.coupons.wallet import Shown
from daifukucho.kernel.defined import Defined
from daifukucho.kernel.errors import NotFound
from daifukucho.kernel.repeat import Pause
from daifukucho.kernel.text import is_blank
from daifukucho.kernel.time import Clock
from daifukucho.stores.refusals import STORE_CLOSED
from daifukucho.stores.store import Store, Stores
from daifukucho.stores.till import PinDesk

REASON_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A use of a coupon; ``replayed``: an earlier copy of the request had redeemed it."""

    coupon: Defined[Coupon]
    holding: Holding
    use: Use
    replayed: bool = False


class Desk:
    """Redeems for a caller whose right to do so is checked: by PIN, as a staff member, or by the API.

    A request is known by its ``key``, which the caller chooses, and is done once. ``cutoff``: minutes after midnight at
    which the shop's day begins.
    """

    def __init__(
        self,
        coupons: Coupons,
        holdings: Holdings,
        stores: Stores,
        clock: Clock,
        cutoff: Callable[[], int],
        pause: Pause,
    ) -> None:
        self._coupons = coupons
        self._holdings = holdings
        self._stores = stores
        self._clock = clock
        self._cutoff = cutoff
        self._pause = pause

    def issue(self, friend_id: str, coupon_id: str, by: str) -> Done:
        """Give a coupon to a friend, who is known to be in the roster. ``replayed``: the friend has it already. Two
        reads, a transaction.

        Raises NotFound and Unavailable.
        """
        self._coupons.get(coupon_id)

        def act(before: Holding | None, now: int) -> Holding | None:
            return issued(friend_id, coupon_id, before, now)

        return self._write(friend_id, coupon_id, "coupon_issued", "", act, {"by": by})

    def revoke(self, friend_id: str, coupon_id: str, by: str) -> Done:
        """Take a coupon back. ``replayed``: it was taken back before. A read and a transaction. Raises NotFound and
        Unavailable."""

        def act(before: Holding | None, now: int) -> Holding | None:
            if before is None:
                raise NO_HOLDING()
            return revoked(before, now)

        return self._write(friend_id, coupon_id, "coupon_revoked", "", act, {"by": by})

    def find(self, code: str) -> Holding:
        """The holding whose code was scanned. Two reads. Raises Denied (``coupon_code_unknown``) and Unavailable."""
        holding = self._holdings.by_code(code)
        if holding is None or not has_code(holding, code):
            raise UNKNOWN_CODE()
        return holding

    def of_friend(self, friend_id: str, coupon_id: str) -> Holding:
        """A friend's own holding of a coupon. One read. Raises NotFound (``holding_not_found``) and Unavailable."""
        holding = self._holdings.get(friend_id, coupon_id)
        if holding is None:
            raise NO_HOLDING()
        return holding

    def look(self, holding: Holding) -> Shown:
        """A holding as it is now. Two reads. Raises NotFound (``coupon_not_found``) and Unavailable."""
        coupon = self._coupons.get(holding.coupon_id)
        return Shown.of(coupon, holding, self._clock(), self._cutoff())

    def redeem(
        self,
        friend_id: str,
        coupon_id: str,
        store_id: str,
        key: str,
        staff_id: str | None = None,
        permit: Callable[[Defined[Store]], None] | None = None,
        code: str | None = None,
    ) -> Redeemed:
        """Redeem a friend's coupon in a store. Four reads and one transaction. Of several redemptions at the same
        instant, one succeeds, and the others are told which one did.

        ``permit``: asked once, when nothing else stands against it and the coupon is about to be redeemed; it raises if
        that must not be. With it, a read more for a coupon whose number is limited. A redemption that was made before
        is told without asking ``permit``. ``code``: what was scanned; an issue that was given since then has another
        code, or none. Raises NotFound, Denied and Conflict as ``holding.held`` and ``holding.redeemed`` do, Denied
        (``store_closed``, ``coupon_code_unknown``), Conflict (``coupon_used_up``: the limit for all friends together),
        Unavailable, and what ``permit`` raises.
        """
        coupon, cutoff = self._coupons.get(coupon_id), self._cutoff()
        use_id = act_id(friend_id, coupon_id, "coupon_redeemed", key)

        def act(before: Holding | None, now: int) -> Holding | None:
            nonlocal permit
            use = Use(use_id, now, store_id, staff_id)
            if before is not None and before.known(use_id):
                return redeemed(before, coupon.says, use, cutoff)
            if code is not None and (before is None or not has_code(before, code)):
                raise UNKNOWN_CODE()
            store = self._open(store_id)
            after = redeemed(held(friend_id, coupon_id, coupon.says, before, now), coupon.says, use, cutoff)
            if permit is not None:
                self._check_left(coupon)
                permit(store)
                permit = None  # once, however often another request is faster
            return after

        says = {"use_id": use_id, "version": coupon.version, "store_id": store_id, "staff_id": staff_id}
        limit = coupon.says.total_limit
        done = self._write(friend_id, coupon_id, "coupon_redeemed", key, act, says, limit)
        holding = _there(done)
        return Redeemed(coupon, holding, holding.use(use_id), done.replayed)

    def undo(self, friend_id: str, coupon_id: str, use_id: str, by: str, reason: str) -> Done:
        """Take a redemption back within ten minutes. ``by``: the staff member's id or the token's ``sub``.

        A read and a transaction. Raises NotFound, Invalid without a reason, Conflict as ``holding.undone`` does, and
        Unavailable.
        """
        reason = reason.strip()
        if is_blank(reason) or len(reason) > REASON_LIMIT:
            raise UNDONE_WITHOUT_REASON(NO_REASON.at("/reason", most=REASON_LIMIT))

        def act(before: Holding | None, now: int) -> Holding | None:
            if before is None:
                raise NO_HOLDING()
            return undone(before, use_id, by, reason, now)

        says: dict[str, object] = {"use_id": use_id, "by": by, "reason": reason}
        return self._write(friend_id, coupon_id, "coupon_undone", use_id, act, says)

    def _open(self, store_id: str) -> Defined[Store]:
        """The store, if it redeems."""
        try:
            store = self._stores.get(store_id)
        except NotFound:
            raise STORE_CLOSED() from None
        if not store.says.active:
            raise STORE_CLOSED()
        return store

    def _check_left(self, coupon: Defined[Coupon]) -> None:
        """The transaction that redeems decides in the end; this check keeps a PIN from being asked for in vain."""
        limit = coupon.says.total_limit
        if limit is not None and self._holdings.count(coupon.id) >= limit:
            raise USED_UP()

    def _write(
        self,
        friend_id: str,
        coupon_id: str,
        kind: str,
        key: str,
        act: Act,
        says: dict[str, object],
        limit: int | None = None,
    ) -> Done:
        told = {name: value for name, value in says.items() if value is not None}
        return write(
            self._holdings, self._clock, self._pause, friend_id, coupon_id, kind, key, act, lambda _: told, limit
        )


class PinRedemption:
    """Redeeming on the friend's own phone, with the store's PIN. (``till.desk`` has what staff members do.)"""

    def __init__(self, desk: Desk, pins: PinDesk) -> None:
        self._desk = desk
        self._pins = pins

    def with_pin(self, friend_id: str, coupon_id: str, store_id: str, pin: str, key: str) -> Redeemed:
        """``friend_id``: from a verified token. The PIN is tried only for a coupon that this friend could redeem in
        this store at this instant; otherwise no try is counted.

        Raises as ``Desk.redeem`` and then as ``PinDesk.open`` do.
        """

        def permit(store: Defined[Store]) -> None:
            self._pins.open(store, friend_id, pin)

        return self._desk.redeem(friend_id, coupon_id, store_id, key, permit=permit)


def _there(done: Done) -> Holding:
    if done.holding is None:
        raise AssertionError("what was redeemed is held")
    return done.holding
