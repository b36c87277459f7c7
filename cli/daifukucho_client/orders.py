"""``client.orders``: what friends buy, and how that is judged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NotRequired, TypedDict

from daifukucho_client.http import Http, Page, Tagged, at, every


class OrderSettingsDefinition(TypedDict):
    """How orders are judged, all of it. ``vip`` ``None``: no tag is given or taken."""

    margin_percent: int | None
    expected_years: int
    rfm: Mapping[str, Any]
    vip: Mapping[str, Any] | None
    nine_segments: Sequence[Mapping[str, Any]]


class OrderDefinition(TypedDict):
    """A whole order as it now is. Amounts are whole yen with tax; times are RFC 3339 with an offset."""

    at: str
    updated_at: str
    amount: int
    refunded: NotRequired[int]
    state: NotRequired[str]
    store_id: NotRequired[str | None]
    lines: NotRequired[Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, kw_only=True)
class Rfm:
    """Fixed thresholds."""

    months: int
    recency: list[int]
    frequency: list[int]
    monetary: list[int]


@dataclass(frozen=True, kw_only=True)
class Vip:
    """Who is tagged as a VIP."""

    tag: str
    enter: int
    leave_below: int | None
    months: int | None


@dataclass(frozen=True, kw_only=True)
class Watched:
    """A product or brand of the nine segments, whose observed tier follows from orders."""

    product_id: str
    product_ids: list[str]
    categories: list[str]
    lapse_days: int
    loyal_purchases: int
    window_days: int


@dataclass(frozen=True, kw_only=True)
class OrderSettings(Tagged):
    """How orders are judged; the defaults, at version 0, until something is saved."""

    margin_percent: int | None
    expected_years: int
    rfm: Rfm
    vip: Vip | None
    nine_segments: list[Watched]
    version: int
    updated_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Line:
    """What was bought of one product."""

    product_id: str
    name: str
    category: str | None
    quantity: int
    amount: int
    cost: int | None


@dataclass(frozen=True, kw_only=True)
class Order:
    """An order 購買 as it now is."""

    order_id: str
    at: datetime
    updated_at: datetime
    amount: int
    refunded: int
    state: str
    store_id: str | None
    lines: list[Line]


@dataclass(frozen=True, kw_only=True)
class RecordedOrder(Order):
    """``recorded``: whether what was sent was news."""

    recorded: bool


@dataclass(frozen=True, kw_only=True)
class Scores:
    """RFM."""

    r: int
    f: int
    m: int


@dataclass(frozen=True, kw_only=True)
class Purchases:
    """What a friend's orders come to."""

    friend_id: str
    order_count: int
    ltv_gross: int | None
    ltv_margin: int | None
    ltv_predicted: int | None
    first_order_at: datetime | None
    last_order_at: datetime | None
    favourite_product: str | None
    favourite_store: str | None
    days_between_orders: int | None
    rfm: Scores | None
    months: dict[str, int]


class Orders:
    """The operations on orders. Each raises ApiError."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def settings(self) -> OrderSettings:
        """How orders are judged."""
        return self._http.call("GET", "/settings/orders", OrderSettings)

    def update(self, definition: OrderSettingsDefinition, *, if_match: str | None = None) -> OrderSettings:
        """Change how orders are judged."""
        return self._http.call("PUT", "/settings/orders", OrderSettings, body=definition, if_match=if_match)

    def purchases(self, friend_id: str) -> Purchases:
        """What a friend's orders come to at this moment."""
        return self._http.call("GET", at("friends", friend_id, "purchases"), Purchases)

    def list(self, friend_id: str) -> Iterator[Order]:
        """A friend's orders, newest first; 100 a call."""
        return every(lambda cursor: self.page(friend_id, cursor=cursor, limit=100))

    def page(self, friend_id: str, *, cursor: str | None = None, limit: int | None = None) -> Page[Order]:
        """A page of a friend's orders, newest first."""
        query = {"cursor": cursor, "limit": limit}
        return self._http.call("GET", at("friends", friend_id, "orders"), Page[Order], query=query)

    def get(self, friend_id: str, order_id: str) -> Order:
        return self._http.call("GET", at("friends", friend_id, "orders", order_id), Order)

    def put(self, friend_id: str, order_id: str, contents: OrderDefinition) -> RecordedOrder:
        """Record a whole order as it now is. What is older, or as old, as what is known changes nothing."""
        return self._http.call("PUT", at("friends", friend_id, "orders", order_id), RecordedOrder, body=contents)
