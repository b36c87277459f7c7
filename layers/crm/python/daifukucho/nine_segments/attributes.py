"""Where a friend stands towards each product."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from daifukucho.kernel.attribute import AttributeType, Choice
from daifukucho.kernel.declared import Kind, Stored, declared
from daifukucho.nine_segments.segment import ALL

_STANDINGS: Kind[Mapping[str, Mapping[str, Any]]] = Kind(Stored.TABLES, AttributeType.NINE_SEGMENTS, {})


@dataclass(frozen=True, init=False, repr=False, eq=False)
class NineSegmentAttributes:
    """``nine_segments``, by product (see ``daifukucho.nine_segments.standing``)."""

    nine_segments: Mapping[str, Mapping[str, str | int]] = declared(
        _STANDINGS,
        "9セグメント",
        "nine segments",
        choices=tuple(Choice(segment.key, segment.label) for segment in ALL),
    )
