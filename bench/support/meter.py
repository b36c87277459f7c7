"""Counting calls to AWS beneath PynamoDB and botocore's clients, and what DynamoDB charges for them."""

import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from botocore.client import BaseClient

from bench.support.units import Item, index_units, item_bytes, read_units, write_units
from bench.support.usage import Usage

_KEYS_PER_GET = 100


@dataclass(frozen=True, slots=True)
class Table:
    """A table's keys, those of its indexes, and what its items weigh on average where a scan does not show them."""

    key: tuple[str, ...]
    indexes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    average_bytes: float = 0


class Meter:
    """Counts what ``worker()`` does, under that name; while it is nobody, nothing is counted.

    Amounts: ``<service>:<operation>`` calls; ``write:<table>``, ``index:<table>``, ``read:<table>``, ``scan:<table>`` units.
    ``client`` is used to look at the items around a write.
    """

    def __init__(self, client: Any, tables: Mapping[str, Table], worker: Callable[[], str | None]) -> None:
        self._client = client
        self._tables = tables
        self._worker = worker
        self._counted: defaultdict[tuple[str, str], float] = defaultdict(float)
        self._looking = threading.local()
        self._lock = threading.Lock()

    def take(self) -> Usage:
        """What was counted since the last take."""
        counted, self._counted = self._counted, defaultdict(float)
        return Usage(dict(counted))

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count the calls of this process for the time of the block."""
        real = BaseClient._make_api_call

        def call(client: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
            if self._worker() is None or getattr(self._looking, "now", False):
                return real(client, name, arguments)
            return self._counting(client, name, arguments, lambda: real(client, name, arguments))

        with mock.patch.object(BaseClient, "_make_api_call", call):
            yield

    def _add(self, what: str, amount: float = 1) -> None:
        with self._lock:  # a worker may have threads
            self._counted[self._worker() or "", what] += amount

    def _counting(self, client: BaseClient, name: str, given: dict[str, Any], call: Callable[[], Any]) -> Any:
        service = client.meta.service_model.service_name
        self._add(f"{service}:{name}")
        if service != "dynamodb":
            return call()
        written = list(_written(name, given))
        before = self._look(written)
        answer = call()
        after = self._look(written)
        for (table, _), old, new in zip(written, before, after, strict=True):
            self._write(table, old, new, twice=name.startswith("Transact"))
        self._reads(name, given, answer)
        return answer

    def _write(self, table: str, old: Item | None, new: Item | None, *, twice: bool) -> None:
        keys = self._tables[table]
        self._add(f"write:{table}", write_units(old, new) * (2 if twice else 1))
        moved = sum(index_units(old, new, index, keys.key) for index in keys.indexes.values())
        if moved:
            self._add(f"index:{table}", moved)

    def _reads(self, name: str, given: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
        match name:
            case "GetItem":
                size = item_bytes(answer.get("Item") or {})
                self._add(f"read:{given['TableName']}", read_units(size, consistent=given.get("ConsistentRead", False)))
            case "BatchGetItem":
                for table, asked in given["RequestItems"].items():
                    strong = asked.get("ConsistentRead", False)
                    found = answer["Responses"].get(table, [])
                    missing = len(asked["Keys"]) - len(found)
                    sizes = [*map(item_bytes, found), *[0] * missing]
                    self._add(f"read:{table}", sum(read_units(size, consistent=strong) for size in sizes))
            case "Query":
                size = sum(map(item_bytes, answer["Items"]))
                self._add(f"read:{given['TableName']}", read_units(size, consistent=given.get("ConsistentRead", False)))
            case "Scan":
                size = int(answer["ScannedCount"] * self._tables[given["TableName"]].average_bytes)
                self._add(f"scan:{given['TableName']}", read_units(size, consistent=given.get("ConsistentRead", False)))

    def _look(self, written: Sequence[tuple[str, Item]]) -> list[Item | None]:
        """The items as they are now."""
        keys = [(table, {name: item[name] for name in self._tables[table].key}) for table, item in written]
        found: dict[tuple[str, str], Item] = {}
        self._looking.now = True
        try:
            for start in range(0, len(keys), _KEYS_PER_GET):
                asked: dict[str, Any] = {}
                for table, key in keys[start : start + _KEYS_PER_GET]:
                    asked.setdefault(table, {"ConsistentRead": True, "Keys": []})["Keys"].append(key)
                for table, items in self._client.batch_get_item(RequestItems=asked)["Responses"].items():
                    for item in items:
                        found[table, self._name(table, item)] = item
        finally:
            self._looking.now = False
        return [found.get((table, self._name(table, key))) for table, key in keys]

    def _name(self, table: str, item: Item) -> str:
        return json.dumps([item[name] for name in self._tables[table].key])


def _written(name: str, given: Mapping[str, Any]) -> Iterable[tuple[str, Item]]:
    """The tables and the keys (or whole items) that a call writes."""
    match name:
        case "PutItem":
            yield given["TableName"], given["Item"]
        case "UpdateItem" | "DeleteItem":
            yield given["TableName"], given["Key"]
        case "BatchWriteItem":
            for table, requests in given["RequestItems"].items():
                for request in requests:
                    ((_, what),) = request.items()
                    yield table, what.get("Item") or what["Key"]
        case "TransactWriteItems":
            for action in given["TransactItems"]:
                ((_, what),) = action.items()
                yield what["TableName"], what.get("Item") or what["Key"]
