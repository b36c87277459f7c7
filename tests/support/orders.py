"""Orders in memory, with the adapter's guarantees, and a plain recomputation of what follows from them."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from typing import Any

from daifukucho.friends.friend import Friend
from daifukucho.friends.repository import Saved
from daifukucho.ledger.entry import Entry
from daifukucho.orders.judging import OrderProgram
from daifukucho.orders.order import Order
from daifukucho.orders.repository import OrderSaved
from daifukucho.orders.settings import OrderSettings
from tests.support.book import MemoryBook

JAPAN = timezone(timedelta(hours=9))


class MemoryOrders:
    """``daifukucho.orders.repository.OrderRepository``."""

    def __init__(self, book: MemoryBook) -> None:
        self._book = book
        self._orders: dict[tuple[str, str], Order] = {}
        self._owners: dict[str, tuple[str, bool]] = {}

    def orders(self, friend_id: str) -> list[Order]:
        return [order for (page, _), order in sorted(self._orders.items()) if page == friend_id]

    def order(self, friend_id: str, order_id: str) -> Order | None:
        return self._orders.get((friend_id, order_id))

    def save(self, before: Friend, after: Friend, entry: Entry, order: Order) -> OrderSaved:
        owner, free = self._owners.get(order.order_id, (after.friend_id, True))
        if owner != after.friend_id and not free:
            return OrderSaved.ELSEWHERE
        if self._book.save_recorded(before, after, entry) is not Saved.DONE:
            return OrderSaved.STALE
        self._orders[after.friend_id, order.order_id] = order
        self._owners[order.order_id] = (after.friend_id, not order.counts)
        return OrderSaved.DONE


def day_of(at: int, cutoff: int) -> date:
    return (datetime.fromtimestamp(at / 1_000, JAPAN) - timedelta(minutes=cutoff)).date()


def months_between(earlier: str, later: date) -> int:
    return (later.year - int(earlier[:4])) * 12 + later.month - int(earlier[5:])


def recomputed(orders: Sequence[Order], program: OrderProgram, today: date) -> dict[str, Any]:
    """What a friend's item has to say of the orders on a day: by the definitions, one after the other."""
    placed = [order for order in orders if order.state == "placed"]
    if not placed:
        return {}
    days = sorted(day_of(order.at, program.cutoff_minutes) for order in placed)
    months = [day_of(order.at, program.cutoff_minutes).strftime("%Y-%m") for order in placed]
    net = [order.amount - order.refunded for order in placed]
    settings, rfm = program.settings, program.settings.rfm
    recent = [n for n, month in enumerate(months) if 0 <= months_between(month, today) < rfm.months]
    kept = [n for n, month in enumerate(months) if 0 <= months_between(month, today) < 24]
    since = max(0, (today - days[-1]).days)
    gaps = [(b - a).days for a, b in itertools.pairwise(days)]
    margins = [plain_margin(order, settings) for order in placed]
    found = {
        "order_count": len(placed),
        "ltv_gross": sum(net),
        "ltv_margin": None if None in margins else sum(margins),  # type: ignore[arg-type]
        "first_order_at": min(order.at for order in placed),
        "last_order_at": max(order.at for order in placed),
        "favourite_product": favourite_product(placed),
        "favourite_store": favourite_store(placed),
        "days_between_orders": int(Fraction(sum(gaps), len(gaps)) + Fraction(1, 2)) if gaps else None,
        "order_yen": {m: sum(net[n] for n in kept if months[n] == m) for m in {months[n] for n in kept}},
        "order_counts": {m: sum(months[n] == m for n in kept) for m in {months[n] for n in kept}},
        "rfm_r": 1 + len([step for step in rfm.recency if since <= step]),
        "rfm_f": 1 + len([step for step in rfm.frequency if step <= len(recent)]),
        "rfm_m": 1 + len([step for step in rfm.monetary if step <= sum(net[n] for n in recent)]),
    }
    return {name: value for name, value in found.items() if value not in (None, {})}


def plain_margin(order: Order, settings: OrderSettings) -> int | None:
    lines = order.lines
    costs = [Fraction(line.cost) if line.cost is not None else None for line in lines]
    if not lines and order.amount:
        costs, amounts = [None], [order.amount]
    else:
        amounts = [line.amount for line in lines]
    total = Fraction(0)
    for cost, amount in zip(costs, amounts, strict=True):
        if cost is None and amount and settings.margin_percent is None:
            return None
        total += cost if cost is not None else amount - Fraction(amount * (settings.margin_percent or 0), 100)
    left = Fraction(order.amount - order.refunded, order.amount) if order.amount else Fraction(1)
    exact = (order.amount - total) * left
    return exact.numerator // exact.denominator


def favourite_product(placed: Sequence[Order]) -> str | None:
    products = {line.product_id for order in placed for line in order.lines}

    def standing(product: str) -> tuple[int, int, int]:
        holding = [order for order in placed if any(line.product_id == product for line in order.lines)]
        pieces = sum(line.quantity for order in holding for line in order.lines if line.product_id == product)
        return len(holding), pieces, max(order.at for order in holding)

    return max(sorted(products), key=standing, default=None)


def favourite_store(placed: Sequence[Order]) -> str | None:
    stores = {order.store_id for order in placed if order.store_id}

    def standing(store: str) -> tuple[int, int]:
        there = [order.at for order in placed if order.store_id == store]
        return len(there), max(there)

    return max(sorted(stores), key=standing, default=None)


def unrevised(friend: Friend) -> Friend:
    return replace(friend, revision=0)
