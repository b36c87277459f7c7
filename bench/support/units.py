"""What DynamoDB charges for a call, worked out from the items (developer guide: "Item sizes and formats", "Read
operations", "Write operations", "Global secondary indexes").

No emulator can be asked: those we know take a read for one unit, however large the item is.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

Item = Mapping[str, Mapping[str, Any]]
"""An item as DynamoDB's API writes it: ``{"friend_id": {"S": "U1"}}``."""


def item_bytes(item: Item) -> int:
    """An item's size: each attribute's name and value."""
    return sum(len(name.encode()) + value_bytes(value) for name, value in item.items())


def value_bytes(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return _number_bytes(content)
        case "BOOL" | "NULL":
            return 1
        case "SS":
            return sum(len(text.encode()) for text in content)
        case "NS":
            return sum(map(_number_bytes, content))
        case "L":  # three bytes, and one for each element
            return 3 + sum(1 + value_bytes(element) for element in content)
        case "M":
            return 3 + sum(1 + len(name.encode()) + value_bytes(inner) for name, inner in content.items())
    raise ValueError(f"no size is known for the type {kind}")


def _number_bytes(text: str) -> int:
    """About one byte for two significant digits, and one more; zeros at either end do not count."""
    digits = text.lstrip("+-").partition("e")[0].partition("E")[0].replace(".", "").strip("0")
    return math.ceil(len(digits) / 2) + 1 + text.startswith("-")


def write_units(before: Item | None, after: Item | None) -> int:
    """A write, of the larger of the two: one unit for each started KB. In a transaction it counts twice."""
    size = max((item_bytes(item) for item in (before, after) if item), default=0)
    return max(1, math.ceil(size / 1024))


def index_units(before: Item | None, after: Item | None, key: Sequence[str], table_key: Sequence[str]) -> int:
    """What a write costs in an index of keys only: nothing unless the entry comes, goes (1 each) or moves (2)."""
    old, new = (_entry(item, (*key, *table_key)) for item in (before, after))
    if old == new:
        return 0
    return sum(max(1, math.ceil(item_bytes(entry) / 1024)) for entry in (old, new) if entry is not None)


def _entry(item: Item | None, names: Sequence[str]) -> dict[str, Mapping[str, Any]] | None:
    if item is None or any(name not in item for name in names):
        return None
    return {name: item[name] for name in names}


def read_units(size: int, *, consistent: bool) -> float:
    """A read of some bytes: a unit for each started 4 KB, at least one; half of it if eventually consistent.

    GetItem and each item of BatchGetItem are rounded by themselves; the items of a Query or Scan together.
    """
    return max(1, math.ceil(size / 4096)) * (1 if consistent else 0.5)
