"""Made-up friends, as items of the roster."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any

from bench.support.units import Item, item_bytes
from daifukucho.friends.friend import Friend
from daifukucho.kernel.ids import fingerprint
from daifukucho_aws.dynamo.friends import to_item
from daifukucho_aws.dynamo.tables import FriendItem

BYTES = 650
"""What a friend weighs here: with a profile, a birthday, tags and a note. Few weigh more (docs/data.md)."""

_ITEMS_PER_BATCH = 25
_THREADS = 4


def friend_id(number: int) -> str:
    """Like LINE's user ids: 32 hexadecimal digits in no order. Nobody whom the simulator knows has such an id."""
    return f"U{fingerprint(f'bench/support/roster/{number}')[:32]}"


def template(*tags: str) -> dict[str, Mapping[str, Any]]:
    """A friend's item of ``BYTES`` bytes, whose id is to be replaced."""
    friend = Friend(
        friend_id=friend_id(0),
        display_name="長谷川 さくら🌸",
        picture_url=f"https://profile.line-scdn.net/0h{'x' * 108}",
        status_message="よろしくお願いします",
        language="ja",
        alias="長谷川様",
        birthday="1990-04-01",
        tags=dict.fromkeys(("感謝デー", "Instagram", "予約者", *tags), 1_735_700_000_123),
        first_seen_at=1_735_700_000_123,
        followed_at=1_735_700_000_123,
        last_seen_at=1_763_700_000_456,
        profile_at=1_735_700_001_789,
        recorded_at=1_763_700_000_456,
        follows=1,
        messages_received=3,
        status_version="1735700000123#01JGJ3QYSV0000000000000000",
        revision=9,
    )
    item: Mapping[str, dict[str, Any]] = to_item(FriendItem, friend).serialize()
    return {**item, "note": {"S": "x" * (BYTES - item_bytes(item) - len("note"))}}


def fill(client: Any, table: str, items: Iterable[Item], advance: Callable[[int], object] = lambda done: None) -> None:
    """Write items, 25 a call, from several threads. Raises RuntimeError if the table does not take one."""

    def write(some: Sequence[Item]) -> None:
        requests = [{"PutRequest": {"Item": item}} for item in some]
        if client.batch_write_item(RequestItems={table: requests}).get("UnprocessedItems"):
            raise RuntimeError(f"{table} did not take every item")
        advance(len(some))

    with ThreadPoolExecutor(_THREADS) as pool:
        list(pool.map(write, _parts(items)))


def _parts(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while part := list(islice(rest, _ITEMS_PER_BATCH)):
        yield part
