"""``/v1/settings/orders`` and ``/v1/friends/{friend_id}/orders``: how orders are judged, and what a friend buys."""

from typing import Annotated, Literal

from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.event_handler.router import Router
from pydantic import Field

from daifukucho.kernel.time import to_iso
from daifukucho.orders.order import ORDER, Line, Order
from daifukucho.orders.orders import Purchases
from daifukucho.orders.settings import ORDERS
from routes.definitions import Described, body_of, read_only
from routes.settings import SettingsRoutes
from routes.shared import (
    MAY_READ,
    MAY_WRITE,
    Answer,
    Caller,
    Crm,
    Cursor,
    FriendId,
    Limit,
    PathText,
    answers,
    at,
    example,
)

router = Router()
_TAGS = ["orders"]

OrderId = Annotated[
    PathText,
    Path(description="The shop's own number: printable ASCII without spaces and `/`, percent-encoded."),
]

_RFM = {
    "months": 12,
    "recency": [30, 90, 180, 365],
    "frequency": [2, 3, 5, 10],
    "monetary": [5000, 10000, 30000, 100000],
}
_VIP = {"tag": "VIP", "enter": 100_000, "leave_below": 80_000, "months": 12}
_WATCHED = {
    "product_id": "daifuku",
    "product_ids": ["daifuku-6", "daifuku-12"],
    "categories": ["和菓子"],
    "lapse_days": 93,
    "loyal_purchases": 3,
    "window_days": 93,
}
_SETTINGS = {"margin_percent": 60, "expected_years": 3, "rfm": _RFM, "vip": _VIP, "nine_segments": [_WATCHED]}
_ORDER = ORDER.examples[0]
_AT = "When the friend bought: RFC 3339 with an offset."
_UPDATED = "When the order was last changed: of two versions of an order the later one stands."
_AMOUNT = "What the friend paid, in yen with tax: with postage, less discounts on the whole order."
_REFUNDED = "How much of it was paid back by now, in total."
_STORE = "The shop's own word for the store."
_COST = "What the whole line cost the shop, in yen."
_MONTHS = "In so many calendar months, the present one included"


class OrderBody(Described):
    """The whole order as it now is."""

    described = body_of(ORDER)


class LineModel(Answer):
    """What was bought of one product."""

    product_id: str
    name: str
    category: str | None
    quantity: int
    amount: int
    cost: int | None = Field(description=_COST)

    @classmethod
    def of(cls, line: Line) -> "LineModel":
        return cls(
            product_id=line.product_id,
            name=line.name,
            category=line.category,
            quantity=line.quantity,
            amount=line.amount,
            cost=line.cost,
        )


class OrderModel(Answer):
    """An order 購買 as it now is."""

    model_config = example({"order_id": "A-1024", **_ORDER})

    order_id: str
    at: str = Field(description=_AT)
    updated_at: str = Field(description=_UPDATED)
    amount: int = Field(description=_AMOUNT)
    refunded: int = Field(description=_REFUNDED)
    state: Literal["placed", "cancelled"]
    store_id: str | None = Field(description=_STORE)
    lines: list[LineModel]

    @classmethod
    def of(cls, order: Order) -> "OrderModel":
        return cls(
            order_id=order.order_id,
            at=to_iso(order.at),
            updated_at=to_iso(order.version),
            amount=order.amount,
            refunded=order.refunded,
            state=str(order.state),  # type: ignore[arg-type]
            store_id=order.store_id,
            lines=[LineModel.of(line) for line in order.lines],
        )


class RecordedOrderModel(OrderModel):
    """An order as it now is, and whether that is what was sent."""

    model_config = example({"order_id": "A-1024", **_ORDER, "recorded": True})

    recorded: bool = Field(description="`false`: a version as late, or later, was known; nothing was changed.")


class OrderPage(Answer):
    """Some orders of a friend, newest first."""

    model_config = example({"items": [{"order_id": "A-1024", **_ORDER}], "cursor": None})

    items: list[OrderModel]
    cursor: str | None


class ScoresModel(Answer):
    """RFM: each score is 1 and one more for each step of the settings that is reached."""

    r: int
    f: int
    m: int


