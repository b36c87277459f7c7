"""``client.routes``: routes 流入経路, by which people come to the shop's account."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from daifukucho_client.http import Http, Page, Tagged, at, every, new_key


class RouteDefinition(TypedDict):
    """A route to save; its ``key`` never changes."""

    key: str
    label: str
    tags: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Route(Tagged):
    """A route 流入経路. ``url`` opens it within LINE; ``None``: the deployment does not know its LIFF app."""

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
class RouteReport:
    """How many friends came by a route first, and how many last."""

    first: Count
    last: Count


class Routes:
    """The operations on routes. Each raises ApiError."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def list(self, *, q: str | None = None) -> Iterator[Route]:
        """Every route whose label holds ``q``; 100 a call."""
        return every(lambda cursor: self.page(cursor=cursor, limit=100, q=q))

    def page(self, *, cursor: str | None = None, limit: int | None = None, q: str | None = None) -> Page[Route]:
        """A page of routes."""
        return self._http.call("GET", "/routes", Page[Route], query={"cursor": cursor, "limit": limit, "q": q})

    def get(self, key: str) -> Route:
        return self._http.call("GET", at("routes", key), Route)

    def create(self, definition: RouteDefinition, *, idempotency_key: str | None = None) -> Route:
        """Save a route. With the same key, only once."""
        return self._http.call("POST", "/routes", Route, body=definition, key=idempotency_key or new_key())

    def update(self, key: str, definition: RouteDefinition, *, if_match: str | None = None) -> Route:
        """Take the place of a route."""
        return self._http.call("PUT", at("routes", key), Route, body=definition, if_match=if_match)

    def delete(self, key: str, *, if_match: str | None = None) -> None:
        self._http.call("DELETE", at("routes", key), type(None), if_match=if_match)

    def qr(self, key: str) -> Qr:
        """Its QR code."""
        return self._http.call("GET", at("routes", key, "qr"), Qr)

    def report(self, key: str) -> RouteReport:
        """How many came by it. 10 seconds at most."""
        return self._http.call("GET", at("routes", key, "report"), RouteReport)
