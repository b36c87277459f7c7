"""The desk: an operator reads a friend's member card, and then gives, takes and mends what is on it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from daifukucho.cards.cards import Card, Cards
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
class Acted:
    """What was recorded, and the card after it. ``replayed``: an earlier copy of the request has done it."""

    entry: Entry
    card: Card
    replayed: bool


class StaffDesk:
    """``sub`` is that of a verified token, ``slip`` the text of the scan's. An act is done once for its ``key``.

    All raise Denied as ``Access.staff`` does, and Unavailable; an act Denied (``scan_again``) as ``Slips.read`` does, and
    what the act itself raises. It costs three reads beside those of the act. What is recorded names the operator and
    her store, whatever the page says.
    """

    def __init__(
        self,
        access: Access,
        slips: Slips,
        cards: Cards,
        points: Points,
        stamps: Stamps,
        ledger: Ledger,
        clock: Clock,
    ) -> None:
        self._access = access
        self._slips = slips
        self._cards = cards
        self._points = points
        self._stamps = stamps
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
            slip=self._slips.make(staff.operator.id, friend.friend_id),
            movements=self._refundable(friend, staff),
            stamped=self._stamped(friend, staff),
        )

    def grant(self, sub: str, slip: str, key: str, points: int, amount_yen: int | None) -> Acted:
        """Give points, of a purchase of so many yen if it says so. Raises as ``Points.move`` does."""
        staff, friend_id = self._opened(sub, slip, Right.GRANT_POINTS)
        movement = Movement(kind=Kind.GRANT, points=points, amount_yen=amount_yen, store=staff.store.id)
        return self._moved(staff, friend_id, movement, key)

    def use(self, sub: str, slip: str, key: str, points: int) -> Acted:
        """Take points for what she buys. Raises as ``Points.move`` does."""
        staff, friend_id = self._opened(sub, slip, Right.GRANT_POINTS)
        return self._moved(staff, friend_id, Movement(kind=Kind.USE, points=points, store=staff.store.id), key)

    def refund(self, sub: str, slip: str, key: str, movement_id: str) -> Acted:
        """Undo a grant or a use of this store, all of it. Two reads more.

        Raises as ``Points.move`` does, Denied (``movement_elsewhere``) and Conflict (``refund_too_late``).
        """
        staff, friend_id = self._opened(sub, slip, Right.GRANT_POINTS)
        undone = self._points.movement(friend_id, movement_id)
        if undone.data.get("store") != staff.store.id:
            raise Denied("This was done in another store, or by the office.", code="movement_elsewhere")
        if self._clock() - undone.at > REFUND_WITHIN:
            raise Conflict(f"A movement can be refunded here for {REFUND_WITHIN // DAY} days.", code="refund_too_late")
        refund = Movement(kind=Kind.REFUND, movement_id=movement_id, store=staff.store.id)
        return self._moved(staff, friend_id, refund, key)

    def stamp(self, sub: str, slip: str, key: str, count: int) -> Acted:
        """Raises as ``Stamps.give`` does."""
        staff, friend_id = self._opened(sub, slip, Right.GRANT_POINTS)
        done = self._stamps.give(friend_id, count, store=staff.store.id, by=staff.operator.id, key=key)
        return self._acted(done.entry, done.friend, done.replayed)

    def unstamp(self, sub: str, slip: str, key: str, stamp_id: str, reason: str) -> Acted:
        """Raises as ``Stamps.undo`` does."""
        staff, friend_id = self._opened(sub, slip, Right.GRANT_POINTS)
        done = self._stamps.undo(
            friend_id, stamp_id, reason=reason, store=staff.store.id, by=staff.operator.id, key=key
        )
        return self._acted(done.entry, done.friend, done.replayed)

    def use_ticket(self, sub: str, slip: str, key: str, ticket: str) -> Acted:
        """Raises as ``Stamps.use_ticket`` does."""
        staff, friend_id = self._opened(sub, slip, Right.REDEEM)
        done = self._stamps.use_ticket(friend_id, ticket, store=staff.store.id, by=staff.operator.id, key=key)
        return self._acted(done.entry, done.friend, done.replayed)

    def _opened(self, sub: str, slip: str, right: Right) -> tuple[Staff, str]:
        staff = self._access.staff(sub, right)
        return staff, self._slips.read(slip, staff.operator.id)

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
