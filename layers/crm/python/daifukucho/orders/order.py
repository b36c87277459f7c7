"""An order 購買 as it now is. A later version of it replaces all of it; refunds and a cancellation are states of it."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from daifukucho.kernel.errors import Fault
from daifukucho.kernel.reading import Reader, needed_rule
from daifukucho.kernel.refusals import INSTANT
from daifukucho.kernel.text import one_form
from daifukucho.kernel.time import DAY
from daifukucho.orders.refusals import (
    BOUGHT_LATER,
    CHANGED_LATER,
    INVALID_ORDER,
    NOT_AN_ORDER_ID,
    REFUNDED_MORE,
)

_ID = re.compile(r"[\x21-\x2e\x30-\x7e]{1,64}")
MOST_LINES = 100
MOST_YEN = 1_000_000_000
MOST_PIECES = 100_000
TEXT_LENGTH = 64
NAME_LENGTH = 100
MOST_AHEAD = DAY
"""A table that tells the day alone means its noon, and clocks differ; further off than this is a slip of the pen."""


class State(StrEnum):
    PLACED = "placed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Line:
    """What was bought of one product. ``amount``: what all of it cost her (yen with tax, after the line's own discount);
    ``cost``: what all of it cost the shop, ``None`` if that is not told."""

    product_id: str
    name: str
    quantity: int
    amount: int
    category: str | None = None
    cost: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """``at`` (UTC epoch milliseconds): when she bought. ``amount``: what she paid, in yen with tax; with postage and less
    what was taken off the whole order, so it need not be the sum of the lines. ``refunded``: how much of that she got
    back by now. ``version`` orders what is told of the same order: when it was last changed, in epoch milliseconds.
    """

    order_id: str
    at: int
    amount: int
    version: int
    lines: tuple[Line, ...] = ()
    store_id: str | None = None
    refunded: int = 0
    state: State = State.PLACED

    @property
    def counts(self) -> bool:
        """Whether it is one of her purchases: all but the cancelled ones, also where all was paid back."""
        return self.state is State.PLACED

    @property
    def net(self) -> int:
        """What the shop kept of it, in yen with tax."""
        return self.amount - self.refunded if self.counts else 0


def body_of(order: Order) -> dict[str, Any]:
    """All of an order but its id, time and version, as JSON: what is not known is left out."""
    told = asdict(order)
    body: dict[str, Any] = {"amount": order.amount, "lines": [_known(line) for line in told["lines"]]}
    body |= {name: told[name] for name in ("store_id", "refunded") if told[name]}
    return body if order.counts else {**body, "state": str(order.state)}


def order_of(order_id: str, at: int, version: int, body: Mapping[str, Any]) -> Order:
    """The order of which ``body_of`` is told."""
    return Order(
        order_id=order_id,
        at=at,
        amount=body["amount"],
        version=version,
        lines=tuple(_told(line) for line in body["lines"]),
        store_id=_id(body.get("store_id")),
        refunded=body.get("refunded", 0),
        state=State(body.get("state", State.PLACED)),
    )


def _id(given: str | None) -> str | None:
    """An id, which may be a name that a till has, in the form in which it is compared. What was kept before as it came is read
    so, too."""
    return one_form(given) or None if given is not None else None


def _told(line: Mapping[str, Any]) -> Line:
    return Line(**{**line, "product_id": one_form(line["product_id"]), "category": _id(line.get("category"))})


def define_order(order_id: str, given: object, now: int) -> Order:
    """Check an order that a till, a site or a person tells: ``at`` and ``updated_at`` as RFC 3339.

    Raises Invalid (``invalid_order``) with every fault found, each with its place.
    """
    faults: list[Fault] = []
    if not _ID.fullmatch(order_id):
        faults.append(NOT_AN_ORDER_ID.at("/order_id"))
    reader = Reader(given, "", faults, "An order")
    at, updated_at = _instant(reader, "at"), _instant(reader, "updated_at")
    if at > now + MOST_AHEAD:
        reader.fault("at", BOUGHT_LATER.words())
    if updated_at > now + DAY:
        reader.fault("updated_at", CHANGED_LATER.words())
    amount = reader.whole("amount", 0, MOST_YEN, 0, needed=True)
    refunded = reader.whole("refunded", 0, MOST_YEN, 0)
    if refunded > amount:
        reader.fault("refunded", REFUNDED_MORE.words())
    state = State(reader.choice("state", tuple(State), State.PLACED))
    store_id = _id(reader.text("store_id", TEXT_LENGTH, needed=False))
    lines = tuple(_line(inner) for inner in reader.each("lines", MOST_LINES, "A line", least=0))
    reader.done()
    if faults:
        raise INVALID_ORDER(*faults)
    return Order(order_id, at, amount, updated_at, lines, store_id, refunded, state)


def _instant(reader: Reader, name: str) -> int:
    known = len(reader.faults)
    at = reader.instant(name)
    if at is None and len(reader.faults) == known:
        reader.fault(name, needed_rule(INSTANT.words()))
    return at or 0


def _line(reader: Reader) -> Line:
    line = Line(
        product_id=one_form(reader.text("product_id", TEXT_LENGTH)),
        name=reader.text("name", NAME_LENGTH),
        quantity=reader.whole("quantity", 1, MOST_PIECES, 1),
        amount=reader.whole("amount", 0, MOST_YEN, 0, needed=True),
        category=_id(reader.text("category", TEXT_LENGTH, needed=False)),
        cost=reader.whole("cost", 0, MOST_YEN, None),
    )
    reader.done()
    return line


def _known(line: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if value is not None}
