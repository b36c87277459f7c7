"""Definitions of a kind as the catalog keeps them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from daifukucho.kernel.defined import Defined
from daifukucho.kernel.errors import Conflict, NotFound
from daifukucho.kernel.japan import searchable
from daifukucho.kernel.once import Once
from daifukucho.kernel.page import Page
from daifukucho.kernel.resource import Kept
from daifukucho_aws.dynamo.catalog import DynamoCatalog, Stored
from daifukucho_aws.dynamo.cursor import question

D = TypeVar("D")

_PAGE = 1_000


class CatalogDefinitions(Generic[D]):
    """``daifukucho.kernel.defined.Definitions``."""

    def __init__(self, catalog: DynamoCatalog, kept: Kept[D]) -> None:
        self._catalog = catalog
        self._kept = kept
        self._kind = kept.kind

    def get(self, definition_id: str) -> Defined[D]:
        """One strongly consistent read. Raises NotFound, as the resource says it."""
        return self._defined(self._catalog.get(self._kind, definition_id, self._kept.missing))

    def has(self, definition_id: str) -> bool:
        """One read."""
        try:
            self._catalog.get(self._kind, definition_id)
        except NotFound:
            return False
        return True

    def list(self, cursor: str | None, limit: int, *, q: str | None = None) -> Page[Defined[D]]:
        """The newest first (in the order of their ids); ``q``: part of the name, as people search (case, width, kana, kanji).

        One query; with ``q``, up to four, and 4 MB. Raises Invalid for a cursor that is not ours.
        """
        words = None if q is None else searchable(q)
        if words == "":
            return Page([], None)
        keep = (lambda stored: words in searchable(stored.body[self._kept.named])) if words else None
        page = self._catalog.list(self._kind, cursor, limit, keep=keep, of=question(self._kind, q=words))
        return Page([self._defined(stored) for stored in page.items], page.cursor)

    def all(self) -> Sequence[Defined[D]]:
        """All of a kind that has few, the oldest first. A query for each thousand, or MB."""
        found: list[Defined[D]] = []
        cursor = None
        while True:
            page = self.list(cursor, _PAGE)
            found += page.items
            cursor = page.cursor
            if cursor is None:
                return found[::-1]

    def newest(self, most: int, keep: Callable[[Mapping[str, Any]], bool]) -> Sequence[Defined[D]]:
        """The newest of those whose body is to be kept. At most four queries, and 4 MB."""
        page = self._catalog.list(self._kind, None, most, keep=lambda stored: keep(stored.body), of=self._kind)
        return [self._defined(stored) for stored in page.items]

    def made(self, request: Once) -> Defined[D] | None:
        """Two reads. Raises Invalid if the key stood for another request."""
        stored = self._catalog.made(self._kind, request)
        return self._defined(stored) if stored else None

    def create(self, definition_id: str, says: D, now: int, request: Once | None = None) -> Defined[D]:
        """One transaction. Raises Conflict if there is one of this id, or the request's key has made one."""
        stored = Stored(self._kind, definition_id, 1, self._kept.stored(says), now, now)
        try:
            self._catalog.create(stored, request)
        except Conflict as error:
            if self._kept.taken is None:
                raise
            raise self._kept.taken() from error
        return self._defined(stored)

    def update(self, before: Defined[D], says: D, now: int) -> Defined[D]:
        """One transaction. Raises Conflict if it has changed since ``before`` was read."""
        stored = Stored(self._kind, before.id, before.version + 1, self._kept.stored(says), before.created_at, now)
        self._catalog.update(stored, before.version)
        return self._defined(stored)

    def delete(self, definition: Defined[D]) -> None:
        """One write. Raises Conflict as ``update`` does."""
        self._catalog.delete(self._kind, definition.id, definition.version)

    def _defined(self, stored: Stored) -> Defined[D]:
        says = self._kept.restored(stored.body)
        return Defined(stored.definition_id, stored.version, stored.created_at, stored.updated_at, says)
