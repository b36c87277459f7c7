"""What a friend has in the fields 友だち情報 of the shop's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from daifukucho.kernel.declared import TABLES, Shown, declared


@dataclass(frozen=True, init=False, repr=False, eq=False)
class FieldAttributes:
    """``fields``, by their keys: ``v``, the value, ``at``, when, and ``by``, who set it. What segments may ask of them, each field
    declares itself (``daifukucho.fields.field``)."""

    fields: Mapping[str, Mapping[str, Any]] = declared(
        TABLES,
        shown=Shown(
            {"taste": {"value": "sweet", "at": "2026-11-22T19:30:00.120+09:00", "by": "7s1o2c3k4e5t6"}},
            "The shop's own fields, by key; those without a value are left out.",
        ),
    )
