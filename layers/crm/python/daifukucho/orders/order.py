"""An order 購買 as it now is. A later version of it replaces all of it; refunds and a cancellation are states of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from daifukucho.kernel.errors import Fault
from daifukucho.kernel.resource import Input
from daifukucho.kernel.rules import Choice, Instant, Name, Text, Whole
from daifukucho.kernel.shape import Each, Shape
from daifukucho.kernel.text import one_form
from daifukucho.kernel.time import DAY
from daifukucho.kernel.words import Words
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
    """What was bought of one product. ``amount``: what all of it cost the friend (yen with tax, after the line's own
    discount); ``cost``: what all of it cost the shop, ``None`` if that is not told."""

    product_id: str
    name: str
    quantity: int
    amount: int
    category: str | None = None
    cost: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """``at`` (UTC epoch milliseconds): when the friend bought. ``amount``: what the friend paid, in yen with tax; with
    postage and less what was taken off the whole order, so it need not be the sum of the lines. ``refunded``: how much
    of that was paid back by now. ``version`` orders what is told of the same order: when it was last changed, in epoch
    milliseconds.
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
        """Whether it is one of the friend's purchases: all but the cancelled ones, also where all was paid back."""
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


@dataclass(frozen=True, slots=True)
class Told:
    """What a till, a site or a person tells of an order: ``updated_at`` is its version."""

    at: int
    updated_at: int
    amount: int
    refunded: int = 0
    state: State = State.PLACED
    store_id: str | None = None
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class _Id(Name):
    """An id that need not be told."""

    blank: bool = True

    def kept(self, given: str) -> Any:
        return _id(given)


_LINE = Shape(
    {
        "product_id": Name(TEXT_LENGTH),
        "name": Text(NAME_LENGTH),
        "amount": Whole(0, MOST_YEN, Words("明細全体の金額（円、税込）です。", "Of all of the line, in yen with tax.")),
    },
    {
        "quantity": Whole(1, MOST_PIECES),
        "category": _Id(TEXT_LENGTH),
        "cost": Whole(0, MOST_YEN, Words("明細全体の原価（円）です。", "What all of the line cost the shop, in yen.")),
    },
    make=partial(Line, quantity=1),
    says=Words("購入した商品の1つです。", "What was bought of one product."),
)
_EXAMPLE: Mapping[str, Any] = {
    "at": "2026-11-22T19:00:00+09:00",
    "updated_at": "2026-11-22T19:00:00+09:00",
    "amount": 3_700,
    "refunded": 0,
    "state": "placed",
    "store_id": "shibuya",
    "lines": [
        {
            "product_id": "daifuku-6",
            "name": "豆大福 6個入り",
            "category": "和菓子",
            "quantity": 2,
            "amount": 3_200,
            "cost": 1_280,
        }
    ],
}

ORDER: Input[Told] = Input(
    title="Order",
    shape=Shape(
        {
            "at": Instant(Words("購入した日時です。", "When the friend bought: RFC 3339 with an offset.")),
            "updated_at": Instant(
                Words(
                    "注文を最後に変更した日時です。同じ注文では、後のものが残ります。",
                    "When the order was last changed: of two versions of an order the later one stands.",
                )
            ),
            "amount": Whole(
                0,
                MOST_YEN,
                Words(
                    "支払った金額（円、税込）です。送料を含み、注文全体の値引きを引きます。",
                    "What the friend paid, in yen with tax: with postage, less what was taken off the whole order.",
                ),
            ),
        },
        {
            "refunded": Whole(
                0, MOST_YEN, Words("これまでに返金した合計です。", "How much of it was paid back by now, in all.")
            ),
            "state": Choice(State),
            "store_id": _Id(
                TEXT_LENGTH, says=Words("お店での店舗の呼び方です。", "The shop's own word for the store.")
            ),
            "lines": Each(_LINE, MOST_LINES),
        },
        make=Told,
    ),
    invalid=INVALID_ORDER,
    examples=(_EXAMPLE, {**_EXAMPLE, "updated_at": "2026-11-25T10:00:00+09:00", "refunded": 3_700}),
)


def define_order(order_id: str, given: object, now: int) -> Order:
    """Check an order that a till, a site or a person tells.

    Raises Invalid (``invalid_order``) with every fault found, each with its place.
    """

    def more(fine: Mapping[str, Any]) -> Iterator[Fault]:
        if not _ID.fullmatch(order_id):
            yield NOT_AN_ORDER_ID.at("/order_id")
        if fine.get("at", now) > now + MOST_AHEAD:
            yield BOUGHT_LATER.at("/at")
        if fine.get("updated_at", now) > now + DAY:
            yield CHANGED_LATER.at("/updated_at")
        if fine.get("refunded", 0) > fine.get("amount", MOST_YEN):
            yield REFUNDED_MORE.at("/refunded")

    told = ORDER.read(given, more)
    return Order(
        order_id=order_id,
        at=told.at,
        amount=told.amount,
        version=told.updated_at,
        lines=told.lines,
        store_id=told.store_id,
        refunded=told.refunded,
        state=told.state,
    )


def _known(line: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if value is not None}
