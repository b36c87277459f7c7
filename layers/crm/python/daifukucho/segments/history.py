"""What happened with a friend, as far as a segment asks: read from the friend's page where the item cannot decide.

A condition about what happened is decided by the item alone wherever that says enough. Otherwise it is *undecided*, and
says what it needs of the friend's page; this is read for those friends only (``Histories``), and then it is decided
exactly.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from daifukucho.book.kinds import kind_of
from daifukucho.coupons.coupon import Coupon
from daifukucho.coupons.holding import Holding
from daifukucho.ledger.entry import Entry
from daifukucho.orders.order import Order


@dataclass(frozen=True, slots=True)
class Need:
    """What of a friend's page is needed to decide.

    ``kinds``: the friend's entries of these, each since an instant (UTC epoch milliseconds); ``coupons``: the friend's,
    by their ids, and their definitions; ``orders``: all of the friend's.
    """

    kinds: Mapping[str, int] = field(default_factory=dict)
    coupons: frozenset[str] = frozenset()
    orders: bool = False

    def __bool__(self) -> bool:
        return bool(self.kinds or self.coupons or self.orders)

    def __or__(self, other: "Need") -> "Need":
        kinds = dict(self.kinds)
        for kind, since in other.kinds.items():
            kinds[kind] = min(since, kinds.get(kind, since))
        return Need(kinds, self.coupons | other.coupons, self.orders or other.orders)


@dataclass(frozen=True, slots=True)
class Held:
    """A friend and a coupon: the friend's holding, if there ever was one, and the coupon's definition, if it was not
    deleted."""

    holding: Holding | None
    coupon: Coupon | None


@dataclass(frozen=True, slots=True)
class History:
    """What was read of a friend's page: at least what was needed. ``entries`` are oldest first."""

    entries: tuple[Entry, ...] = ()
    coupons: Mapping[str, Held] = field(default_factory=dict)
    orders: tuple[Order, ...] = ()

    @property
    def facts(self) -> Mapping[str, object]:
        """What the conditions see of it, by field."""
        return {"events": self.entries, "messages": self.entries, "coupons": self.coupons, "orders": self.orders}


class Histories(Protocol):
    def read(self, needs: Mapping[str, Need], until: int) -> Mapping[str, History]:
        """What is needed of some friends, by their ids; entries until an instant, that included. Raises Unavailable."""


def counting(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries that segments count: an entry of a kind that is folded counts once it is folded, as in everything
    else that is known of a friend, so that the item and the page agree."""
    return tuple(e for e in entries if e.folded or kind_of(e.kind).fold is None)
