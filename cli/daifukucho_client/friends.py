"""``client.friends``: the roster, and what happened with each friend."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from msgspec import UNSET, UnsetType

from daifukucho_client.http import Http, Page, Tagged, at, every
from daifukucho_client.nine_segments import Standing
from daifukucho_client.orders import Scores
from daifukucho_client.points import PointAccount
from daifukucho_client.segments import Words


@dataclass(frozen=True, kw_only=True)
class Value:
    """A value of one of the shop's own fields, and who set it when."""

    value: str | int | float | bool
    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class Friend(Tagged):
    """A friend 友だち. What is not known is ``None``."""

    friend_id: str
    status: str
    display_name: str | None
    alias: str | None
    note: str | None
    picture_url: str | None
    status_message: str | None
    language: str | None
    birthday: str | None
    first_route: str | None
    last_route: str | None
    tags: list[str]
    do_not_send: bool
    in_progress: bool
    first_seen_at: datetime | None
    followed_at: datetime | None
    blocked_at: datetime | None
    last_seen_at: datetime | None
    follows: int
    messages_received: int
    family_name: str | None
    given_name: str | None
    family_kana: str | None
    given_kana: str | None
    phone: str | None
    postal_code: str | None
    address: str | None
    mail: str | None
    assignee: str | None
    stores: list[str]
    member_no: str | None
    card_no: str | None
    fields: dict[str, Value]


@dataclass(frozen=True, kw_only=True)
class FriendInFull(Friend):
    """A friend, with the time at which each of the friend's tags was added."""

    tagged_at: dict[str, datetime]


