"""A shard of the ledger's stream, read as Lambda's event source reads it with several batches at once."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zlib import crc32

Record = Mapping[str, Any]


class Shard:
    """``lanes`` batches at once, of up to ``batch`` records. Records of one *item* keep their order, and no others do: which lane
    takes a record is told by the item's key, both parts of it (Lambda developer guide, "Using AWS Lambda with Amazon
    DynamoDB": "at the item (partition and sort key) level"). A batch that failed is delivered again from where the
    function says, before anything else of its lane."""

    def __init__(self, records: Sequence[Record], lanes: int = 10, batch: int = 100) -> None:
        self._lanes: list[deque[Record]] = [deque() for _ in range(lanes)]
        self._batch = batch
        for record in records:
            keys = record["dynamodb"]["Keys"]
            key = f"{keys['friend_id']['S']}/{keys['sort']['S']}"
            self._lanes[crc32(key.encode()) % lanes].append(record)

    def __bool__(self) -> bool:
        return any(self._lanes)

    def turn(self, function: Callable[[Sequence[Record]], Mapping[str, Any]]) -> None:
        """One batch of each lane, one after the other."""
        for lane in self._lanes:
            given = [lane[n] for n in range(min(self._batch, len(lane)))]
            failed = function(given)["batchItemFailures"] if given else []
            numbers = [record["dynamodb"]["SequenceNumber"] for record in given]
            for _ in range(numbers.index(failed[0]["itemIdentifier"]) if failed else len(given)):
                lane.popleft()
