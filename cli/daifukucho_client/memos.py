"""``client.memos``: memos 商談・来店・電話, which the staff write of a friend."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NotRequired, TypedDict

from daifukucho_client.http import Http, Page, Tagged, at, every, new_key


class MemoDefinition(TypedDict):
    """A memo to write. ``category``: ``note``, ``meeting``, ``visit`` or ``call``; ``happened_at``: RFC 3339 with an offset."""

    category: str
    text: str
    happened_at: NotRequired[str | None]


@dataclass(frozen=True, kw_only=True)
class Memo(Tagged):
    """A memo as it is now."""

    memo_id: str
    version: int
    category: str
    text: str
    happened_at: datetime | None
    written_at: datetime
    by: str
    edited_at: datetime | None
    edited_by: str | None


class Memos:
    """The operations on memos. Each raises ApiError."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def list(self, friend_id: str) -> Iterator[Memo]:
        """Every memo of a friend, the latest written first; 100 a call."""
        return every(lambda cursor: self.page(friend_id, cursor=cursor, limit=100))

    def page(self, friend_id: str, *, cursor: str | None = None, limit: int | None = None) -> Page[Memo]:
        """A page of memos. It may be short, even empty, and yet have a cursor."""
        query = {"cursor": cursor, "limit": limit}
        return self._http.call("GET", at("friends", friend_id, "memos"), Page[Memo], query=query)

    def get(self, friend_id: str, memo_id: str) -> Memo:
        return self._http.call("GET", at("friends", friend_id, "memos", memo_id), Memo)

    def write(self, friend_id: str, definition: MemoDefinition, *, idempotency_key: str | None = None) -> Memo:
        """Write a memo. With the same key, only once."""
        path = at("friends", friend_id, "memos")
        return self._http.call("POST", path, Memo, body=definition, key=idempotency_key or new_key())

    def update(self, friend_id: str, memo_id: str, definition: MemoDefinition, *, if_match: str | None = None) -> Memo:
        """Take the place of a memo."""
        path = at("friends", friend_id, "memos", memo_id)
        return self._http.call("PUT", path, Memo, body=definition, if_match=if_match)

    def remove(self, friend_id: str, memo_id: str, *, if_match: str | None = None) -> None:
        """Erase what a memo says."""
        self._http.call("DELETE", at("friends", friend_id, "memos", memo_id), type(None), if_match=if_match)
