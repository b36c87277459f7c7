"""``client.points``: how points work, what a friend has, and moving them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict

from daifukucho_client.http import Http, Page, Tagged, at, every, new_key
from daifukucho_client.ranks import NextRank, RankName


class PointsDefinition(TypedDict):
    """How points work. ``life``: ``months`` and ``month_end``, or ``None``: for good."""

    life: Mapping[str, Any] | None
    yen_per_point: int | None


@dataclass(frozen=True, kw_only=True)
class Life:
    """So many months from the grant, to the same day, or to the end of that month."""

    months: int
    month_end: bool


@dataclass(frozen=True, kw_only=True)
class PointSettings(Tagged):
    """How the shop's points work ポイントの設定; the defaults, at version 0, until something is saved."""

    life: Life | None
    yen_per_point: int | None
    version: int
    updated_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Lot:
    """Points that expire at the end of a day (``2027-11-30``) of the shop's."""

    expires_on: str
    points: int


@dataclass(frozen=True, kw_only=True)
class PointAccount:
    """A friend's points as they are now."""

    friend_id: str
    member_no: str | None
    points: int
    owed: int
    expiring: list[Lot]
    lasting: int
    rank: RankName | None
    next_rank: NextRank | None
    reached: int


@dataclass(frozen=True, kw_only=True)
class Movement(Tagged):
    """A movement, from the account that it debits to the one that it credits. ``balance``: the friend's after it."""

    movement_id: str
    at: datetime
    kind: str
    points: int
    debit: str
    credit: str
    balance: int
    lots: dict[str, int]
    amount_yen: int | None
    of: str | None
    store_id: str | None
    order_id: str | None
    note: str | None
    by: str | None


class Points:
    """The operations on points. Each raises ApiError.

    Those that move points do so once for an ``idempotency_key``: pass one of your own wherever you may ask again.
    """

    def __init__(self, http: Http) -> None:
        self._http = http

    def get(self) -> PointSettings:
        """How points work."""
        return self._http.call("GET", "/settings/points", PointSettings)

    def update(self, definition: PointsDefinition, *, if_match: str | None = None) -> PointSettings:
        """Change how points work."""
        return self._http.call("PUT", "/settings/points", PointSettings, body=definition, if_match=if_match)

    def account(self, friend_id: str) -> PointAccount:
        """A friend's points and rank."""
        return self._http.call("GET", at("friends", friend_id, "points"), PointAccount)

    def grant(
        self,
        friend_id: str,
        points: int | None = None,
        *,
        amount_yen: int | None = None,
        expires_on: date | None = None,
        store_id: str | None = None,
        order_id: str | None = None,
        note: str | None = None,
        idempotency_key: str | None = None,
    ) -> Movement:
        """Grant points; without their number, what a purchase of ``amount_yen`` is worth."""
        given = {
            "kind": "grant",
            "points": points,
            "amount_yen": amount_yen,
            "expires_on": expires_on and expires_on.isoformat(),
        }
        return self._move(friend_id, given | _told(store_id, order_id, note), idempotency_key)

    def use(
        self,
        friend_id: str,
        points: int,
        *,
        store_id: str | None = None,
        order_id: str | None = None,
        note: str | None = None,
        idempotency_key: str | None = None,
    ) -> Movement:
        """Use points. Raises Conflict if there are not enough."""
        given = {"kind": "use", "points": points}
        return self._move(friend_id, given | _told(store_id, order_id, note), idempotency_key)

    def refund(
        self,
        friend_id: str,
        movement_id: str,
        *,
        points: int | None = None,
        amount_yen: int | None = None,
        store_id: str | None = None,
        order_id: str | None = None,
        note: str | None = None,
        idempotency_key: str | None = None,
    ) -> Movement:
        """Undo a grant or a use, once; without ``points``, all of it."""
        given = {"kind": "refund", "movement_id": movement_id, "points": points, "amount_yen": amount_yen}
        return self._move(friend_id, given | _told(store_id, order_id, note), idempotency_key)

    def movement(self, friend_id: str, movement_id: str) -> Movement:
        return self._http.call("GET", at("friends", friend_id, "points", "movements", movement_id), Movement)

    def movements(self, friend_id: str) -> Iterator[Movement]:
        """A friend's movements, newest first; 100 a call."""
        return every(lambda cursor: self.movements_page(friend_id, cursor=cursor, limit=100))

    def movements_page(self, friend_id: str, *, cursor: str | None = None, limit: int | None = None) -> Page[Movement]:
        """A page of a friend's movements, newest first."""
        query = {"cursor": cursor, "limit": limit}
        return self._http.call("GET", at("friends", friend_id, "points", "movements"), Page[Movement], query=query)

    def _move(self, friend_id: str, given: Mapping[str, Any], key: str | None) -> Movement:
        body = {name: value for name, value in given.items() if value is not None}
        path = at("friends", friend_id, "points", "movements")
        return self._http.call("POST", path, Movement, body=body, key=key or new_key())


def _told(store_id: str | None, order_id: str | None, note: str | None) -> dict[str, Any]:
    return {"store_id": store_id, "order_id": order_id, "note": note}
