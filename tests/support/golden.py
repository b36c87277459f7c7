"""The golden ledger: what releases have stored, and the friends that they made of it. What is there is never changed.

``tests/golden/<version>`` has for each friend ``<id>.jsonl``, the entries' items as DynamoDB has them, oldest first, and
``<id>.friend.json``, the friend; ``elsewhere.jsonl`` has the entries of groups, rooms and the channel. The directory of a
new version is drawn by hand::

    PYTHONPATH=.:layers/crm/python:cli .venv/bin/python -m tests.support.golden 0.2.0
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from daifukucho.book.fold import is_foldable, rebuild
from daifukucho.book.kind import EventType
from daifukucho.book.kinds import EVENTS
from daifukucho.book.parse import parse
from daifukucho.friends.friend import Friend
from daifukucho.kernel.exact import plain_number
from daifukucho.ledger.entry import Entry
from daifukucho_aws.dynamo.ledger import Item, entry_from_item, entry_item
from daifukucho_aws.dynamo.tables import LedgerItem
from tests.support.book import MemoryBook
from tests.support.histories import FRIEND, Stores, live_at_random

FOLDER = Path(__file__).parents[1] / "golden"
ELSEWHERE = "elsewhere"
OF_THE_ITEM = {"revision", "indexed_by"}
"""What says of a friend's item how it was written; the ledger does not say it."""
_AT = 1_795_316_400_000


def versions() -> list[str]:
    """The versions that have a directory, the newest one last."""
    found = (path.name for path in FOLDER.iterdir() if path.is_dir())
    return sorted(found, key=lambda name: [int(part) for part in name.split(".")])


def pages(version: str) -> Iterator[Path]:
    """The friends' pages of a version."""
    return (path for path in sorted((FOLDER / version).glob("*.jsonl")) if path.stem != ELSEWHERE)


def items(page: Path) -> list[Item]:
    """The items of a page."""
    return [json.loads(line) for line in page.read_text("utf-8").splitlines()]


def every_item(version: str) -> list[Item]:
    """The items of all pages of a version, of friends and of others."""
    return [item for page in sorted((FOLDER / version).glob("*.jsonl")) for item in items(page)]


def friend_of(page: Path) -> dict[str, Any]:
    """The friend whom a page made then, by attribute."""
    return json.loads(page.with_suffix(".friend.json").read_text("utf-8"), parse_float=Decimal)


def told(friend: Friend) -> dict[str, Any]:
    """A friend by attribute, as far as the ledger says it."""
    return {f.name: getattr(friend, f.name) for f in fields(Friend) if f.name not in OF_THE_ITEM}


def dump(version: str, items: Iterable[Item]) -> None:
    """Write entries' items of a ledger into the directory of a version. Raises FileExistsError for a page that is there."""
    by_page: dict[str, list[Item]] = defaultdict(list)
    for item in sorted(items, key=lambda item: (item["friend_id"]["S"], item["sort"]["S"])):
        by_page[str(entry_from_item(item).friend_id or ELSEWHERE)].append(item)
    (FOLDER / version).mkdir(parents=True, exist_ok=True)
    for name, found in by_page.items():
        lines = [json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in found]
        _write(version, f"{name}.jsonl", "\n".join(lines))
        if name != ELSEWHERE:
            friend = rebuild(map(entry_from_item, found))
            assert friend is not None
            text = json.dumps(told(friend), ensure_ascii=False, indent=1, default=plain_number)
            _write(version, f"{name}.friend.json", text)


def _write(version: str, name: str, text: str) -> None:
    with (FOLDER / version / name).open("x", encoding="utf-8") as file:
        file.write(text + "\n")


def drawn() -> Iterator[Item]:
    """Entries of every kind as today's release stores them: by their examples, and in random histories."""
    for event in EVENTS.values():
        yield _stored(_example(event))
    for n in range(4):
        book = MemoryBook()
        live_at_random(Random(n), Stores(book, book, book), f"U{n:032x}")
        yield from map(_stored, book.ledger.values())


def _example(event: EventType) -> Entry:
    if not event.ours:
        body: Mapping[str, Any] = {"events": [event.example]}
        return parse(json.dumps(body).encode(), _AT).entries[0]
    text = json.dumps(event.example, ensure_ascii=False, separators=(",", ":"))
    return Entry(event.key, _AT, f"example-{event.key}", FRIEND, body=text)


def _stored(entry: Entry) -> Item:
    return entry_item(LedgerItem, replace(entry, folded=is_foldable(entry))).serialize()


if __name__ == "__main__":
    dump(sys.argv[1], drawn())
