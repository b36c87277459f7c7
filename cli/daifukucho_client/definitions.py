"""``client.definitions(path)``: what people define, of whichever resource, for programs that are written for all of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from daifukucho_client.http import Http, Page, at, every, new_key


@dataclass(frozen=True, kw_only=True)
class Definition:
    """What the API says of one, and the state that was read. ``etag``: as of ``Tagged``."""

    says: dict[str, Any]
    etag: str | None


class Definitions:
    """The operations on the resource at a path, or on settings, which have no id. Each raises ApiError."""

    def __init__(self, http: Http, path: str) -> None:
        self._http = http
        self._path = path

    def list(self, **filters: Any) -> Iterator[dict[str, Any]]:
        """All of them; 100 a call."""
        return every(lambda cursor: self.page(cursor=cursor, limit=100, **filters))

    def page(self, **query: Any) -> Page[dict[str, Any]]:
        """A page of them."""
        return self._http.call("GET", self._path, Page[dict[str, Any]], query=query)

    def get(self, id: str | None = None) -> Definition:
        return self._answer("GET", id)

    def create(self, definition: Mapping[str, Any], *, idempotency_key: str | None = None) -> Definition:
        """Save one. With the same key, only once."""
        return self._answer("POST", None, body=definition, key=idempotency_key or new_key())

    def update(self, id: str | None, definition: Mapping[str, Any], *, if_match: str | None = None) -> Definition:
        """Take the place of one."""
        return self._answer("PUT", id, body=definition, if_match=if_match)

    def delete(self, id: str, *, if_match: str | None = None) -> None:
        self._http.call("DELETE", self._path + at(id), type(None), if_match=if_match)

    def _answer(self, method: str, id: str | None, **given: Any) -> Definition:
        path = self._path if id is None else self._path + at(id)
        says, etag = self._http.tagged(method, path, dict[str, Any], **given)
        return Definition(says=says, etag=etag)
