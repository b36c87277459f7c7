"""What follows from all of a friend's orders. Computed anew from all of them whenever one changes, so it is exact in
whatever order they are told, also for orders of long ago or of a day that has not come."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import floor

from daifukucho.kernel.time import business_date, months_after
from daifukucho.orders.order import Order
from daifukucho.orders.settings import MOST_MONTHS, OrderSettings

DAYS_A_YEAR = 365


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of the orders that count. ``None``: not known, as everything is for a friend without orders.

    ``ltv_gross``: what the friend paid less what was paid back. ``ltv_margin``: less what that cost the shop (see
    ``margin``). ``days_between``: whole days from one order to the next, on average, halves up; ``None`` of a single
    one. ``yen`` and ``orders``: sums by the month (``YYYY-MM``) of each order's own day, all months there are.
    """

    count: int = 0
    ltv_gross: int | None = None
    ltv_margin: int | None = None
    first_at: int | None = None
    last_at: int | None = None
    favourite_product: str | None = None
    favourite_store: str | None = None
    days_between: int | None = None
    yen: Mapping[str, int] = field(default_factory=dict)
    orders: Mapping[str, int] = field(default_factory=dict)


def sums_of(orders: Iterable[Order], settings: OrderSettings, cutoff_minutes: int) -> Sums:
    """The sums of a friend's orders, in whatever order they are given. A shop's day begins ``cutoff_minutes`` after
    midnight in Japan."""
    placed = sorted((order for order in orders if order.counts), key=lambda order: (order.at, order.order_id))
    if not placed:
        return Sums()
    days = [business_date(order.at, cutoff_minutes) for order in placed]
    margins = [margin(order, settings.margin_percent) for order in placed]
    yen: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for order, day in zip(placed, days, strict=True):
        yen[f"{day:%Y-%m}"] += order.net
        counts[f"{day:%Y-%m}"] += 1
    return Sums(
        count=len(placed),
        ltv_gross=sum(order.net for order in placed),
        ltv_margin=None if None in margins else sum(m for m in margins if m is not None),
        first_at=placed[0].at,
        last_at=placed[-1].at,
        favourite_product=_favourite_product(placed),
        favourite_store=_favourite_store(placed),
        days_between=_average((days[-1] - days[0]).days, len(placed) - 1),
        yen=yen,
        orders=counts,
    )


def margin(order: Order, percent: int | None) -> int | None:
    """What the shop earned with an order, in whole yen, rounded down: what the friend paid less what its lines cost.

    A line whose cost is not told is taken to have cost all but the shop's ``percent`` of its amount, and so is an order
    without lines; ``None``: then nobody knows. Of what was paid back, the goods came back: it takes its part of the margin.
    """
    unknown = sum(line.amount for line in order.lines if line.cost is None) if order.lines else order.amount
    if unknown and percent is None:
        return None
    cost = sum(line.cost or 0 for line in order.lines) + Fraction(unknown * (100 - (percent or 0)), 100)
    return floor((order.amount - cost) * (Fraction(order.net, order.amount) if order.amount else 1))


def window(sums: Mapping[str, int], months: int | None, today: date) -> int:
    """The sum over so many calendar months, the one of ``today`` included; ``None``: all there is."""
    if months is None:
        return sum(sums.values())
    first, last = f"{months_after(today, 1 - months):%Y-%m}", f"{today:%Y-%m}"
    return sum(n for month, n in sums.items() if first <= month <= last)


def kept(sums: Mapping[str, int], today: date) -> dict[str, int]:
    """The months that a friend's item keeps: the present one and 23 before it."""
    first, last = f"{months_after(today, 1 - MOST_MONTHS):%Y-%m}", f"{today:%Y-%m}"
    return {month: sums[month] for month in sorted(sums) if first <= month <= last}


def predicted(sums: Sums, settings: OrderSettings, today: date, cutoff_minutes: int) -> int | None:
    """What the friend is expected to spend: an average order, times the orders a year, times the shop's
    ``expected_years``.

    A year is counted for at least, so that two orders in a week are not taken for a hundred a year; and up to today, so
    that a friend who stays away is worth less. In whole yen, rounded down; ``None`` without an order. A simple
    estimate.
    """
    if sums.first_at is None or sums.ltv_gross is None:
        return None
    days = max(DAYS_A_YEAR, (today - business_date(sums.first_at, cutoff_minutes)).days)
    return sums.ltv_gross * DAYS_A_YEAR * settings.expected_years // days


def month_start(month: str) -> date:
    """The first day of a month such as ``2026-11``."""
    return date.fromisoformat(f"{month}-01")


def days_ago(at: int, today: date, cutoff_minutes: int) -> int:
    """How many of the shop's days ago it was; 0 for what has not come yet."""
    return max(0, (today - business_date(at, cutoff_minutes)).days)


def _average(total: int, parts: int) -> int | None:
    return (2 * total + parts) // (2 * parts) if parts else None


def _favourite_product(placed: Sequence[Order]) -> str | None:
    """In the most orders; of several, of which most pieces were bought; bought last; the first by its id."""
    orders: Counter[str] = Counter()
    pieces: Counter[str] = Counter()
    last: dict[str, int] = {}
    for order in placed:
        for product in {line.product_id for line in order.lines}:
            orders[product] += 1
            last[product] = order.at
        for line in order.lines:
            pieces[line.product_id] += line.quantity
    return min(orders, key=lambda p: (-orders[p], -pieces[p], -last[p], p), default=None)


def _favourite_store(placed: Sequence[Order]) -> str | None:
    """Of the most orders; of several, where the last one was; the first by its id."""
    visits = Counter(order.store_id for order in placed if order.store_id)
    last = {order.store_id: order.at for order in placed}
    return min(visits, key=lambda s: (-visits[s], -last[s], s), default=None)
