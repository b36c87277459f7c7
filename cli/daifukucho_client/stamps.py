"""``client.stamps``: the shop card, its stamps, and the tickets that they win."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from daifukucho_client.http import Http, Tagged, at, new_key
from daifukucho_client.ranks import Name


class StampsDefinition(TypedDict):
    """How the shop card works, all of it. Without ``cards`` there is none."""

    cards: Sequence[Mapping[str, Any]]
    bonus: int
    expiry: Mapping[str, Any] | None
    once_a_day: bool
    hours: int | None


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """A reward 特典チケット, won after so many stamps, to be used within so many days (``None``: for good)."""

    id: str
    at: int
    name: Name
    days: int | None


@dataclass(frozen=True, kw_only=True)
class Sign:
    """What a stamp shows: one character, or a picture at an address."""

    text: str | None
    image_url: str | None


@dataclass(frozen=True, kw_only=True)
class StampCard:
    """A card. ``sign`` ``None``: its stamps show 福."""

    name: Name
    goal: int
    tickets: list[Ticket]
    sign: Sign | None


@dataclass(frozen=True, kw_only=True)
class Expiry:
    """A card expires so many months after its ``first_use`` or its ``last_use``."""

    since: str
    months: int


@dataclass(frozen=True, kw_only=True)
class StampSettings(Tagged):
    """How the shop card ショップカード works; none, at version 0, until something is saved."""

    cards: list[StampCard]
    bonus: int
    expiry: Expiry | None
    once_a_day: bool
    hours: int | None
    version: int
    updated_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class FriendsCard:
    """Where a friend's card stands. ``next_at``: when there can be another stamp; ``None``: now."""

    number: int
    name: Name
    goal: int
    count: int
    expires_at: datetime | None
    next_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class HeldTicket:
    """A ticket that a friend can use, until an instant (``None``: for good)."""

    ticket_id: str
    name: Name | None
    valid_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class FriendStamps:
    """A friend's shop card; ``card`` ``None``: the shop has none."""

    friend_id: str
    card: FriendsCard | None
    tickets: list[HeldTicket]


@dataclass(frozen=True, kw_only=True)
class Stamped:
    """Stamps that were given, and where the friend's card stood after them."""

    stamp_id: str
    at: datetime
    stamps: int
    card: int
    count: int
    tickets: list[str]
    store_id: str | None
    by: str


@dataclass(frozen=True, kw_only=True)
class StampUndo:
    """Stamps that were taken back."""

    stamp_id: str
    at: datetime
    stamps: int
    reason: str
    store_id: str | None
    by: str


@dataclass(frozen=True, kw_only=True)
class TicketUse:
    """A ticket that was used."""

    use_id: str
    at: datetime
    ticket_id: str
    store_id: str | None
    by: str


@dataclass(frozen=True, kw_only=True)
class TicketUndo:
    """The use of a ticket that was taken back."""

    use_id: str
    at: datetime
    ticket_id: str
    reason: str
    store_id: str | None
    by: str


class Stamps:
    """The operations on the shop card. Each raises ApiError."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def get(self) -> StampSettings:
        """How the shop card works."""
        return self._http.call("GET", "/settings/stamps", StampSettings)

    def update(self, definition: StampsDefinition, *, if_match: str | None = None) -> StampSettings:
        """Change how the shop card works."""
        return self._http.call("PUT", "/settings/stamps", StampSettings, body=definition, if_match=if_match)

    def card(self, friend_id: str) -> FriendStamps:
        """A friend's shop card."""
        return self._http.call("GET", at("friends", friend_id, "stamps"), FriendStamps)

    def give(
        self, friend_id: str, stamps: int = 1, *, store_id: str | None = None, idempotency_key: str | None = None
    ) -> Stamped:
        """Stamp a friend's card. With the same key, only once."""
        body = {"stamps": stamps} | ({} if store_id is None else {"store_id": store_id})
        path = at("friends", friend_id, "stamps")
        return self._http.call("POST", path, Stamped, body=body, key=idempotency_key or new_key())

    def undo(
        self,
        friend_id: str,
        stamp_id: str,
        reason: str,
        *,
        store_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> StampUndo:
        """Take stamps back within ten minutes. With the same key, only once."""
        body = {"reason": reason} | ({} if store_id is None else {"store_id": store_id})
        path = at("friends", friend_id, "stamps", stamp_id, "undo")
        return self._http.call("POST", path, StampUndo, body=body, key=idempotency_key or new_key())

    def use_ticket(
        self, friend_id: str, ticket_id: str, *, store_id: str | None = None, idempotency_key: str | None = None
    ) -> TicketUse:
        """Take a ticket for what it promises. With the same key, only once."""
        body = {} if store_id is None else {"store_id": store_id}
        path = at("friends", friend_id, "tickets", ticket_id, "use")
        return self._http.call("POST", path, TicketUse, body=body, key=idempotency_key or new_key())

    def undo_ticket_use(
        self,
        friend_id: str,
        use_id: str,
        reason: str,
        *,
        store_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> TicketUndo:
        """Take the use of a ticket back within ten minutes. With the same key, only once."""
        body = {"reason": reason} | ({} if store_id is None else {"store_id": store_id})
        path = at("friends", friend_id, "tickets", "uses", use_id, "undo")
        return self._http.call("POST", path, TicketUndo, body=body, key=idempotency_key or new_key())
