"""How the shop judges what friends buy: margins, RFM, who is a VIP, and the tiers of the nine segments."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from daifukucho.kernel.errors import Fault, Invalid
from daifukucho.kernel.reading import Reader, is_text, is_whole
from daifukucho.kernel.text import one_form
from daifukucho.orders.order import Line, Order

KIND = "orders"
MOST_MONTHS = 24
MOST_DAYS = 3_650
MOST_YEN = 10_000_000_000
MOST_TIMES = 100_000
MOST_YEARS = 50
MOST_PRODUCTS = 20
MOST_NAMES = 200
NAME_LENGTH = 64
TAG_LENGTH = 100
MOST_STEPS = 9
"""Between ten groups."""


@dataclass(frozen=True, slots=True)
class Rfm:
    """Fixed thresholds, each list ascending; a score is 1 and one more for each step that is reached.

    ``recency``: at most so many days since the last order. ``frequency``, ``monetary``: at least so many orders, so many
    yen, in ``months`` calendar months, the present one included.
    """

    months: int
    recency: tuple[int, ...]
    frequency: tuple[int, ...]
    monetary: tuple[int, ...]

    def r(self, days: int) -> int:
        return 1 + sum(days <= step for step in self.recency)

    def f(self, orders: int) -> int:
        return 1 + sum(orders >= step for step in self.frequency)

    def m(self, yen: int) -> int:
        return 1 + sum(yen >= step for step in self.monetary)


@dataclass(frozen=True, slots=True)
class Vip:
    """Who has spent ``enter`` yen gets the ``tag``, and loses it below ``leave_below`` (``None``: never). ``months``: in so
    many calendar months, the present one included; ``None``: over all time."""

    tag: str
    enter: int
    leave_below: int | None
    months: int | None

    def judge(self, yen: int, is_vip: bool) -> bool:
        if is_vip:
            return self.leave_below is None or yen >= self.leave_below
        return yen >= self.enter


@dataclass(frozen=True, slots=True)
class Watched:
    """A product or brand of the nine segments, and what of the shop's lines is of it: by their product or category.

    Who last bought it ``lapse_days`` ago or more has lapsed; who bought it ``loyal_purchases`` times within
    ``window_days`` is loyal.
    """

    product: str
    products: frozenset[str]
    categories: frozenset[str]
    lapse_days: int
    loyal_purchases: int
    window_days: int

    def is_in(self, order: Order) -> bool:
        return order.counts and any(self._holds(line) for line in order.lines)

    def _holds(self, line: Line) -> bool:
        return line.product_id in self.products or line.category in self.categories


@dataclass(frozen=True, slots=True)
class OrderSettings:
    """``margin_percent``: what is left of a line whose cost is not told; ``None``: nobody knows. ``expected_years``: how long
    a friend goes on buying, for ``ltv_predicted``."""

    margin_percent: int | None
    expected_years: int
    rfm: Rfm
    vip: Vip | None
    nine_segments: tuple[Watched, ...]


DEFAULT: Mapping[str, Any] = {
    "margin_percent": None,
    "expected_years": 3,
    "rfm": {
        "months": 12,
        "recency": [30, 90, 180, 365],
        "frequency": [2, 3, 5, 10],
        "monetary": [5_000, 10_000, 30_000, 100_000],
    },
    "vip": None,
    "nine_segments": [],
}


def define_orders(given: object) -> OrderSettings:
    """Check what a person sent. Raises Invalid (``invalid_order_settings``) with every fault found, each with its place."""
    faults: list[Fault] = []
    reader = Reader(given, "", faults, "The settings")
    margin = reader.whole("margin_percent", 0, 100, None)
    years = reader.whole("expected_years", 1, MOST_YEARS, 3)
    rfm, vip = _rfm(reader), _vip(reader)
    watched: list[Watched] = []
    for inner in reader.each("nine_segments", MOST_PRODUCTS, "A product", least=0):
        watched.append(_watched(inner, [other.product for other in watched]))
    reader.done()
    if faults:
        raise Invalid("The settings of orders cannot be saved.", code="invalid_order_settings", faults=faults)
    return OrderSettings(margin, years, rfm, vip, tuple(watched))


def _rfm(reader: Reader) -> Rfm:
    inner = reader.inner("rfm", "RFM")
    if inner is None:
        inner = Reader(DEFAULT["rfm"], "", [], "RFM")
    months = inner.whole("months", 1, MOST_MONTHS, 12, needed=True)
    recency = _steps(inner, "recency", 0, MOST_DAYS)
    frequency = _steps(inner, "frequency", 1, MOST_TIMES)
    monetary = _steps(inner, "monetary", 1, MOST_YEN)
    inner.done()
    return Rfm(months, recency, frequency, monetary)


def _steps(reader: Reader, name: str, least: int, most: int) -> tuple[int, ...]:
    def fine(given: Any) -> bool:
        if not isinstance(given, list) or not 1 <= len(given) <= MOST_STEPS:
            return False
        return all(is_whole(step, least, most) for step in given) and given == sorted(set(given))

    none: list[int] = []
    rule = f"Give 1 to {MOST_STEPS} ascending whole numbers from {least:,} to {most:,}."
    return tuple(reader.read(name, fine, none, rule, needed=True))


def _vip(reader: Reader) -> Vip | None:
    inner = reader.inner("vip", "VIP")
    if inner is None:
        return None
    tag = one_form(inner.text("tag", TAG_LENGTH))
    enter = inner.whole("enter", 1, MOST_YEN, 1, needed=True)
    leave = inner.whole("leave_below", 1, MOST_YEN, None)
    if leave is not None and leave > enter:
        inner.fault("leave_below", "Give no more than enter: whoever enters would leave at once.")
    months = inner.whole("months", 1, MOST_MONTHS, None)
    inner.done()
    return Vip(tag, enter, leave, months)


def _watched(inner: Reader, taken: list[str]) -> Watched:
    found = Watched(
        product=inner.key("product", taken),
        products=_names(inner, "products"),
        categories=_names(inner, "categories"),
        lapse_days=inner.whole("lapse_days", 1, MOST_DAYS, 93, needed=True),
        loyal_purchases=inner.whole("loyal_purchases", 1, MOST_TIMES, 3, needed=True),
        window_days=inner.whole("window_days", 1, MOST_DAYS, 93, needed=True),
    )
    if not found.products and not found.categories:
        inner.fault("products", "Say which products or categories of the shop's lines are meant.")
    inner.done()
    return found


def _names(reader: Reader, name: str) -> frozenset[str]:
    def fine(given: Any) -> bool:
        return isinstance(given, list) and len(given) <= MOST_NAMES and all(is_text(n, NAME_LENGTH) for n in given)

    none: list[str] = []
    rule = f"Give a list of at most {MOST_NAMES} texts of 1 to {NAME_LENGTH} characters on one line."
    return frozenset(one_form(text) for text in reader.read(name, fine, none, rule))