@dataclass(frozen=True, kw_only=True)
class SheetCoupon:
    """A coupon that the friend may use, has used, or has let expire."""

    coupon_id: str
    title: str
    state: str
    valid_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class SheetPurchases:
    """What the friend's orders come to, as last recorded."""

    order_count: int
    ltv_gross: int | None
    ltv_margin: int | None
    first_order_at: datetime | None
    last_order_at: datetime | None
    favourite_product: str | None
    favourite_store: str | None
    days_between_orders: int | None
    rfm: Scores | None


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What the shop has to do with a friend at this moment."""

    points: PointAccount
    coupons: list[SheetCoupon]
    purchases: SheetPurchases
    nine_segments: list[Standing]


@dataclass(frozen=True, kw_only=True)
class FriendSheet(FriendInFull):
    """A friend with points, rank, coupons, purchases and nine segments; ``summary`` is ``None`` as of an earlier time, and
    from a deployment that does not know it yet."""

    summary: Summary | None = None


@dataclass(frozen=True, kw_only=True)
class Text:
    """What a message says by now. ``content`` is LINE's message object; ``None`` once the friend has unsent it."""

    erased: bool
    edited: bool
    content: dict[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that happened; ``data`` is the event as LINE sent it, or what was noted, by its kind. ``sentence`` says
    it to a person."""

    at: datetime
    kind: str
    event_id: str
    label: Words
    sentence: Words
    data: dict[str, Any]
    text: Text | None


class Friends:
    """The operations on friends. Each raises ApiError."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def list(
        self,
        *,
        q: str | None = None,
        tag: str | None = None,
        status: str | None = None,
        assignee: str | None = None,
        store_id: str | None = None,
        rank: str | None = None,
        segment_id: str | None = None,
    ) -> Iterator[Friend]:
        """Every friend whom the filters leave; 100 a call."""
        return every(
            lambda cursor: self.page(
                cursor=cursor,
                limit=100,
                q=q,
                tag=tag,
                status=status,
                assignee=assignee,
                store_id=store_id,
                rank=rank,
                segment_id=segment_id,
            )
        )

    def page(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        q: str | None = None,
        tag: str | None = None,
        status: str | None = None,
        assignee: str | None = None,
        store_id: str | None = None,
        rank: str | None = None,
        segment_id: str | None = None,
    ) -> Page[Friend]:
        """A page of friends. It may be short, even empty, and yet have a cursor."""
        query = {"cursor": cursor, "limit": limit, "q": q, "tag": tag, "status": status}
        query |= {"assignee": assignee, "store_id": store_id, "rank": rank, "segment_id": segment_id}
        return self._http.call("GET", "/friends", Page[Friend], query=query)

    def get(self, friend_id: str, *, as_of: datetime | date | None = None) -> FriendSheet:
        """A friend as of now, as of an instant (with its time zone), or as of the end of a date."""
        return self._http.call("GET", at("friends", friend_id), FriendSheet, query={"as_of": as_of})

    def edit(
        self,
        friend_id: str,
        *,
        alias: str | UnsetType | None = UNSET,
        note: str | UnsetType | None = UNSET,
        birthday: str | UnsetType | None = UNSET,
        do_not_send: bool | UnsetType = UNSET,
        in_progress: bool | UnsetType = UNSET,
        family_name: str | UnsetType | None = UNSET,
        given_name: str | UnsetType | None = UNSET,
        family_kana: str | UnsetType | None = UNSET,
        given_kana: str | UnsetType | None = UNSET,
        phone: str | UnsetType | None = UNSET,
        postal_code: str | UnsetType | None = UNSET,
        address: str | UnsetType | None = UNSET,
        mail: str | UnsetType | None = UNSET,
        assignee: str | UnsetType | None = UNSET,
        stores: Sequence[str] | UnsetType = UNSET,
        fields: Mapping[str, str | int | float | bool | None] | UnsetType = UNSET,
        tags_add: Sequence[str] = (),
        tags_remove: Sequence[str] = (),
        if_match: str | None = None,
    ) -> FriendInFull:
        """Change what is given; ``None`` clears a text, or a value of a field. The friend after it."""
        given = {
            "alias": alias,
            "note": note,
            "birthday": birthday,
            "do_not_send": do_not_send,
            "in_progress": in_progress,
            "family_name": family_name,
            "given_name": given_name,
            "family_kana": family_kana,
            "given_kana": given_kana,
            "phone": phone,
            "postal_code": postal_code,
            "address": address,
            "mail": mail,
            "assignee": assignee,
            "stores": stores,
            "fields": fields,
        }
        body: dict[str, Any] = {name: value for name, value in given.items() if value is not UNSET}
        body |= {name: [*tags] for name, tags in (("tags_add", tags_add), ("tags_remove", tags_remove)) if tags}
        return self._http.call("PATCH", at("friends", friend_id), FriendInFull, body=body, if_match=if_match)

    def add_tag(self, friend_id: str, tag: str, *, if_match: str | None = None) -> FriendInFull:
        """The friend after it. Giving a tag that the friend has changes nothing."""
        if not _fits_a_path(tag):
            return self.edit(friend_id, tags_add=[tag], if_match=if_match)
        return self._http.call("PUT", at("friends", friend_id, "tags", tag), FriendInFull, if_match=if_match)

    def remove_tag(self, friend_id: str, tag: str, *, if_match: str | None = None) -> FriendInFull:
        """The friend after it. Taking a tag that the friend does not have changes nothing."""
        if not _fits_a_path(tag):
            return self.edit(friend_id, tags_remove=[tag], if_match=if_match)
        return self._http.call("DELETE", at("friends", friend_id, "tags", tag), FriendInFull, if_match=if_match)

    def ledger(
        self,
        friend_id: str,
        *,
        kind: str | Sequence[str] | None = None,
        after: datetime | None = None,
        before: datetime | None = None,
    ) -> Iterator[Entry]:
        """What happened with a friend, newest first; 100 entries a call. ``kind``: one or more; ``after`` and ``before``
        need a time zone."""
        return every(
            lambda cursor: self.ledger_page(friend_id, cursor=cursor, limit=100, kind=kind, after=after, before=before)
        )

    def ledger_page(
        self,
        friend_id: str,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        kind: str | Sequence[str] | None = None,
        after: datetime | None = None,
        before: datetime | None = None,
    ) -> Page[Entry]:
        """A page of a friend's ledger, newest first."""
        query = {"cursor": cursor, "limit": limit, "kind": kind, "after": after, "before": before}
        return self._http.call("GET", at("friends", friend_id, "ledger"), Page[Entry], query=query)


def _fits_a_path(tag: str) -> bool:
    return tag not in ("", ".", "..") and not set(tag) & set("/?#")