class PurchasesModel(Answer):
    """What a friend's orders come to at this moment; all `null` if no order counts. Cancelled orders do not count."""

    model_config = example(
        {
            "friend_id": "U4af4980629c6b8d1f6c2b4c1a9e0d3f7",
            "order_count": 4,
            "ltv_gross": 14_800,
            "ltv_margin": 8_880,
            "ltv_predicted": 44_400,
            "first_order_at": "2026-05-03T12:10:00+09:00",
            "last_order_at": "2026-11-22T19:00:00+09:00",
            "favourite_product": "daifuku-6",
            "favourite_store": "shibuya",
            "days_between_orders": 68,
            "rfm": {"r": 5, "f": 3, "m": 3},
            "months": {"2026-05": 3_700, "2026-11": 11_100},
        }
    )

    friend_id: str
    order_count: int
    ltv_gross: int | None = Field(description="What the friend paid less what was paid back, in yen with tax.")
    ltv_margin: int | None = Field(
        description="Less what that cost the shop: by the lines' costs and the settings' `margin_percent`; `null`: not known."
    )
    ltv_predicted: int | None = Field(
        description="A simple estimate: an average order, times the friend's orders a year, times `expected_years`."
    )
    first_order_at: str | None
    last_order_at: str | None
    favourite_product: str | None = Field(description="The `product_id` that is in the most orders.")
    favourite_store: str | None
    days_between_orders: int | None = Field(description="On average, in whole days.")
    rfm: ScoresModel | None
    months: dict[str, int] = Field(description="`ltv_gross` by the month of each order's own day, for all months.")

    @classmethod
    def of(cls, purchases: Purchases) -> "PurchasesModel":
        sums, scores = purchases.sums, purchases.scores
        return cls(
            friend_id=purchases.friend.friend_id,
            order_count=sums.count,
            ltv_gross=sums.ltv_gross,
            ltv_margin=sums.ltv_margin,
            ltv_predicted=purchases.predicted,
            first_order_at=at(sums.first_at),
            last_order_at=at(sums.last_at),
            favourite_product=sums.favourite_product,
            favourite_store=sums.favourite_store,
            days_between_orders=sums.days_between,
            rfm=ScoresModel(r=scores.r, f=scores.f, m=scores.m) if scores else None,
            months={month: sums.yen[month] for month in sorted(sums.yen)},
        )


ORDER_SETTINGS = SettingsRoutes(
    ORDERS,
    lambda crm: crm.orders.settings,
    lambda crm: crm.orders.editor,
    tag="orders",
    example=_SETTINGS,
    of_update="Margins, RFM, the VIP tag, and the products of the nine segments. Friends are judged by it with their next "
    "order, and all others in the morning.",
)
ORDER_SETTINGS.add_to(router)


@router.get(
    "/v1/friends/<friend_id>/purchases",
    summary="What a friend's orders come to",
    description="Summed up at this moment from all orders.",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("The friend's purchases", "friend_not_found"),
    operation_id="getPurchases",
)
def get_purchases(crm: Crm, friend_id: FriendId) -> PurchasesModel:
    return PurchasesModel.of(crm.orders.orders.purchases(friend_id))


@router.get(
    "/v1/friends/<friend_id>/orders",
    summary="List a friend's orders",
    description="As they now are, the cancelled ones included; newest first.",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("A page of orders", "friend_not_found"),
    operation_id="listOrders",
)
def list_orders(crm: Crm, friend_id: FriendId, cursor: Cursor = None, limit: Limit = 50) -> OrderPage:
    crm.book.get(friend_id)
    page = crm.orders.store.page(friend_id, cursor, limit)
    return OrderPage(items=[OrderModel.of(order) for order in page.items], cursor=page.cursor)


@router.get(
    "/v1/friends/<friend_id>/orders/<order_id>",
    summary="Get an order",
    tags=_TAGS,
    security=MAY_READ,
    responses=answers("The order as it now is", "order_not_found"),
    operation_id="getOrder",
)
def get_order(crm: Crm, friend_id: FriendId, order_id: OrderId) -> OrderModel:
    return OrderModel.of(crm.orders.orders.get(friend_id, order_id))


@router.put(
    "/v1/friends/<friend_id>/orders/<order_id>",
    summary="Record an order as it now is",
    description="All of it, as `GET` gives it: refunds and a cancellation are states of it. Of two versions the one that was changed last "
    "stands, in whatever order they come; one that is older, or as old, changes nothing. An order is one friend's: to move "
    "it to another, cancel it first where it is.",
    tags=_TAGS,
    security=MAY_WRITE,
    responses=answers(
        "The order as it now is", "friend_not_found", "order_elsewhere", "too_many_orders", "invalid_order"
    ),
    operation_id="recordOrder",
)
def put_order(crm: Crm, by: Caller, friend_id: FriendId, order_id: OrderId, body: OrderBody) -> RecordedOrderModel:
    given = read_only(body.root, ORDER.shape, lambda: {"order_id": order_id}, ORDER.invalid)
    put = crm.orders.orders.put(friend_id, order_id, given, by=by)
    return RecordedOrderModel(**OrderModel.of(put.order).model_dump(), recorded=put.recorded)
