"""The desk: a staff member reads a friend's member card or a coupon, and then gives, takes and corrects what is on
it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from daifukucho.cards.cards import Cards
from daifukucho.coupons.desk import Desk, Redeemed
from daifukucho.coupons.holding import Holding, Use
from daifukucho.coupons.record import Done
from daifukucho.coupons.wallet import Shown
from daifukucho.friends.account import Kind
from daifukucho.kernel.errors import Conflict, DaifukuchoError, Denied, Invalid, NotFound
from daifukucho.kernel.once import once
from daifukucho.kernel.time import DAY, Clock
from daifukucho.points.movement import Movement
from daifukucho.points.points import Points
from daifukucho.staff.access import Access, Staff
from daifukucho.staff.member import Right
from daifukucho.staff.refusals import NO_RIGHTS
from daifukucho.stamps.stamps import Stamps, reason_of
from daifukucho.till.refusals import DONE_ELSEWHERE, NOTHING_TO_DO, REFUNDED_TOO_LATE
from daifukucho.till.sale import Act, Part, Sale
from daifukucho.till.slip import Slip, Slips
from daifukucho.till.view import REFUND_WITHIN, View, Views

T = TypeVar("T")

_ONE_SCAN = "one"
"""The key of the one scan that a staff member makes of a code, however often the code is read."""


@dataclass(frozen=True, slots=True)
class Read:
    """A card that was read."""

    staff: Staff
    slip: Slip
    view: View


@dataclass(frozen=True, slots=True)
class Looked:
    """A coupon that was read."""

    staff: Staff
    shown: Shown

    @property
    def undoable(self) -> Use | None:
        """Its latest use, if it was made in this store and can be undone here; time is checked apart."""
        use = self.shown.holding.last_use if self.shown.holding else None
        return use if use is not None and use.store_id == self.staff.store.id else None


@dataclass(frozen=True, slots=True)
class Sold:
    """How a sale ended: the parts that are done, in order; the part that was ``refused`` and why, after which no other
    part was tried; and the card after it."""

    done: tuple[Part, ...]
    refused: tuple[Part, DaifukuchoError] | None
    view: View


class StaffDesk:
    """Everything that staff members do. ``sub`` is that of a verified token, ``slip`` the text of a card's scan,
    ``code`` a coupon's. An act is done once for its ``key``.

    Each act begins with ``_permit``, which alone tells in whose name, where and to whom the act is done, and which asks
    what the act takes back; in a sale each part begins so. All raise Denied as ``Access.staff`` does, and Unavailable;
    an act on a card raises Denied (``scan_again``) as ``Slips.read`` does; an act that takes something back raises
    Denied (``done_elsewhere``) if that was not done in the staff member's own store; each act also raises what it
    raises itself. It costs three reads beside those of the act; an act on a card also costs what ``Views.of`` reads of
    the card after it. The entry names the staff member and the store, whatever the page says.
    """

    def __init__(
        self,
        access: Access,
        slips: Slips,
        cards: Cards,
        points: Points,
        stamps: Stamps,
        coupons: Desk,
        views: Views,
        clock: Clock,
    ) -> None:
        self._access = access
        self._slips = slips
        self._cards = cards
        self._points = points
        self._stamps = stamps
        self._coupons = coupons
        self._views = views
        self._clock = clock

    def read(self, sub: str, text: str) -> Read:
        """The friend whose card it is, as ``Cards.scan`` says; any right is enough. Costs its reads, three more, and
        those of ``Views.of``.

        A code that changes is good once, except for the staff member who has read it, as long as it can be read at all:
        that staff member sees only what was seen before.
        """
        staff = self._access.staff(sub)
        if not staff.member.says.rights:
            raise NO_RIGHTS()
        friend = self._cards.scan(text, once("staff/scan", staff.member.id, _ONE_SCAN, text))
        return Read(staff, self._slips.make(staff, friend.friend_id), self._views.of(staff, friend))

    def look(self, sub: str, code: str) -> Looked:
        """The coupon that was scanned. Raises as ``Desk.find`` and ``Desk.look`` do."""
        staff = self._access.staff(sub, Right.REDEEM)
        return Looked(staff, self._coupons.look(self._coupons.find(code)))

    def sell(self, sub: str, slip: str, key: str, sale: Sale) -> Sold:
        """Do all parts of a sale, one after the other, each once for the ``key``, and each permitted anew.

        A refusal of the first part refuses the sale, and nothing is done. A refusal of a later part is told, and the
        parts after it are left out. The same request, sent again, goes on where the one before has stopped. Raises as
        the acts do, and Unavailable in the midst of it; a repeat then tells how it ended. Costs what its acts cost, and
        ``Views.of``.
        """
        staff = self._access.staff(sub)
        parts = list(sale.parts())
        if not parts:
            raise NOTHING_TO_DO()
        for right in {part.right for part in parts}:
            self._access.staff(sub, right)
        friend_id = self._slips.read(slip, staff)
        done: list[Part] = []
        refused = None
        for part in parts:
            try:
                self._do(sub, slip, part.key(key), sale, part)
            except (Conflict, Denied, Invalid, NotFound) as refusal:
                if not done:
                    raise
                refused = (part, refusal)
                break
            done.append(part)
        return Sold(tuple(done), refused, self._view(staff, friend_id))

    def _do(self, sub: str, slip: str, key: str, sale: Sale, part: Part) -> None:
        """A part of a sale. Raises as ``Desk.redeem``, ``Stamps.use_ticket``, ``Stamps.give`` or ``Points.move`` does."""
        staff, friend_id = self._permit(sub, part.right, self._of_slip(slip), undoes=None)
        store, by = staff.store.id, staff.member.id
        match part.act:
            case Act.COUPON:
                self._coupons.redeem(friend_id, part.of, store, key, by)
            case Act.TICKET:
                self._stamps.use_ticket(friend_id, part.of, store_id=store, by=by, key=key)
            case Act.USE:
                self._points.move(friend_id, Movement(kind=Kind.USE, points=sale.use, store_id=store), by=by, key=key)
            case Act.STAMPS:
                self._stamps.give(friend_id, sale.stamps or 0, store_id=store, by=by, key=key)
            case Act.GRANT:
                assert sale.grant is not None
                given = Movement(
                    kind=Kind.GRANT, points=sale.grant.points, amount_yen=sale.grant.amount_yen, store_id=store
                )
                self._points.move(friend_id, given, by=by, key=key)

    def refund(self, sub: str, slip: str, key: str, movement_id: str, reason: str) -> View:
        """Undo a grant or a use, all of it. Two reads more. Raises Invalid without a reason, as ``Points.move`` does, and
        Conflict (``refund_too_late``)."""

        def undone(friend_id: str) -> object:
            movement = self._points.movement(friend_id, movement_id)
            if self._clock() - movement.at > REFUND_WITHIN:
                raise REFUNDED_TOO_LATE(days=REFUND_WITHIN // DAY)
            return movement.data.get("store")

        staff, friend_id = self._permit(sub, Right.GRANT_POINTS, self._of_slip(slip), undoes=undone)
        refund = Movement(kind=Kind.REFUND, movement_id=movement_id, store_id=staff.store.id, note=reason_of(reason))
        self._points.move(friend_id, refund, by=staff.member.id, key=key)
        return self._view(staff, friend_id)

    def unstamp(self, sub: str, slip: str, key: str, stamp_id: str, reason: str) -> View:
        """Two reads more. Raises as ``Stamps.undo`` does."""

        def undone(friend_id: str) -> object:
            return self._stamps.given(friend_id, stamp_id).data.get("store")

        staff, friend_id = self._permit(sub, Right.GRANT_POINTS, self._of_slip(slip), undoes=undone)
        self._stamps.undo(friend_id, stamp_id, reason=reason, store_id=staff.store.id, by=staff.member.id, key=key)
        return self._view(staff, friend_id)

    def return_ticket(self, sub: str, slip: str, key: str, use_id: str, reason: str) -> View:
        """Two reads more. Raises as ``Stamps.return_ticket`` does."""

        def undone(friend_id: str) -> object:
            return self._stamps.used(friend_id, use_id).data.get("store")

        staff, friend_id = self._permit(sub, Right.REDEEM, self._of_slip(slip), undoes=undone)
        self._stamps.return_ticket(
            friend_id, use_id, reason=reason, store_id=staff.store.id, by=staff.member.id, key=key
        )
        return self._view(staff, friend_id)

    def undo_sold_coupon(self, sub: str, slip: str, coupon_id: str, use_id: str, reason: str) -> View:
        """Undo a redemption of the friend whose card was read. Done once for the redemption. One read more. Raises as
        ``Desk.of_friend`` and ``Desk.undo`` do."""

        def whose(staff: Staff) -> Holding:
            return self._coupons.of_friend(self._slips.read(slip, staff), coupon_id)

        staff, holding = self._permit(sub, Right.REDEEM, whose, undoes=lambda holding: holding.use(use_id).store_id)
        self._coupons.undo(holding.friend_id, coupon_id, use_id, staff.member.id, reason)
        return self._view(staff, holding.friend_id)

    def redeem(self, sub: str, code: str, key: str) -> Redeemed:
        """Raises as ``Desk.find`` and ``Desk.redeem`` do."""
        staff, holding = self._permit(sub, Right.REDEEM, self._of_code(code), undoes=None)
        return self._coupons.redeem(
            holding.friend_id, holding.coupon_id, staff.store.id, key, staff.member.id, code=code
        )

    def undo_redemption(self, sub: str, code: str, use_id: str, reason: str) -> Done:
        """Done once for the redemption. Raises as ``Desk.find`` and ``Desk.undo`` do."""

        of_code = self._of_code(code)
        staff, holding = self._permit(sub, Right.REDEEM, of_code, undoes=lambda holding: holding.use(use_id).store_id)
        return self._coupons.undo(holding.friend_id, holding.coupon_id, use_id, staff.member.id, reason)

    def _permit(
        self, sub: str, right: Right, to: Callable[[Staff], T], *, undoes: Callable[[T], object] | None
    ) -> tuple[Staff, T]:
        """The staff member who may do an act now, and what the act is done to. ``undoes``: in which store that was done
        which the act takes back; ``None``: the act takes nothing back. There is no default, so that every new act has
        to say it."""
        staff = self._access.staff(sub, right)
        whom = to(staff)
        if undoes is not None and undoes(whom) != staff.store.id:
            raise DONE_ELSEWHERE()
        return staff, whom

    def _of_slip(self, slip: str) -> Callable[[Staff], str]:
        return lambda staff: self._slips.read(slip, staff)

    def _of_code(self, code: str) -> Callable[[Staff], Holding]:
        return lambda _: self._coupons.find(code)

    def _view(self, staff: Staff, friend_id: str) -> View:
        friend, _ = self._points.get(friend_id)
        return self._views.of(staff, friend)
