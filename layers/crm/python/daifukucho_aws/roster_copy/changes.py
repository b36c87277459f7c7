"""What the stream of the friends' table says, as rows of the copy.

A row is a friend as the friend was after a change: all that segments may ask of the friend, the ``revision``, the
stream's number of the change (``seq``, digits of one length, so that they sort as texts), and when it was made
(``changed_at``). The row of a friend who was deleted says just that.
"""

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from daifukucho.friends.facts import facts_of
from daifukucho.kernel.ids import fingerprint
from daifukucho_aws.dynamo.friends import from_item
from daifukucho_aws.roster_copy.manifest import delta_key
from daifukucho_aws.roster_copy.objects import Objects

Row = Mapping[str, Any]

_SEQ_DIGITS = 40
"""DynamoDB's sequence numbers have 21 to 40 digits (API reference, ``StreamRecord``)."""

_LEVEL = 5


def rows_of(records: Iterable[Mapping[str, Any]]) -> list[Row]:
    """For each friend in some records of the stream, in their order: the last state, and whether the friend was
    deleted."""
    last: dict[tuple[str, bool], Row] = {}
    for record in records:
        change = record["dynamodb"]
        friend_id = change["Keys"]["friend_id"]["S"]
        deleted = record["eventName"] == "REMOVE"
        about = {
            "friend_id": friend_id,
            "seq": change["SequenceNumber"].zfill(_SEQ_DIGITS),
            "changed_at": _changed_at(record),
            "deleted": deleted,
        }
        last[friend_id, deleted] = about if deleted else about | known(change["NewImage"])
    return list(last.values())


def row_of(item: Mapping[str, Any], now: int) -> Row:
    """A friend as a scan of the table has found the friend: before everything that the stream says."""
    return {"friend_id": item["friend_id"]["S"], "seq": "", "changed_at": now, "deleted": False} | known(item)


def known(item: Mapping[str, Any]) -> dict[str, Any]:
    friend = from_item(item)
    fields = {key: {"v": kept["v"]} for key, kept in friend.fields.items()}
    return {"revision": friend.revision, **facts_of(friend), **({"fields": fields} if fields else {})}


def encode(rows: Iterable[Row]) -> bytes:
    """Rows as lines of JSON, compressed. A decimal has 15 digits at most, so it stays itself as a float."""
    lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=float) + "\n" for row in rows)
    return gzip.compress("".join(lines).encode(), _LEVEL, mtime=0)


class Deltas:
    """Keeps what comes from the stream, a batch an object. ``objects``: where."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    def keep(self, records: Sequence[Mapping[str, Any]]) -> int:
        """Write a batch of records as a delta; how many rows it has. One PUT, none for an empty batch.

        The object is named by the records, so that a batch that is delivered again lands on itself. Raises
        Unavailable: the batch is then to be delivered again.
        """
        rows = rows_of(records)
        if rows:
            self._objects.put(key_of(records), encode(rows))
        return len(rows)


def key_of(records: Sequence[Mapping[str, Any]]) -> str:
    """The name of a batch's delta: the same records have the same, and no others."""
    numbers = [record["dynamodb"]["SequenceNumber"].zfill(_SEQ_DIGITS) for record in records]
    return delta_key(f"{numbers[0]}-{fingerprint(' '.join(numbers))[:16]}", max(map(_changed_at, records)))


def _changed_at(record: Mapping[str, Any]) -> int:
    return int(record["dynamodb"]["ApproximateCreationDateTime"] * 1000)
