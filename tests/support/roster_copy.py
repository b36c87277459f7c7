"""A bucket in memory, a table with its stream, and a copy of it, each step of which others may get in between."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from daifukucho.friends.facts import facts_of
from daifukucho.friends.friend import Friend
from daifukucho_aws.dynamo.friends import from_item, to_item
from daifukucho_aws.dynamo.tables import FriendItem
from daifukucho_aws.refusals import OBJECT_NOT_FOUND, OBJECT_REPLACED
from daifukucho_aws.roster_copy.objects import Listed


class MemoryObjects:
    """``Objects`` over a dictionary. ``before`` is called ahead of each operation, and may raise, or do anything."""

    def __init__(self, clock: Callable[[], int], before: Callable[[str, str], None] = lambda name, key: None) -> None:
        self._clock = clock
        self.before = before
        self.held: dict[str, tuple[bytes, int]] = {}

    def get(self, key: str) -> bytes:
        return self.get_tagged(key)[0]

    def get_tagged(self, key: str) -> tuple[bytes, str]:
        self.before("get", key)
        if key not in self.held:
            raise OBJECT_NOT_FOUND()
        return self.held[key][0], self._tag(key)

    def get_part(self, key: str, first: int, length: int) -> bytes:
        part = self.get(key)[first : first + length]
        assert len(part) == length
        return part

    def put(self, key: str, body: bytes) -> None:
        self.before("put", key)
        self.held[key] = body, self._clock()

    def replace(self, key: str, body: bytes, tag: str | None) -> str:
        self.before("replace", key)
        if (self._tag(key) if key in self.held else None) != tag:
            raise OBJECT_REPLACED()
        self.held[key] = body, self._clock()
        return self._tag(key)

    def list(self, prefix: str) -> Iterator[Listed]:
        self.before("list", prefix)
        found = [Listed(key, len(body), at) for key, (body, at) in sorted(self.held.items()) if key.startswith(prefix)]
        return iter(found)

    def delete(self, keys: Collection[str]) -> None:
        for key in keys:
            self.before("delete", key)
            self.held.pop(key, None)

    def _tag(self, key: str) -> str:
        return hashlib.md5(self.held[key][0]).hexdigest()


def item_of(friend: Friend) -> dict[str, Any]:
    """A friend as DynamoDB returns the item."""
    return to_item(FriendItem, friend).serialize()


@dataclass
class Table:
    """The friends' table and its stream: several shards, each in its own order, numbers rising over all of them."""

    clock: Callable[[], int]
    shards: int = 2
    friends: dict[str, Friend] = field(default_factory=dict)
    stream: list[list[dict[str, Any]]] = field(default_factory=list)
    _written: int = 10**20

    def __post_init__(self) -> None:
        self.stream = [[] for _ in range(self.shards)]

    def put(self, friend: Friend) -> None:
        """Write a friend as the product does: with the next revision of the present life."""
        before = self.friends.get(friend.friend_id)
        written = replace(friend, revision=before.revision + 1 if before else 1)
        self.friends[friend.friend_id] = written
        self._record(friend.friend_id, "MODIFY" if before else "INSERT", {"NewImage": item_of(written)})

    def delete(self, friend_id: str) -> None:
        if self.friends.pop(friend_id, None):
            self._record(friend_id, "REMOVE", {})

    def items(self) -> list[dict[str, Any]]:
        return [item_of(friend) for friend in self.friends.values()]

    def _record(self, friend_id: str, name: str, image: Mapping[str, Any]) -> None:
        self._written += 7
        shard = int(hashlib.md5(friend_id.encode()).hexdigest(), 16) % self.shards
        change = {
            "Keys": {"friend_id": {"S": friend_id}},
            "SequenceNumber": str(self._written),
            "ApproximateCreationDateTime": self.clock() // 1000,
            **image,
        }
        self.stream[shard].append({"eventName": name, "dynamodb": change})


def state_of(records: list[list[dict[str, Any]]]) -> dict[str, Mapping[str, object]]:
    """What is known of everybody after some records of each shard."""
    found: dict[str, Mapping[str, object]] = {}
    for shard in records:
        for record in shard:
            friend_id = record["dynamodb"]["Keys"]["friend_id"]["S"]
            if record["eventName"] == "REMOVE":
                found.pop(friend_id, None)
            else:
                found[friend_id] = facts_of(from_item(record["dynamodb"]["NewImage"]))
    return found
