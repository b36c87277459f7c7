"""``client.inflow_routes``: inflow routes 流入経路, by which people come to the shop's account."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from daifukucho_client.http import Http, Page, Tagged, at, every, new_key


class InflowRouteDefinition(TypedDict):
    """A route to save; its ``key`` never changes."""

    key: str
    label: str
    tags: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class InflowRoute(Tagged):
    """An inflow route 流入経路. ``url`` opens it within LINE; ``None``: the deployment does not know its LIFF app."""

    key: str
    version: int
    label: str
    tags: list[str]
    url: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True)
class Qr:
    """A route's address, and its QR code in SVG."""

    url: str
    svg: str


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many friends; ``count`` is ``None`` unless ``complete``."""

    complete: bool
    count: int | None
    count_at_least: int


@dataclass(frozen=True, kw_only=True)
class InflowRouteReport:
    """How many friends came by a route first, and how many last."""

    first: Count
    last: Count


class InflowRoutes:
    """The operations on routes. Each raises ApiError."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def list(self, *, q: str | None = None) -> Iterator[InflowRoute]:
        """Every route whose label holds ``q``; 100 a call."""
        return every(lambda cursor: self.page(cursor=cursor, limit=100, q=q))

    def page(self, *, cursor: str | None = None, limit: int | None = None, q: str | None = None) -> Page[InflowRoute]:
        """A page of routes."""
        return self._http.call(
            "GET", "/inflow-routes", Page[InflowRoute], query={"cursor": cursor, "limit": limit, "q": q}
        )

    def get(self, key: str) -> InflowRoute:
        return self._http.call("GET", at("inflow-routes", key), InflowRoute)

    def create(self, definition: InflowRouteDefinition, *, idempotency_key: str | None = None) -> InflowRoute:
        """Save a route. With the same key, only once."""
        return self._http.call("POST", "/inflow-routes", InflowRoute, body=definition, key=idempotency_key or new_key())

    def update(self, key: str, definition: InflowRouteDefinition, *, if_match: str | None = None) -> InflowRoute:
        """Take the place of a route."""
        return self._http.call("PUT", at("inflow-routes", key), InflowRoute, body=definition, if_match=if_match)

    def delete(self, key: str, *, if_match: str | None = None) -> None:
        self._http.call("DELETE", at("inflow-routes", key), type(None), if_match=if_match)

    def qr(self, key: str) -> Qr:
        """Its QR code."""
        return self._http.call("GET", at("inflow-routes", key, "qr"), Qr)

    def report(self, key: str) -> InflowRouteReport:
        """How many came by it. 10 seconds at most."""
        return self._http.call("GET", at("inflow-routes", key, "report"), InflowRouteReport)
