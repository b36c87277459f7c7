"""Files of the base on the local disk, fetched by column."""

import os
from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from daifukucho_aws.roster_copy.files import AT_ONCE
from daifukucho_aws.roster_copy.manifest import BASE, File, Span
from daifukucho_aws.roster_copy.objects import Objects

_GAP = 256 * 1024
"""Bytes between two columns that are sooner fetched with them than left out by another request."""


class Columns:
    """A folder of this process's own with files of the base that have holes: those columns are there that were asked for
    so far, and what says where they are. A hole is zeros, which DuckDB refuses to take for a column."""

    def __init__(self, objects: Objects, folder: Path) -> None:
        self._objects = objects
        self._folder = folder
        self._there: dict[str, set[str]] = {}

    def fetch(self, files: Sequence[File], names: Collection[str]) -> list[Path]:
        """The files with some columns at least, in their order; a file that never had one stays without it.

        A GET for each part that is not here yet, several at once. Raises NotFound if a file is gone, and Unavailable.
        """
        missing = [(file, part) for file in files for part in self._missing(file, names)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self._fetch, missing))
        for file in files:
            self._there.setdefault(file.key, set()).update(names)
        return [self._folder / file.key for file in files]

    def keep_only(self, files: Collection[File]) -> None:
        """Remove all other files."""
        self._there = {file.key: self._there[file.key] for file in files}
        kept = {self._folder / key for key in self._there}
        for path in (self._folder / BASE).glob("*"):
            if path not in kept:
                path.unlink()

    def _missing(self, file: File, names: Collection[str]) -> list[Span]:
        there = self._there.get(file.key)
        spans = [file.columns[name] for name in set(names) - (there or set()) if name in file.columns]
        return _joined([*spans, *([file.rest] if there is None else [])])

    def _fetch(self, missing: tuple[File, Span]) -> None:
        file, part = missing
        content = self._objects.get_part(file.key, *part)
        place = self._folder / file.key
        place.parent.mkdir(parents=True, exist_ok=True)
        opened = os.open(place, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.pwrite(opened, content, part[0])
        finally:
            os.close(opened)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Spans in their order; those that lie close together are one."""
    joined: list[Span] = []
    for first, length in sorted(spans):
        if joined and first - sum(joined[-1]) <= _GAP:
            start, _ = joined.pop()
            joined.append((start, first + length - start))
        else:
            joined.append((first, length))
    return joined
