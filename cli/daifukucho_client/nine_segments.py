"""``client.nine_segments``: where a friend stands towards each product."""

from dataclasses import dataclass
from datetime import date, datetime

from daifukucho_client.http import Http, at


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Towards one product. ``segment`` is where the friend is counted, by what the friend says and buys."""

    product_id: str
    segment: str | None
    declared: str | None
    declared_at: datetime | None
    declared_until: datetime | None
    observed: str | None
    observed_at: datetime | None
    conflict: bool


@dataclass(frozen=True, kw_only=True)
class Standings:
    """Where the friend stands, by product."""

    items: list[Standing]


class NineSegments:
    """The operations on standings in the nine segments 9セグメント. Each raises ApiError."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def get(self, friend_id: str) -> Standings:
        return self._http.call("GET", at("friends", friend_id, "nine-segments"), Standings)

    def observe(
        self,
        friend_id: str,
        product_id: str,
        *,
        last_bought_on: date,
        purchases: int,
        loyal_purchases: int,
        lapse_days: int,
    ) -> Standings:
        """Note what the shop's records say of the friend's purchases, by the category's thresholds."""
        body = {
            "last_bought_on": last_bought_on.isoformat(),
            "purchases": purchases,
            "loyal_purchases": loyal_purchases,
            "lapse_days": lapse_days,
        }
        return self._http.call("PUT", at("friends", friend_id, "nine-segments", product_id), Standings, body=body)
