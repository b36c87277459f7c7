"""The catalog over DynamoDB: definitions, each with all of its versions."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pynamodb.connection import Connection
from pynamodb.exceptions import DoesNotExist, PynamoDBException
from pynamodb.transactions import TransactWrite

from daifukucho.kernel.errors import Conflict, NotFound
from daifukucho.kernel.page import Page
from daifukucho_aws.dynamo import cursor as cursors
from daifukucho_aws.dynamo import keys
from daifukucho_aws.dynamo.contention import conditional
from daifukucho_aws.dynamo.errors import unavailable
from daifukucho_aws.dynamo.tables import CatalogItem, bind


@dataclass(frozen=True, slots=True)
class Stored:
    """One version of a definition. ``due_at`` and ``run_id`` belong to the definition, not to one of its versions."""

    kind: str
    definition_id: str
    version: int
    body: Mapping[str, Any]
    created_at: int
    updated_at: int
    due_at: int | None = None
    run_id: str | None = None


class DynamoCatalog:
    """Definitions by kind and id. Every write is one transaction of two items: the present one and its version."""

    def __init__(self, connection: Connection, table: str) -> None:
        self._connection = connection
        self._items = bind(CatalogItem, table, connection)

    def get(self, kind: str, definition_id: str) -> Stored:
        """The present version. One strongly consistent read. Raises NotFound."""
        return _stored(kind, definition_id, self._get(kind, definition_id, kind))

    def get_version(self, kind: str, definition_id: str, version: int) -> Stored:
        """One version, with the definition's present ``run_id``. Two reads. Raises NotFound."""
        present = self._get(kind, definition_id, kind)
        if present.version == version:
            return _stored(kind, definition_id, present)
        item = self._get(keys.versions_key(kind, definition_id), keys.version_sort(version), kind)
        item.run_id, item.due_at = present.run_id, present.due_at
        return _stored(kind, definition_id, item)

    def list(self, kind: str, cursor: str | None, limit: int) -> Page[Stored]:
        """Newest first (ids are ULIDs). One query of at most 1 MB. Raises Invalid for a cursor that is not ours."""
        last = None
        if cursor is not None:
            last = {"kind": {"S": kind}, "sort": {"S": cursors.decode(cursor)}}
        try:
            query = self._items.query(
                kind, scan_index_forward=False, limit=limit, page_size=limit, last_evaluated_key=last
            )
            items = [_stored(kind, item.sort, item) for item in query]
        except PynamoDBException as error:
            raise unavailable(error) from error
        more = query.last_evaluated_key
        return Page(items, cursors.encode(more["sort"]["S"]) if more else None)

    def create(self, stored: Stored) -> None:
        """Raises Conflict if the id is taken."""
        if not self._put(stored, self._items.kind.does_not_exist()):
            raise Conflict(f"There is a {stored.kind} {stored.definition_id} already.")

    def update(self, stored: Stored, expected: int) -> None:
        """Write the next version over the expected one, unless it has a run.

        Raises Conflict if the definition has moved on, was deleted, or has gone out.
        """
        if not self._put(stored, (self._items.version == expected) & self._items.run_id.does_not_exist()):
            raise Conflict(
                f"The {stored.kind} was changed by somebody else in the meantime; read it again, then repeat your edit.",
                code="changed_meanwhile",
            )

    def delete(self, kind: str, definition_id: str, expected: int) -> None:
        """Delete the present version; its history stays. Raises Conflict as ``update`` does."""
        item = self._items(kind, definition_id)
        condition = (self._items.version == expected) & self._items.run_id.does_not_exist()
        if not conditional(lambda: item.delete(condition=condition)):
            raise Conflict(f"The {kind} was changed in the meantime; read it again.", code="changed_meanwhile")

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

    def _get(self, kind: str, sort: str, said: str) -> CatalogItem:
        try:
            return self._items.get(kind, sort, consistent_read=True)
        except DoesNotExist:
            raise NotFound(f"There is no such {said}.", code=f"{said}_not_found") from None
        except PynamoDBException as error:
            raise unavailable(error) from error

    def _put(self, stored: Stored, condition: Any) -> bool:
        facts = {
            "version": stored.version,
            "body": json.dumps(stored.body, ensure_ascii=False, separators=(",", ":")),
            "created_at": stored.created_at,
            "updated_at": stored.updated_at,
        }
        present = self._items(stored.kind, stored.definition_id, **facts)
        if stored.due_at is not None:
            present.due_kind, present.due_at = stored.kind, stored.due_at
        history = self._items(
            keys.versions_key(stored.kind, stored.definition_id), keys.version_sort(stored.version), **facts
        )

        def write() -> None:
            with TransactWrite(connection=self._connection) as transaction:
                transaction.save(present, condition=condition)
                transaction.save(history)

        return conditional(write)


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
    )
