"""What ``bought`` and ``not_bought`` share: a friend's orders, counted or added up.

The friend's item keeps how many orders count, what they come to, and when the first and the last of them were. It
decides unless a product, a category or a store is asked for, or some of several orders are outside of the window.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from daifukucho.kernel.attribute import Attribute, AttributeType
from daifukucho.kernel.time import to_iso
from daifukucho.kernel.words import Language, Words
from daifukucho.orders.order import Line, Order
from daifukucho.segments.condition import Condition, compare, conjunction, negate
from daifukucho.segments.context import Context
from daifukucho.segments.history import Need
from daifukucho.segments.operator import Form, Mention
from daifukucho.segments.operators._history import MAX_ID, Facts, HistoryOperator, members, whole
from daifukucho.segments.operators._values import called, name, refuse
from daifukucho.segments.operators._window import WINDOW, Window, windowed
from daifukucho.segments.refusals import TIMES_OR_SUM

MAX_TIMES = 1_000
MAX_YEN = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Purchases:
    """At least ``times`` orders or, if there is a ``sum``, that many yen; of a product, a category (of one and the same
    line), in a store, in a ``window``."""

    times: int
    sum: int | None
    product: str | None
    category: str | None
    store: str | None
    window: Window

    @property
    def of_lines(self) -> bool:
        """Whether it asks what was bought."""
        return self.product is not None or self.category is not None

    @property
    def narrowed(self) -> bool:
        """Whether it asks for what the item does not keep."""
        return self.of_lines or self.store is not None

    def lines(self, order: Order) -> list[Line]:
        """The lines of an order that it asks for."""
        return [
            line
            for line in order.lines
            if self.product in (None, line.product_id) and self.category in (None, line.category)
        ]

    def among(self, orders: Iterable[Order], context: Context) -> list[Order]:
        """The orders that it asks for, oldest first."""
        first, last = self.window.span(context)
        found = [
            order
            for order in orders
            if order.counts
            and first <= order.at <= last
            and self.store in (None, order.store_id)
            and (not self.of_lines or self.lines(order))
        ]
        return sorted(found, key=lambda order: order.at)

    def yen(self, orders: Iterable[Order]) -> int:
        """What the orders come to: what the friend paid less what was paid back; for a product or a category, the
        amounts of its lines."""
        if not self.of_lines:
            return sum(order.net for order in orders)
        return sum(line.amount for order in orders for line in self.lines(order))

    def met(self, orders: Iterable[Order], context: Context) -> bool:
        found = self.among(orders, context)
        return len(found) >= self.times if self.sum is None else self.yen(found) >= self.sum


def _id(value: object) -> str:
    return name(value, MAX_ID)


class OrdersOperator(HistoryOperator):
    types = (AttributeType.ORDERS,)

    def form(self, attribute: Attribute) -> Form:
        return Form.PURCHASES

    def parse(self, value: object, attribute: Attribute) -> Purchases:
        optional: dict[str, Any] = {
            "times": (whole(1, MAX_TIMES), 1),
            "sum": (whole(1, MAX_YEN), None),
            **dict.fromkeys(("product", "category", "store"), (_id, None)),
            **WINDOW,
        }
        if isinstance(value, dict) and {"times", "sum"} <= value.keys():
            raise refuse(TIMES_OR_SUM.words())
        return Purchases(**windowed(members(value, {}, optional, '{"times": 2, "within": 90}')))

    def reads(self, attribute: Attribute) -> frozenset[str]:
        return frozenset({"order_count", "ltv_gross", "first_order_at", "last_order_at"})

    def mentions(self, attribute: Attribute, value: Purchases) -> Iterable[Mention]:
        """A store may be one that only tills know, so it need not exist."""
        return [] if value.store is None else [Mention("store", value.store)]

    def need(self, value: Purchases, facts: Facts, context: Context) -> Need:
        return Need(orders=bool(facts.get("order_count")))

    def saw(self, value: Purchases, history: tuple[Order, ...], context: Context) -> Any:
        """How many of them there are, what they come to, and when the last one was."""
        found = value.among(history, context)
        return {"orders": len(found), "yen": value.yen(found), "last": to_iso(found[-1].at) if found else None}


def by_item(value: Purchases, facts: Facts, context: Context) -> bool | None:
    """Whether the friend bought it, if the item says enough."""
    n, first, last = facts.get("order_count", 0), facts.get("first_order_at", 0), facts.get("last_order_at", 0)
    (since, until), yen = value.window.span(context), facts.get("ltv_gross", 0)
    if n < value.times or last < since or first > until:
        return False
    if value.sum is not None and not value.of_lines and yen < value.sum:
        return False
    if value.narrowed:
        return None
    if since <= first and last <= until:
        return True
    if value.sum is None and value.times == 1 and (since <= first or last <= until):
        return True  # the first or the last one is in the window
    return None


def perhaps(value: Purchases, context: Context) -> Condition:
    """A condition for everybody who may have bought it."""
    since, until = value.window.span(context)
    parts = [compare("order_count", ">=", value.times), compare("first_order_at", "<=", until)]
    if value.window.begins:
        parts.append(compare("last_order_at", ">=", since))
    if value.sum is not None and not value.of_lines:
        parts.append(compare("ltv_gross", ">=", value.sum))
    return conjunction(parts)


def perhaps_not(value: Purchases, context: Context) -> Condition | None:
    """A condition for everybody who may not have bought it: of whom it is not certain."""
    if value.narrowed:
        return None
    (since, until), all_of_them = value.window.span(context), value.times > 1 or value.sum is not None
    parts = [
        compare("order_count", ">=", value.times),
        compare("first_order_at" if all_of_them else "last_order_at", ">=", since),
        compare("last_order_at", "<=", until),
    ]
    if value.sum is not None:
        parts.append(compare("ltv_gross", ">=", value.sum))
    return negate(conjunction(parts))


_WHAT = {
    "product": Words("商品{}", "of the product {}"),
    "category": Words("分類{}", "in the category {}"),
    "store": Words("店舗{}", "in the store {}"),
}


def what(attribute: Attribute, value: Purchases, lang: Language) -> str:
    """Of which product, category and store, in words."""
    found = [
        getattr(words, lang).format(called(getattr(value, name), attribute, lang, "store" if name == "store" else None))
        for name, words in _WHAT.items()
        if getattr(value, name) is not None
    ]
    if lang == "ja":
        return f"（{'、'.join(found)}）" if found else ""
    return "".join(f" {part}" for part in found)
