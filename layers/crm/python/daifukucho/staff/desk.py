"""The desk: an operator reads a friend's member card or a coupon, and then gives, takes and mends what is on it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol, TypeVar

from daifukucho.cards.cards import Card, Cards
from daifukucho.coupons.desk import Desk, Redeemed
from daifukucho.coupons.holding import Holding, Use
from daifukucho.coupons.record import Done
from daifukucho.coupons.wallet import Shown
from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import Conflict, Denied
from daifukucho.kernel.once import once
from daifukucho.kernel.page import Page
from daifukucho.kernel.time import DAY, Clock
from daifukucho.ledger.entry import Entry
from daifukucho.operators.access import Access, Staff
from daifukucho.operators.operator import Right
from daifukucho.points import points
from daifukucho.points.account import Kind
from daifukucho.points.movement import Movement
from daifukucho.points.points import Points
from daifukucho.staff.slip import Slip, Slips
from daifukucho.stamps import stamps
from daifukucho.stamps.stamps import Stamps

T = TypeVar("T")

REFUND_WITHIN = 31 * DAY
"""For so long a movement can be refunded by the store that made it; later ones are a matter for the office."""
MOST_SHOWN = 5
_LOOKED_THROUGH = 30


class Ledger(Protocol):
    def timeline(
        self,
        friend_id: str,
        cursor: str | None = None,
        limit: int = 50,
        *,
        kinds: Collection[str] = (),
        after: int | None = None,
        before: int | None = None,
    ) -> Page[Entry]:
        """A friend's entries, newest first. Raises Unavailable."""


@dataclass(frozen=True, slots=True)
class Read:
    """A card that was read. ``movements``: the latest that can be refunded here; ``stamped``: the stamps that can be
    taken back here."""

    staff: Staff
    card: Card
    slip: Slip
    movements: tuple[Entry, ...]
    stamped: Entry | None


@dataclass(frozen=True, slots=True)
class Looked:
    """A coupon that was read."""

    staff: Staff
    shown: Shown

    @property
    def undoable(self) -> Use | None:
        """Its latest use, if it can be undone here as far as the store goes; time is another matter."""
        use = self.shown.holding.last_use if self.shown.holding else None
        return use if use is not None and use.store_id == self.staff.store.id else None


@dataclass(frozen=True, slots=True)
class Acted:
    """What was recorded, and the card after it. ``replayed``: an earlier copy of the request has done it."""

    entry: Entry
    card: Card
    replayed: bool


