"""What a staff member sees of a member card that was read: what is on it, what can be used here, and what can be taken
back here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from daifukucho.cards.cards import Card, Cards
from daifukucho.coupons.holding import UNDO_WITHIN as COUPON_UNDO_WITHIN
from daifukucho.coupons.wallet import Shown
from daifukucho.friends.account import Kind
from daifukucho.friends.friend import Friend
from daifukucho.kernel.page import Page
from daifukucho.kernel.time import DAY, Clock
from daifukucho.ledger.entry import Entry
from daifukucho.points import points
from daifukucho.staff.access import Staff
from daifukucho.staff.member import Right
from daifukucho.stamps import stamps

REFUND_WITHIN = 31 * DAY
"""So long can a movement be refunded by the store that made it; the office refunds later."""
MOST_SHOWN = 5
_LOOKED_THROUGH = 50
_KINDS = (points.ENTRY, stamps.ENTRY, stamps.TICKET_ENTRY, stamps.TICKET_UNDONE_ENTRY)


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
        consistent: bool = False,
    ) -> Page[Entry]:
        """A friend's entries, newest first. Raises Unavailable."""


class Wallet(Protocol):
    def mine(self, friend_id: str) -> Sequence[Shown]:
        """A friend's coupons. Raises Unavailable."""


@dataclass(frozen=True, slots=True)
class View:
    """``coupons``: those that can be redeemed here. What can be taken back here, the latest first: ``movements``,
    ``stamped``, ``tickets`` that were used, ``redeemed`` coupons. What the staff member has no right to is left out."""

    card: Card
    coupons: tuple[Shown, ...]
    movements: tuple[Entry, ...]
    stamped: Entry | None
    tickets: tuple[Entry, ...]
    redeemed: tuple[Shown, ...]


class Views:
    def __init__(self, cards: Cards, wallet: Wallet, ledger: Ledger, clock: Clock) -> None:
        self._cards = cards
        self._wallet = wallet
        self._ledger = ledger
        self._clock = clock

    def of(self, staff: Staff, friend: Friend) -> View:
        """A friend's card, for a staff member. One to four queries, and with the right to redeem what ``Wallet.mine`` reads.

        Raises Unavailable.
        """
        rights, here = staff.member.says.rights, staff.store.id
        since = self._clock() - REFUND_WITHIN
        page = self._ledger.timeline(
            friend.friend_id, None, _LOOKED_THROUGH, kinds=_KINDS, after=since, consistent=True
        )
        moves = Right.GRANT_POINTS in rights
        redeems = Right.REDEEM in rights
        coupons = self._wallet.mine(friend.friend_id) if redeems else ()
        return View(
            card=self._cards.show(friend),
            coupons=tuple(shown for shown in coupons if shown.is_usable and _is_valid_in(shown, here)),
            movements=_refundable(page.items, here) if moves else (),
            stamped=self._stamped(page.items, here, friend) if moves else None,
            tickets=self._used(page.items, here) if redeems else (),
            redeemed=tuple(shown for shown in coupons if self._can_be_undone(shown, here)),
        )

    def _stamped(self, entries: Sequence[Entry], here: str, friend: Friend) -> Entry | None:
        latest = next((entry for entry in entries if entry.kind == stamps.ENTRY), None)
        if latest is None or not self._is_fresh(latest, stamps.UNDO_WITHIN) or latest.data.get("store") != here:
            return None
        return latest if stamps.can_be_undone(latest, friend) else None

    def _used(self, entries: Sequence[Entry], here: str) -> tuple[Entry, ...]:
        returned = {entry.data["of"] for entry in entries if entry.kind == stamps.TICKET_UNDONE_ENTRY}
        return tuple(
            entry
            for entry in entries
            if entry.kind == stamps.TICKET_ENTRY
            and self._is_fresh(entry, stamps.UNDO_WITHIN)
            and stamps.can_be_returned(entry)
            and entry.data.get("store") == here
            and entry.event_id not in returned
        )

    def _can_be_undone(self, shown: Shown, here: str) -> bool:
        use = shown.holding.last_use if shown.holding else None
        return use is not None and use.store_id == here and self._clock() - use.at <= COUPON_UNDO_WITHIN

    def _is_fresh(self, entry: Entry, within: int) -> bool:
        return self._clock() - entry.at <= within


def _is_valid_in(shown: Shown, store_id: str) -> bool:
    stores = shown.coupon.says.stores
    return not stores or store_id in stores


def _refundable(entries: Sequence[Entry], here: str) -> tuple[Entry, ...]:
    """The latest grants and uses of this store that were not refunded; their refunds come after them."""
    told = [(entry, entry.data) for entry in entries if entry.kind == points.ENTRY]
    refunded = {data["of"] for _, data in told if data["kind"] == Kind.REFUND}
    found = [
        entry
        for entry, data in told
        if data["kind"] in (Kind.GRANT, Kind.USE) and data.get("store") == here and entry.event_id not in refunded
    ]
    return tuple(found[:MOST_SHOWN])
