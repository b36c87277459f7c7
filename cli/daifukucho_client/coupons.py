"""``client.coupons``: coupons, who has them, and what was redeemed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NotRequired, TypedDict

from daifukucho_client.http import Http, Page, Tagged, at, every, new_key


class CouponDefinition(TypedDict):
    """A coupon to save."""

    title: str
    description: NotRequired[str]
    image_url: NotRequired[str | None]
    kind: str
    amount: NotRequired[int | None]
    percent: NotRequired[int | None]
    starts_at: NotRequired[str | None]
    ends_at: NotRequired[str | None]
    days: NotRequired[int | None]
    uses: NotRequired[str]
    total_limit: NotRequired[int | None]
    stores: NotRequired[Sequence[str]]
    audience: str


@dataclass(frozen=True, kw_only=True)
class Coupon(Tagged):
    """A coupon クーポン."""

    coupon_id: str
    version: int
    title: str
    description: str
    image_url: str | None
    kind: str
    amount: int | None
    percent: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    days: int | None
    uses: str
    total_limit: int | None
    stores: list[str]
    audience: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True)
class CouponInFull(Coupon):
    """A coupon クーポン, and how often it was redeemed."""

    redeemed: int


@dataclass(frozen=True, kw_only=True)
class Use:
    """One redemption; ``undone_at``: it was taken back then."""

    use_id: str
    at: datetime
    store_id: str
    staff_id: str | None
    undone_at: datetime | None
    undone_by: str | None
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class Issue:
    """A coupon as it was when a campaign gave the friend a new one in its place."""

    got_at: datetime
    revoked_at: datetime | None
    used: int
    uses: list[Use]


@dataclass(frozen=True, kw_only=True)
class Holder:
    """A friend's coupon. ``uses``: the latest 20. ``earlier``: the latest six before the present one, oldest first."""

    friend_id: str
    state: str
    got_at: datetime
    viewed_at: datetime | None
    valid_until: datetime | None
    used: int
    uses: list[Use]
    earlier: list[Issue]


class Coupons:
    """The operations on coupons. Each raises ApiError."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def list(self, *, q: str | None = None) -> Iterator[Coupon]:
        """Every coupon whose title holds ``q``; 100 a call."""
        return every(lambda cursor: self.page(cursor=cursor, limit=100, q=q))

    def page(self, *, cursor: str | None = None, limit: int | None = None, q: str | None = None) -> Page[Coupon]:
        """A page of coupons."""
        return self._http.call("GET", "/coupons", Page[Coupon], query={"cursor": cursor, "limit": limit, "q": q})

    def get(self, coupon_id: str) -> CouponInFull:
        return self._http.call("GET", at("coupons", coupon_id), CouponInFull)

    def create(self, definition: CouponDefinition, *, idempotency_key: str | None = None) -> Coupon:
        """Save a coupon. With the same key, only once."""
        return self._http.call("POST", "/coupons", Coupon, body=definition, key=idempotency_key or new_key())

    def update(self, coupon_id: str, definition: CouponDefinition, *, if_match: str | None = None) -> Coupon:
        """Take the place of a coupon, for everybody who has it."""
        return self._http.call("PUT", at("coupons", coupon_id), Coupon, body=definition, if_match=if_match)

    def delete(self, coupon_id: str, *, if_match: str | None = None) -> None:
        self._http.call("DELETE", at("coupons", coupon_id), type(None), if_match=if_match)

    def holders(self, coupon_id: str, *, part: str | None = None) -> Iterator[Holder]:
        """Everybody who has a coupon; ``part``: ``held``, ``used`` or ``revoked``; 100 a call."""
        return every(lambda cursor: self.holders_page(coupon_id, cursor=cursor, limit=100, part=part))

    def holders_page(
        self, coupon_id: str, *, cursor: str | None = None, limit: int | None = None, part: str | None = None
    ) -> Page[Holder]:
        """A page of those who have a coupon."""
        query = {"cursor": cursor, "limit": limit, "part": part}
        return self._http.call("GET", at("coupons", coupon_id, "holders"), Page[Holder], query=query)

    def issue(self, coupon_id: str, friend_id: str) -> Holder:
        """Give a coupon to a friend."""
        return self._http.call("PUT", at("coupons", coupon_id, "holders", friend_id), Holder)

    def revoke(self, coupon_id: str, friend_id: str) -> None:
        """Take a coupon back from a friend."""
        self._http.call("DELETE", at("coupons", coupon_id, "holders", friend_id), type(None))

    def redeem(self, coupon_id: str, friend_id: str, store_id: str, *, idempotency_key: str | None = None) -> Holder:
        """Redeem a friend's coupon. With the same key, only once."""
        body = {"friend_id": friend_id, "store_id": store_id}
        path = at("coupons", coupon_id, "redemptions")
        return self._http.call("POST", path, Holder, body=body, key=idempotency_key or new_key())

    def undo(self, coupon_id: str, friend_id: str, use_id: str, reason: str) -> Holder:
        """Take a redemption back, within ten minutes."""
        path = at("coupons", coupon_id, "holders", friend_id, "undo")
        return self._http.call("POST", path, Holder, body={"use_id": use_id, "reason": reason})
