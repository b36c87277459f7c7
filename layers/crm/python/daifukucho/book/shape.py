"""Stored entries as they would be written today.

The ledger is kept for ever, and what is stored there is never rewritten. So an entry of ours is stored with the number
of the shape that its body has. Whoever reads it from the repository gets it under the present key of its kind, its body
in the present shape; no other part of the product knows an older shape.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from daifukucho.book.kind import EventType
from daifukucho.book.kinds import EVENTS, kind_of, present_key
from daifukucho.ledger.entry import Entry
from daifukucho.ledger.ids import json_text


class NotUnderstood(Exception):
    """An entry that this release cannot read or fold: a defect of ours, or a release that is older than the entry.

    ``version`` and ``kind`` are the entry's; the error does not tell what the entry holds.
    """

    def __init__(self, entry: Entry) -> None:
        super().__init__(f"the entry {entry.version} of kind {entry.kind} is not understood")
        self.version = entry.version
        self.kind = entry.kind


def shape_of(entry: Entry) -> int:
    """The shape in which an entry is written: the present one of its kind."""
    return kind_of(entry.kind).shape


def present(entry: Entry, shape: int) -> Entry:
    """A stored entry, its body in a ``shape``, as it would be written today.

    An entry of a kind that is no longer here stays as it is. Raises NotUnderstood for a shape that is newer than this
    release, and for a body that an upcast does not understand.
    """
    kind = EVENTS.get(present_key(entry.kind))
    if kind is None or (entry.kind, shape) == (kind.key, kind.shape):
        return entry
    if shape > kind.shape:
        raise NotUnderstood(entry)
    try:
        return replace(entry, kind=kind.key, body=json_text(_upcast(kind, entry.data, shape)))
    except Exception as error:
        raise NotUnderstood(entry) from error


def _upcast(kind: EventType, body: Mapping[str, Any], shape: int) -> Mapping[str, Any]:
    for upcast in kind.upcasts[shape - 1 :]:
        body = upcast(body)
    return body
