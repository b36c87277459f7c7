"""The catalog over DynamoDB: definitions, each with all of its versions."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pynamodb.connection import Connection
from pynamodb.exceptions import DoesNotExist, PynamoDBException
from pynamodb.transactions import TransactWrite

from daifukucho.kernel.errors import NotFound, Refusal
from daifukucho.kernel.once import KEPT, Once, refuse_reuse
from daifukucho.kernel.page import Page
from daifukucho_aws.dynamo import cursor as cursors
from daifukucho_aws.dynamo import keys
from daifukucho_aws.dynamo.contention import conditional
from daifukucho_aws.dynamo.errors import translated, unavailable
from daifukucho_aws.dynamo.tables import CatalogItem, RequestItem, bind
from daifukucho_aws.refusals import CHANGED_MEANWHILE, NOT_SAVED, SAVED_ALREADY

_QUERIES_PER_PAGE = 4
"""DynamoDB reads at most 1 MB a query, so a page of a list reads at most 4 MB."""

_BYTES_PER_PAGE = 3_500_000
_READS_PER_PAGE = 300
"""Those that wait for their time are read one by one: at most this much, and so many, a page (about 2 s)."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One version of a definition. ``due_at``, ``run_id`` and ``problem`` belong to the definition, not to one of its
    versions."""

    kind: str
    definition_id: str
    version: int
    body: Mapping[str, Any]
    created_at: int
    updated_at: int
    due_at: int | None = None
    run_id: str | None = None
    problem: str | None = None


class DynamoCatalog:
    """Definitions by kind and id. Every write is one transaction of two items: the present one and its version."""

    def __init__(self, connection: Connection, table: str) -> None:
        self._connection = connection
        self._table = table
        self._items = bind(CatalogItem, table, connection)
        self._requests = bind(RequestItem, table, connection)

    def get(self, kind: str, definition_id: str, missing: Refusal = NOT_SAVED) -> Stored:
        """The present version. One strongly consistent read. Raises ``missing``."""
        return _stored(kind, definition_id, self._get(kind, definition_id, missing))

    def get_version(self, kind: str, definition_id: str, version: int, missing: Refusal) -> Stored:
        """One version, with the definition's present due time, run and problem. Two reads. Raises ``missing``."""
        present = self._get(kind, definition_id, missing)
        if present.version == version:
            return _stored(kind, definition_id, present)
        item = self._get(keys.versions_key(kind, definition_id), keys.version_sort(version), missing)
        item.run_id, item.due_at, item.problem = present.run_id, present.due_at, present.problem
        return _stored(kind, definition_id, item)

    def list(
        self,
        kind: str,
        cursor: str | None,
        limit: int,
        *,
        newest_first: bool = True,
        keep: Callable[[Stored], bool] | None = None,
        of: str = "",
    ) -> Page[Stored]:
        """In the order in which they were made (ids are ULIDs), those that are to be kept.

        ``of``: the question that the cursor belongs to (see ``cursor.question``); say in it all that narrows the
        list. Reads at most 4 MB, 1 MB where nothing is left out. Raises Invalid for a cursor that is not ours.
        """
        last = {"kind": {"S": kind}, "sort": {"S": cursors.decode(cursor, of=of)}} if cursor is not None else None
        found: list[Stored] = []
        for _ in range(_QUERIES_PER_PAGE if keep else 1):
            with translated():
                page = self._connection.query(
                    self._table,
                    kind,
                    exclusive_start_key=last,
                    limit=None if keep else limit,
                    scan_index_forward=not newest_first,
                )
            read = [_stored(kind, item.sort, item) for item in map(self._items.from_raw_data, page["Items"])]
            found += filter(keep, read) if keep else read
            last = page.get("LastEvaluatedKey")
            if len(found) >= limit or last is None:
                break
        if len(found) > limit:  # a query may go on after any key, also in the middle of what DynamoDB returned
            return Page(found[:limit], cursors.encode(found[limit - 1].definition_id, of))
        return Page(found, cursors.encode(last["sort"]["S"], of) if last else None)

    def waiting(
        self,
        kind: str,
        cursor: str | None,
        limit: int,
        *,
        keep: Callable[[Stored], bool] | None = None,
        of: str = "",
    ) -> Page[Stored]:
        """Those that wait for their time, the next one first, as far as they are to be kept.

        One query of the index, and a read for each found: at most 300, or 4 MB. Raises Invalid as ``list`` does.
        """
        query = self._items.due_index.query(kind, last_evaluated_key=_due_key(kind, cursor, of), page_size=limit)
        found: list[Stored] = []
        weight = 0
        with translated():
            for n, key in enumerate(query, 1):
                stored = self._if_due(kind, key.sort, int(key.due_at))
                if stored is not None and (keep is None or keep(stored)):
                    found.append(stored)
                weight += len(json.dumps(stored.body)) if stored else 0
                if len(found) == limit or weight > _BYTES_PER_PAGE or n == _READS_PER_PAGE:
                    return Page(found, cursors.encode(f"{int(key.due_at):013d}#{key.sort}", of))
        return Page(found, None)

    def _if_due(self, kind: str, definition_id: str, due_at: int) -> Stored | None:
        """The definition, unless it has moved since the index was read."""
        try:
            stored = self.get(kind, definition_id)
        except NotFound:
            return None
        return stored if stored.due_at == due_at else None

    def made(self, kind: str, request: Once) -> Stored | None:
        """What a request has made, as it was then, even if it is gone by now. One read, and one more if there is any.

        Raises Invalid if the key stood for another request.
        """
        try:
            record = self._requests.get(keys.IDEMPOTENCY, request.token, consistent_read=True)
        except DoesNotExist:
            return None
        except PynamoDBException as error:
            raise unavailable(error) from error
        refuse_reuse(request, record.fingerprint)
        first = self._get(keys.versions_key(kind, record.made_id), keys.version_sort(1))
        return _stored(kind, record.made_id, first)

    def create(self, stored: Stored, request: Once | None = None) -> None:
        """Write the first version and the record of the request's key. Raises Conflict if there is either."""
        if not self._put(stored, self._items.kind.does_not_exist(), request):
            raise SAVED_ALREADY(kind=stored.kind, id=stored.definition_id)

    def update(self, stored: Stored, expected: int) -> None:
        """Write the next version over the expected one.

        Raises Conflict if the definition has moved on, was deleted, or has gone out since: its run is no longer the
        one that ``stored`` names.
        """
        if not self._put(stored, self._unmoved(expected, stored.run_id)):
            raise CHANGED_MEANWHILE()

    def delete(self, kind: str, definition_id: str, expected: int, run_id: str | None = None) -> None:
        """Delete the present version; its history stays. Raises Conflict as ``update`` does."""
        item = self._items(kind, definition_id)
        if not conditional(lambda: item.delete(condition=self._unmoved(expected, run_id))):
            raise CHANGED_MEANWHILE()

    def stop(self, kind: str, definition_id: str, expected: int, due_at: int, problem: str) -> bool:
        """Note a problem of a definition and take its time away, if it still is at a version and time. One write."""
        items = self._items
        actions = [items.problem.set(problem), items.due_kind.remove(), items.due_at.remove()]
        condition = (items.version == expected) & (items.due_at == due_at)
        return conditional(lambda: items(kind, definition_id).update(actions=actions, condition=condition))

    def _unmoved(self, version: int, run_id: str | None) -> Any:
        run = self._items.run_id.does_not_exist() if run_id is None else self._items.run_id == run_id
        return (self._items.version == version) & run

    def due(self, kind: str, before: int) -> Iterable[Stored]:
        """Definitions whose time comes before an instant, oldest first. One query, and a read for each found."""
        try:
            found = [item.sort for item in self._items.due_index.query(kind, self._items.due_at < before)]
        except PynamoDBException as error:
            raise unavailable(error) from error
        for definition_id in found:
            try:
                yield self.get(kind, definition_id)
            except NotFound:
                continue  # deleted since the index was read

    def _get(self, kind: str, sort: str, missing: Refusal = NOT_SAVED) -> CatalogItem:
        try:
            return self._items.get(kind, sort, consistent_read=True)
        except DoesNotExist:
            raise missing() from None
        except PynamoDBException as error:
            raise unavailable(error) from error

    def _put(self, stored: Stored, condition: Any, request: Once | None = None) -> bool:
        facts = {
            "version": stored.version,
            "body": json.dumps(stored.body, ensure_ascii=False, separators=(",", ":")),
            "created_at": stored.created_at,
            "updated_at": stored.updated_at,
        }
        present = self._items(stored.kind, stored.definition_id, **facts)
        if stored.due_at is not None:
            present.due_kind, present.due_at = stored.kind, stored.due_at
        present.run_id = stored.run_id
        history = self._items(
            keys.versions_key(stored.kind, stored.definition_id), keys.version_sort(stored.version), **facts
        )

        def write() -> None:
            with TransactWrite(connection=self._connection) as transaction:
                transaction.save(present, condition=condition)
                transaction.save(history)
                if request:
                    transaction.save(self._record(request, stored), condition=self._requests.kind.does_not_exist())

        return conditional(write)

    def _record(self, request: Once, stored: Stored) -> RequestItem:
        item: RequestItem = self._requests(
            keys.IDEMPOTENCY,
            request.token,
            made_id=stored.definition_id,
            fingerprint=request.body,
            expires_at=(stored.created_at + KEPT) // 1000,
        )
        return item


def _due_key(kind: str, cursor: str | None, of: str) -> dict[str, dict[str, str]] | None:
    """The key in the index ``due`` after which a page begins."""
    if cursor is None:
        return None
    due_at, _, definition_id = cursors.decode(cursor, of=of).partition("#")
    if not (due_at.isascii() and due_at.isdigit() and definition_id):
        raise cursors.refusal()
    return {
        "due_kind": {"S": kind},
        "due_at": {"N": str(int(due_at))},
        "kind": {"S": kind},
        "sort": {"S": definition_id},
    }


def _stored(kind: str, definition_id: str, item: CatalogItem) -> Stored:
    return Stored(
        kind=kind,
        definition_id=definition_id,
        version=int(item.version),
        body=json.loads(item.body),
        created_at=int(item.created_at),
        updated_at=int(item.updated_at),
        due_at=None if item.due_at is None else int(item.due_at),
        run_id=item.run_id,
        problem=item.problem,
    )