class StaffDesk:
    """All that operators do. ``sub`` is that of a verified token, ``slip`` the text of a card's scan, ``code`` a coupon's.
    An act is done once for its ``key``.

    Each act begins with ``_permit``, which alone tells in whose name, where and to whom it is done, and which wants to
    know what the act takes back. All raise Denied as ``Access.staff`` does, and Unavailable; an act on a card Denied
    (``scan_again``) as ``Slips.read`` does, and an act that takes something back Denied (``done_elsewhere``) if that was
    not done in the operator's own store; and each what the act itself raises. It costs three reads beside those of the act.
    What is recorded names the operator and the store, whatever the page says.
    """

    def __init__(
        self,
        access: Access,
        slips: Slips,
        cards: Cards,
        points: Points,
        stamps: Stamps,
        coupons: Desk,
        ledger: Ledger,
        clock: Clock,
    ) -> None:
        self._access = access
        self._slips = slips
        self._cards = cards
        self._points = points
        self._stamps = stamps
        self._coupons = coupons
        self._ledger = ledger
        self._clock = clock

    def read(self, sub: str, text: str, key: str) -> Read:
        """Whose card it is, as ``Cards.scan`` says; any right will do. Its reads, three, and two to six queries."""
        staff = self._access.staff(sub)
        if not staff.operator.says.rights:
            raise Denied("The operator has no right to do anything.", code="right_missing")
        friend = self._cards.scan(text, once("staff/scan", staff.operator.id, key, text))
        return Read(
            staff=staff,
            card=self._cards.show(friend),
            slip=self._slips.make(staff, friend.friend_id),
            movements=self._refundable(friend, staff),
            stamped=self._stamped(friend, staff),
        )

    def look(self, sub: str, code: str) -> Looked:
        """The coupon that was scanned. Raises as ``Desk.find`` and ``Desk.look`` do."""
        staff = self._access.staff(sub, Right.REDEEM)
        return Looked(staff, self._coupons.look(self._coupons.find(code)))

    def grant(self, sub: str, slip: str, key: str, points: int, amount_yen: int | None) -> Acted:
        """Give points, of a purchase of so many yen if it says so. Raises as ``Points.move`` does."""
        staff, friend_id = self._permit(sub, Right.GRANT_POINTS, self._of_slip(slip), undoes=None)
        movement = Movement(kind=Kind.GRANT, points=points, amount_yen=amount_yen, store=staff.store.id)
        return self._moved(staff, friend_id, movement, key)

    def use(self, sub: str, slip: str, key: str, points: int) -> Acted:
        """Take points for what the friend buys. Raises as ``Points.move`` does."""
        staff, friend_id = self._permit(sub, Right.GRANT_POINTS, self._of_slip(slip), undoes=None)
        return self._moved(staff, friend_id, Movement(kind=Kind.USE, points=points, store=staff.store.id), key)

    def refund(self, sub: str, slip: str, key: str, movement_id: str) -> Acted:
        """Undo a grant or a use, all of it. Two reads more. Raises as ``Points.move`` does, and Conflict
        (``refund_too_late``)."""

        def undone(friend_id: str) -> object:
            movement = self._points.movement(friend_id, movement_id)
            if self._clock() - movement.at > REFUND_WITHIN:
                days = REFUND_WITHIN // DAY
                raise Conflict(f"A movement can be refunded here for {days} days.", code="refund_too_late")
            return movement.data.get("store")

        staff, friend_id = self._permit(sub, Right.GRANT_POINTS, self._of_slip(slip), undoes=undone)
        refund = Movement(kind=Kind.REFUND, movement_id=movement_id, store=staff.store.id)
        return self._moved(staff, friend_id, refund, key)

    def stamp(self, sub: str, slip: str, key: str, count: int) -> Acted:
        """Raises as ``Stamps.give`` does."""
        staff, friend_id = self._permit(sub, Right.GRANT_POINTS, self._of_slip(slip), undoes=None)
        done = self._stamps.give(friend_id, count, store=staff.store.id, by=staff.operator.id, key=key)
        return self._acted(done.entry, done.friend, done.replayed)

    def unstamp(self, sub: str, slip: str, key: str, stamp_id: str, reason: str) -> Acted:
        """Two reads more. Raises as ``Stamps.undo`` does."""

        def undone(friend_id: str) -> object:
            return self._stamps.given(friend_id, stamp_id).data.get("store")

        staff, friend_id = self._permit(sub, Right.GRANT_POINTS, self._of_slip(slip), undoes=undone)
        done = self._stamps.undo(
            friend_id, stamp_id, reason=reason, store=staff.store.id, by=staff.operator.id, key=key
        )
        return self._acted(done.entry, done.friend, done.replayed)

    def use_ticket(self, sub: str, slip: str, key: str, ticket: str) -> Acted:
        """Raises as ``Stamps.use_ticket`` does."""
        staff, friend_id = self._permit(sub, Right.REDEEM, self._of_slip(slip), undoes=None)
        done = self._stamps.use_ticket(friend_id, ticket, store=staff.store.id, by=staff.operator.id, key=key)
        return self._acted(done.entry, done.friend, done.replayed)

    def redeem(self, sub: str, code: str, key: str) -> Redeemed:
        """Raises as ``Desk.find`` and ``Desk.redeem`` do."""
        staff, holding = self._permit(sub, Right.REDEEM, self._of_code(code), undoes=None)
        return self._coupons.redeem(
            holding.friend_id, holding.coupon_id, staff.store.id, key, staff.operator.id, code=code
        )

    def undo_redemption(self, sub: str, code: str, use_id: str, reason: str) -> Done:
        """Done once for the redemption. Raises as ``Desk.find`` and ``Desk.undo`` do."""

        def undone(holding: Holding) -> object:
            return holding.use(use_id).store_id

        staff, holding = self._permit(sub, Right.REDEEM, self._of_code(code), undoes=undone)
        return self._coupons.undo(holding.friend_id, holding.coupon_id, use_id, staff.operator.id, reason)

    def _permit(
        self, sub: str, right: Right, to: Callable[[Staff], T], *, undoes: Callable[[T], object] | None
    ) -> tuple[Staff, T]:
        """Who may do an act now, and to whom. ``undoes``: in which store that was done which the act takes back;
        ``None``: the act takes nothing back. There is no default, so whoever writes an act has to say it."""
        staff = self._access.staff(sub, right)
        whom = to(staff)
        if undoes is not None and undoes(whom) != staff.store.id:
            raise Denied("This was done in another store, or by the office.", code="done_elsewhere")
        return staff, whom

    def _of_slip(self, slip: str) -> Callable[[Staff], str]:
        return lambda staff: self._slips.read(slip, staff)

    def _of_code(self, code: str) -> Callable[[Staff], Holding]:
        return lambda _: self._coupons.find(code)

    def _moved(self, staff: Staff, friend_id: str, movement: Movement, key: str) -> Acted:
        moved = self._points.move(friend_id, movement, by=staff.operator.id, key=key)
        return self._acted(moved.entry, moved.friend, moved.replayed)

    def _acted(self, entry: Entry | None, friend: Friend, replayed: bool) -> Acted:
        if entry is None:
            raise AssertionError("an act says what it is")
        return Acted(entry, self._cards.show(friend), replayed)

    def _refundable(self, friend: Friend, staff: Staff) -> tuple[Entry, ...]:
        """The latest grants and uses of this store that were not refunded; their refunds come after them."""
        if Right.GRANT_POINTS not in staff.operator.says.rights:
            return ()
        since = self._clock() - REFUND_WITHIN
        page = self._ledger.timeline(friend.friend_id, None, _LOOKED_THROUGH, kinds=(points.ENTRY,), after=since)
        told = [(entry, entry.data) for entry in page.items]
        refunded = {data["of"] for _, data in told if data["kind"] == Kind.REFUND}
        here = [
            entry
            for entry, data in told
            if data["kind"] in (Kind.GRANT, Kind.USE)
            and data.get("store") == staff.store.id
            and entry.event_id not in refunded
        ]
        return tuple(here[:MOST_SHOWN])

    def _stamped(self, friend: Friend, staff: Staff) -> Entry | None:
        if Right.GRANT_POINTS not in staff.operator.says.rights:
            return None
        since = self._clock() - stamps.UNDO_WITHIN
        page = self._ledger.timeline(friend.friend_id, None, 1, kinds=(stamps.ENTRY,), after=since)
        entry = next(iter(page.items), None)
        if entry is None or entry.data.get("store") != staff.store.id or not stamps.can_be_undone(entry, friend):
            return None
        return entry
