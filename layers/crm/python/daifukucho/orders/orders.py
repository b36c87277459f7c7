"""Recording what friends buy, and settling what time has changed of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from daifukucho.friends.friend import Friend
from daifukucho.friends.recording import ATTEMPTS, Recorder
from daifukucho.kernel.ids import Ids
from daifukucho.kernel.refusals import FRIEND_CONTENDED
from daifukucho.kernel.repeat import Pause
from daifukucho.kernel.time import Clock
from daifukucho.ledger.entry import Entry
from daifukucho.orders.judging import OrderProgram, Scores, judge, scores_of
from daifukucho.orders.order import Order, body_of, define_order
from daifukucho.orders.refusals import ORDER_ELSEWHERE, ORDER_NOT_FOUND, TOO_MANY_ORDERS
from daifukucho.orders.repository import OrderRepository, OrderSaved
from daifukucho.orders.sums import Sums, predicted, sums_of

ENTRY, SETTLED = "purchase", "purchases_settled"
MOST_ORDERS = 10_000
"""Of one friend: all of them are read whenever one changes."""


@dataclass(frozen=True, slots=True)
class Put:
    """The order as it now is. ``recorded``: whether this was news; what is older or as old changes nothing."""

    friend: Friend
    order: Order
    recorded: bool


@dataclass(frozen=True, slots=True)
class Purchases:
    """All of a friend's purchases, summed up at this moment. ``scores`` ``None``: there is no order that counts."""

    friend: Friend
    sums: Sums
    scores: Scores | None
    predicted: int | None


class Orders:
    """Each order that is recorded is the order, an entry and the friend in one transaction. ``program`` gives what is set
    up now."""

    def __init__(
        self,
        book: Recorder,
        store: OrderRepository,
        program: Callable[[], OrderProgram],
        clock: Clock,
        ids: Ids,
        pause: Pause,
    ) -> None:
        self._book = book
        self._store = store
        self._program = program
        self._clock = clock
        self._ids = ids
        self._pause = pause

    def put(self, friend_id: str, order_id: str, given: object, *, by: str) -> Put:
        """Record an order as it now is, in somebody's name; the version that was changed last stands.

        One read of the friend, one query for each 1 MB of the friend's orders, what ``program`` reads, and one
        transaction of four writes. Raises Invalid (``invalid_order``), NotFound, Conflict (``order_elsewhere``: it is
        another friend's, and not cancelled there; ``too_many_orders``), and Unavailable; it may be repeated.
        """
        order = define_order(order_id, given, self._clock())
        program = self._program()
        for attempt in range(ATTEMPTS):
            before = self._book.get(friend_id)
            was = self._store.orders(friend_id)
            known = next((other for other in was if other.order_id == order_id), None)
            if known is not None and known.version >= order.version:
                return Put(before, known, recorded=False)
            if known is None and len(was) >= MOST_ORDERS:
                raise TOO_MANY_ORDERS(most=MOST_ORDERS)
            orders = [other for other in was if other is not known] + [order]
            at = max(self._clock(), before.recorded_at + 1)
            body = {**told(order, known), **judge(before, orders, was, program, at).body, "by": by}
            text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
            entry = Entry(ENTRY, at, self._ids(), friend_id, body=text, folded=True)
            after = self._book.after(before, entry)
            match self._store.save(before, after, entry, order):
                case OrderSaved.DONE:
                    return Put(after, order, recorded=True)
                case OrderSaved.ELSEWHERE:
                    raise ORDER_ELSEWHERE()
            self._pause(attempt)
        raise FRIEND_CONTENDED()

    def get(self, friend_id: str, order_id: str) -> Order:
        """One read. Raises NotFound (``order_not_found``) and Unavailable."""
        order = self._store.order(friend_id, order_id)
        if order is None:
            raise ORDER_NOT_FOUND()
        return order

    def purchases(self, friend_id: str) -> Purchases:
        """What the friend's orders come to at this moment. Reads the friend, the orders and what ``program`` reads.
        Raises NotFound and Unavailable."""
        friend, program = self._book.get(friend_id), self._program()
        sums = sums_of(self._store.orders(friend_id), program.settings, program.cutoff_minutes)
        today = program.today(self._clock())
        expected = predicted(sums, program.settings, today, program.cutoff_minutes)
        return Purchases(friend, sums, scores_of(sums, program, today), expected)

    def owes(self, friend: Friend) -> bool:
        """Whether time, or changed settings, may have changed the last judgement of the friend. Reads the settings."""
        if friend.orders_judged_by is None:
            return False
        program = self._program()
        due = friend.orders_due_on is not None and friend.orders_due_on <= program.today(self._clock()).isoformat()
        return due or friend.orders_judged_by != program.name

    def settle(self, friend_id: str) -> Friend:
        """Judge the friend again; nothing is written if nothing changed. A sweep does this. Two reads at least, a query
        for each 1 MB of orders, and a transaction if there is news. Raises NotFound and Unavailable."""
        program = self._program()

        def says(friend: Friend, at: int) -> dict[str, object] | None:
            orders = self._store.orders(friend_id)
            judgement = judge(friend, orders, orders, program, at)
            return dict(judgement.body) if judgement.is_news else None

        return self._book.record(friend_id, SETTLED, says).friend


def told(order: Order, before: Order | None) -> dict[str, object]:
    """What an entry says of an order, and of what it was before."""
    return {"order": _told(order), "before": before and _told(before)}


def _told(order: Order) -> dict[str, object]:
    return {"order_id": order.order_id, "at": order.at, "version": order.version, **body_of(order)}
