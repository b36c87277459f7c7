"""``client.operators``: the members of staff who may act on the shop's pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from daifukucho_client.http import Http, Page, Tagged, at, every, new_key


class OperatorDefinition(TypedDict):
    """An operator to save. ``rights``: ``redeem``, ``grant_points``."""

    name: str
    store_id: str
    rights: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Operator(Tagged):
    """An operator 担当者."""

    operator_id: str
    version: int
    name: str
    store_id: str
    rights: list[str]
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True)
class OperatorInFull(Operator):
    """An operator 担当者, when her LINE account was bound, and until when her code is good."""

    bound_at: datetime | None
    invited_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class Hired(OperatorInFull):
    """An operator 担当者, and the code that invites her; ``None`` in the answer to a repeat."""

    invitation_code: str | None


class Operators:
    """The operations on operators. Each raises ApiError."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def list(self, *, q: str | None = None) -> Iterator[Operator]:
        """Every operator whose name holds ``q``; 100 a call."""
        return every(lambda cursor: self.page(cursor=cursor, limit=100, q=q))

    def page(self, *, cursor: str | None = None, limit: int | None = None, q: str | None = None) -> Page[Operator]:
        """A page of operators."""
        return self._http.call("GET", "/operators", Page[Operator], query={"cursor": cursor, "limit": limit, "q": q})

    def get(self, operator_id: str) -> OperatorInFull:
        return self._http.call("GET", at("operators", operator_id), OperatorInFull)

    def create(self, definition: OperatorDefinition, *, idempotency_key: str | None = None) -> Hired:
        """Save an operator and invite her. With the same key, only once."""
        return self._http.call("POST", "/operators", Hired, body=definition, key=idempotency_key or new_key())

    def update(self, operator_id: str, definition: OperatorDefinition, *, if_match: str | None = None) -> Operator:
        """Take the place of an operator; her LINE account stays bound."""
        return self._http.call("PUT", at("operators", operator_id), Operator, body=definition, if_match=if_match)

    def revoke(self, operator_id: str, *, if_match: str | None = None) -> None:
        """From then on she may do nothing."""
        self._http.call("DELETE", at("operators", operator_id), type(None), if_match=if_match)

    def invite(self, operator_id: str) -> Hired:
        """A new code in the place of the one before; the LINE account that was bound is bound no more."""
        return self._http.call("PUT", at("operators", operator_id, "invitation"), Hired)
