"""The manifest, the one object that says which files are the copy; and the names of the copy's objects."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from daifukucho.kernel.errors import NotFound
from daifukucho_aws.roster_copy.objects import Objects

KEY = "manifest.json"
BASE = "base/"
DELTAS = "deltas/"

_LATEST = re.compile(r"-(\d{13})\.jsonl\.gz$")

Span = tuple[int, int]
"""A part of a file: its first byte and its length."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of the base. ``rows`` counts the friends in it. Where its columns are, by their names, and the ``rest``,
    which says that to readers of Parquet."""

    key: str
    rows: int
    size: int
    columns: Mapping[str, Span]
    rest: Span


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of the base, one for each shard in their order, and what is no longer needed.

    ``columns`` is the fingerprint of the columns that the files have. ``retired``: files and deltas that are not, or
    no longer, to be read, each with the instant at which it was retired; they stay for those who read by an older
    manifest. Instants are UTC epoch milliseconds.
    """

    columns: str
    files: tuple[File, ...]
    built_at: int
    retired: Mapping[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files)

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), separators=(",", ":")).encode()


def delta_key(name: str, latest: int) -> str:
    """The key of a delta. It ends with the time of the latest change in it (epoch milliseconds), so that a listing tells how
    late a delta came."""
    return f"{DELTAS}{name}-{latest:013d}.jsonl.gz"


def latest_change(key: str) -> int | None:
    """When the latest change in a delta was made; ``None`` for a key that does not say it, as those of before."""
    found = _LATEST.search(key)
    return int(found[1]) if found else None


def load(objects: Objects) -> tuple[Manifest, str] | None:
    """The manifest and its ETag, ``None`` if the copy has never been built. One GET. Raises Unavailable."""
    try:
        text, tag = objects.get_tagged(KEY)
    except NotFound:
        return None
    said = json.loads(text)
    files = tuple(_file(**file) for file in said["files"])
    return Manifest(said["columns"], files, said["built_at"], said["retired"]), tag


def _file(key: str, rows: int, size: int, columns: Mapping[str, list[int]], rest: list[int]) -> File:
    spans = {name: (first, length) for name, (first, length) in columns.items()}
    return File(key, rows, size, spans, (rest[0], rest[1]))
