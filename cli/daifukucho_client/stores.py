"""``client.stores``: where the shop's customers meet its staff."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from daifukucho_client.http import Http, Page, Tagged, at, every, new_key


class StoreDefinition(TypedDict):
    """A store to save. ``pin``: 4 to 8 digits; ``None`` leaves it as it is."""

    name: str
    pin: str | None
    active: bool


@dataclass(frozen=True, kw_only=True)
class Store(Tagged):
    """A store 店舗."""

    store_id: str
    version: int
    name: str
    active: bool
    has_pin: bool
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True)
class StoreInFull(Store):
    """A store 店舗, and the wrong tries of all friends at its PIN on this date in Japan."""

    wrong_pins_today: int


class Stores:
    """The operations on stores. Each raises ApiError."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def list(self, *, q: str | None = None) -> Iterator[Store]:
        """Every store whose name holds ``q``; 100 a call."""
        return every(lambda cursor: self.page(cursor=cursor, limit=100, q=q))

    def page(self, *, cursor: str | None = None, limit: int | None = None, q: str | None = None) -> Page[Store]:
        """A page of stores."""
        return self._http.call("GET", "/stores", Page[Store], query={"cursor": cursor, "limit": limit, "q": q})

    def get(self, store_id: str) -> StoreInFull:
        return self._http.call("GET", at("stores", store_id), StoreInFull)

    def create(self, definition: StoreDefinition, *, idempotency_key: str | None = None) -> Store:
        """Save a store. With the same key, only once."""
        return self._http.call("POST", "/stores", Store, body=definition, key=idempotency_key or new_key())

    def update(self, store_id: str, definition: StoreDefinition, *, if_match: str | None = None) -> Store:
        """Take the place of a store."""
        return self._http.call("PUT", at("stores", store_id), Store, body=definition, if_match=if_match)

    def delete(self, store_id: str, *, if_match: str | None = None) -> None:
        self._http.call("DELETE", at("stores", store_id), type(None), if_match=if_match)

    def unlock(self, store_id: str, friend_id: str) -> None:
        """Forget a friend's wrong tries at the store's PIN."""
        self._http.call("DELETE", at("stores", store_id, "locks", friend_id), type(None))
