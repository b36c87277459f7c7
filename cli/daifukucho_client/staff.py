"""``client.staff``: the members of staff who may act on the shop's pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from daifukucho_client.http import Http, Page, Tagged, at, every, new_key


class StaffMemberDefinition(TypedDict):
    """A staff member to save. ``rights``: ``redeem``, ``grant_points``."""

    name: str
    store_id: str
    rights: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class StaffMember(Tagged):
    """A staff member 担当者."""

    staff_id: str
    version: int
    name: str
    store_id: str
    rights: list[str]
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True)
class StaffMemberInFull(StaffMember):
    """A staff member 担当者, when the LINE account was bound, and until when the code is good."""

    bound_at: datetime | None
    invited_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class Hired(StaffMemberInFull):
    """A staff member 担当者, and the code that invites; ``None`` in the answer to a repeat."""

    invitation_code: str | None


class StaffMembers:
    """The operations on staff members. Each raises ApiError."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def list(self, *, q: str | None = None) -> Iterator[StaffMember]:
        """Every staff member whose name holds ``q``; 100 a call."""
        return every(lambda cursor: self.page(cursor=cursor, limit=100, q=q))

    def page(self, *, cursor: str | None = None, limit: int | None = None, q: str | None = None) -> Page[StaffMember]:
        """A page of staff members."""
        return self._http.call("GET", "/staff", Page[StaffMember], query={"cursor": cursor, "limit": limit, "q": q})

    def get(self, staff_id: str) -> StaffMemberInFull:
        return self._http.call("GET", at("staff", staff_id), StaffMemberInFull)

    def create(self, definition: StaffMemberDefinition, *, idempotency_key: str | None = None) -> Hired:
        """Save a staff member and make an invitation. With the same key, only once."""
        return self._http.call("POST", "/staff", Hired, body=definition, key=idempotency_key or new_key())

    def update(self, staff_id: str, definition: StaffMemberDefinition, *, if_match: str | None = None) -> StaffMember:
        """Replace what is said of a staff member; the LINE account stays bound."""
        return self._http.call("PUT", at("staff", staff_id), StaffMember, body=definition, if_match=if_match)

    def revoke(self, staff_id: str, *, if_match: str | None = None) -> None:
        """From then on the staff member may do nothing."""
        self._http.call("DELETE", at("staff", staff_id), type(None), if_match=if_match)

    def invite(self, staff_id: str) -> Hired:
        """A new code in the place of the one before; the LINE account that was bound is bound no more."""
        return self._http.call("PUT", at("staff", staff_id, "invitation"), Hired)
