"""Repairs of MiniStack's DynamoDB: what it worked out anew for each item of a table, or each page of a scan."""

import hashlib
import types
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from copy import deepcopy
from functools import lru_cache
from typing import Any

from ministack.core.responses import AccountRegionScopedDict
from ministack.services import dynamodb

_KEPT = 4_096
"""Expressions: more than a stack has."""

Table = dict[str, Any]


def mend() -> None:
    read_expressions_once()
    take_short_numbers_as_they_are()
    copy_items_as_json()
    plan_projections_once()
    keep_the_order_of_scans()


def read_expressions_once() -> None:
    """An expression was cut into tokens, and its grammar checked, for each item that it was asked of."""
    tokenize = dynamodb._tokenize

    def of_tokens(check: Callable[..., str | None]) -> Callable[..., str | None]:
        kept = lru_cache(_KEPT)(check)
        return lambda tokens, *more: kept(tuple(tokens), *more)

    dynamodb._tokenize = lru_cache(_KEPT)(lambda expression: tuple(tokenize(expression)))
    dynamodb._condition_syntax_error = lru_cache(_KEPT)(dynamodb._condition_syntax_error)
    dynamodb._check_redundant_parens = of_tokens(dynamodb._check_redundant_parens)
    dynamodb._check_reserved_keyword_usage = of_tokens(dynamodb._check_reserved_keyword_usage)


def take_short_numbers_as_they_are() -> None:
    """Each number of each item went through ``Decimal`` and back. Most are whole and short, and stay what they are."""
    canonical, fault = dynamodb._ddb_canonicalize_number, dynamodb._number_error

    def is_plain(text: object) -> bool:
        return isinstance(text, str) and len(text) < 20 and text.isascii() and text.isdigit() and str(int(text)) == text

    dynamodb._ddb_canonicalize_number = lambda text: text if is_plain(text) else canonical(text)
    dynamodb._number_error = lambda text: None if is_plain(text) else fault(text)


def copy_items_as_json() -> None:
    """An item is JSON: a copy of it needs no memory of what was copied before, which is what ``deepcopy`` is slow by."""

    def copied(value: Any) -> Any:
        if type(value) is dict:
            return {name: copied(inner) for name, inner in value.items()}
        if type(value) is list:
            return [copied(inner) for inner in value]
        return value if isinstance(value, str) else deepcopy(value)

    dynamodb.copy = types.SimpleNamespace(deepcopy=copied)


def plan_projections_once() -> None:
    """The paths of a projection were parsed, and each compared with each other, for each item."""
    project = dynamodb._project_item
    plans: dict[tuple[object, ...], list[str] | None] = {}

    def projected(item: Mapping[str, Any], expression: str, names: Mapping[str, str] | None) -> Any:
        asked = (expression, *(names or {}).items())
        if asked not in plans:
            found = project(item, expression, names)  # which raises if there is something wrong with it
            paths = [dynamodb._parse_projection_path(path, names or {}) for path in expression.split(",")]
            plans[asked] = [path[0][1] for path in paths] if all(len(path) == 1 for path in paths) else None
            return found
        wanted = plans[asked]
        if wanted is None:  # parts of attributes
            return project(item, expression, names)
        return {name: item[name] for name in wanted if name in item}

    dynamodb._project_item = projected


def keep_the_order_of_scans() -> None:
    """For each page the whole table was sorted, and each of its keys hashed to find its segment; in that time MiniStack
    answers nobody. Now the order is kept as keys come and go, and MiniStack is shown as much of the table as a page can hold."""
    scan, put, remove, replaced = dynamodb._scan, dynamodb._set_item, dynamodb._remove_item, dynamodb._items_replaced
    shown: ContextVar[Table | None] = ContextVar("shown", default=None)

    class Tables(AccountRegionScopedDict):  # type: ignore[misc]  # whose package has no types
        """What MiniStack asks for a table by its name."""

        def get(self, name: str, default: object = None) -> Any:
            return shown.get() or super().get(name, default)

    tables = Tables()
    tables._data = dynamodb._tables._data
    dynamodb._tables = tables

    def put_in_order(table: Table, key: str, sort: str, item: Any) -> Any:
        if key not in table["items"] and _ORDER in table:
            table[_ORDER].add(key)
        return put(table, key, sort, item)

    def remove_in_order(table: Table, key: str, sort: str) -> Any:
        was_there = key in table["items"]
        item = remove(table, key, sort)
        if was_there and key not in table["items"] and _ORDER in table:
            table[_ORDER].remove(key)
        return item

    def forget_order(table: Table) -> None:
        table.pop(_ORDER, None)
        replaced(table)

    def scan_page(asked: dict[str, Any]) -> Any:
        table = tables.get(dynamodb._normalize_table_name(asked.get("TableName")))
        segment = _segment(asked)
        if table is None or segment is None or asked.get("IndexName"):
            return scan(asked)
        token = shown.set({**table, "items": _page(table, segment, asked)})
        try:
            return scan(asked)
        finally:
            shown.reset(token)

    dynamodb._scan, dynamodb._set_item, dynamodb._remove_item = scan_page, put_in_order, remove_in_order
    dynamodb._items_replaced = forget_order


_ORDER = "daifukucho_order"
"""Where a table holds the order of its keys."""


class _Order:
    """The partition keys of a table in the order of a scan, for each division into segments that was asked for."""

    def __init__(self, keys: Mapping[str, object]) -> None:
        self._segments: dict[int, list[list[str]]] = {1: [sorted(keys)]}

    def of(self, segment: int, total: int) -> list[str]:
        if total not in self._segments:
            divided: list[list[str]] = [[] for _ in range(total)]
            for key in self._segments[1][0]:
                divided[_segment_of(key, total)].append(key)
            self._segments[total] = divided
        return self._segments[total][segment]

    def add(self, key: str) -> None:
        for total, divided in self._segments.items():
            insort(divided[_segment_of(key, total)], key)

    def remove(self, key: str) -> None:
        for total, divided in self._segments.items():
            keys = divided[_segment_of(key, total)]
            del keys[bisect_left(keys, key)]


def _segment_of(key: str, total: int) -> int:
    """As MiniStack divides a table."""
    return int.from_bytes(hashlib.sha1(key.encode()).digest()[:4], "big") % total


def _segment(asked: Mapping[str, Any]) -> tuple[int, int] | None:
    """Which segment is asked for, of how many; ``None`` if that makes no sense, which MiniStack then says."""
    segment, total = asked.get("Segment"), asked.get("TotalSegments")
    if segment is None and total is None:
        return 0, 1
    if isinstance(segment, int) and isinstance(total, int) and 0 <= segment < total <= 1_000:
        return segment, total
    return None


def _page(table: Table, segment: tuple[int, int], asked: Mapping[str, Any]) -> dict[str, Any]:
    """Items among which are all that a page can have: from the key on after which it begins, which may have more items
    itself, until they are more than it may hold."""
    if _ORDER not in table:
        table[_ORDER] = _Order(table["items"])
    keys = table[_ORDER].of(*segment)
    start = asked.get("ExclusiveStartKey") or {}
    after = dynamodb._extract_key_val(start.get(table["pk_name"], {}))
    most = asked.get("Limit") or float("inf")
    items: dict[str, Any] = {}
    size = count = 0
    for key in keys[max(0, bisect_right(keys, after) - 1) :]:
        items[key] = found = table["items"].get(key, {})
        if key > after:
            size += sum(map(dynamodb._item_size_bytes, found.values()))
            count += len(found)
        if size > dynamodb._DDB_PAGE_SIZE_BYTES or count > most:
            break
    return items
