"""What the core needs of the store that holds orders."""

from enum import StrEnum
from typing import Protocol

from daifukucho.friends.friend import Friend
from daifukucho.ledger.entry import Entry
from daifukucho.orders.order import Order


class OrderSaved(StrEnum):
    """How a write ended. STALE: the friend was written since it was read. ELSEWHERE: the order is another friend's."""

    DONE = "done"
    STALE = "stale"
    ELSEWHERE = "elsewhere"


class OrderReader(Protocol):
    """Reads orders. All raise Unavailable if the repository does not answer."""

    def orders(self, friend_id: str) -> list[Order]:
        """All of a friend's orders as they now are, by their ids. One consistent query for each 1 MB (some 1,500 orders)."""

    def order(self, friend_id: str, order_id: str) -> Order | None:
        """One of a friend's orders. One consistent read."""


class OrderRepository(OrderReader, Protocol):
    """Reads and writes orders."""

    def save(self, before: Friend, after: Friend, entry: Entry, order: Order) -> OrderSaved:
        """The friend, an entry of a ``recorded`` kind, the order in place of what was there, and whose it is: all of it
        in one transaction, or nothing. ELSEWHERE unless it was nobody's or this friend's, or is cancelled where it was.
        Raises Unavailable; the write may then have happened."""
