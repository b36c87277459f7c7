"""Taking the deltas into the base, and building the base from the table in the first place.

A compaction that dies half-way leaves files that no manifest names; they are removed an hour later. Two compactions at
once do the same work, and one of them replaces the manifest.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from daifukucho.kernel.ids import Ids
from daifukucho.kernel.time import DAY, HOUR, Clock
from daifukucho_aws.roster_copy import duck, manifest
from daifukucho_aws.roster_copy.changes import Row, encode
from daifukucho_aws.roster_copy.duck import Database
from daifukucho_aws.roster_copy.files import Files
from daifukucho_aws.roster_copy.manifest import File, Manifest
from daifukucho_aws.roster_copy.objects import Listed, Objects

ENOUGH = 16
"""Deltas that are worth a compaction: each costs a reader a GET, and a compaction writes the base anew."""

MUCH = 256 * 1024
"""Bytes of deltas that are worth one, however few they are: some 3,000 rows, which a reader takes in within 50 ms."""

OLDEST = 12 * HOUR
"""A delta older than this is taken in whatever else there is, so that what was deleted is gone within a day."""

GRACE = HOUR
"""How long what is retired stays. No reader and no compaction lives longer than a quarter of it."""

FORGOTTEN = 2 * DAY
"""After this nothing older than a deletion can come any more: a stream keeps its records for a day."""

ROWS_PER_FILE = 131_072
"""One file is merged in some seconds and 300 MB of memory, and eight of them make a million."""

Walk = Callable[[], Iterable[Sequence[Row]]]
"""The whole table as rows, page after page."""


class Done(StrEnum):
    """What became of a run."""

    BUILT = "built"
    COMPACTED = "compacted"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Compacted:
    """``deltas`` were taken in, ``rows`` are in the base, ``removed`` objects are gone."""

    done: Done
    deltas: int
    rows: int
    removed: int


class Compactor:
    """Compacts, builds and tidies up. ``walk`` reads the table; ``folder`` is for its files alone, and is emptied."""

    def __init__(self, objects: Objects, folder: Path, walk: Walk, clock: Clock, ids: Ids, threads: int = 2) -> None:
        self._objects = objects
        self._folder = folder
        self._walk = walk
        self._clock = clock
        self._ids = ids
        self._threads = threads

    def run(self, *, rebuild: bool = False, force: bool = False) -> Compacted:
        """Do what there is to do: build the copy if there is none that this code can read (or ``rebuild``), compact if
        that is due (or ``force``), remove what was retired an hour ago.

        A GET and two LISTs, and what the work needs: for a build a scan of the table (half a read unit for each 4 KB)
        and a GET for each delta that is still there; for a compaction a GET for each new delta, and a GET and a PUT for
        each file of the base that changes. Raises Conflict if another one was first, and Unavailable.
        """
        now = self._clock()
        loaded = manifest.load(self._objects)
        present, tag = loaded or (None, None)
        if present is None or rebuild or present.columns != duck.SIGNATURE:
            after, deltas = self._build(present, now)
            done = Done.BUILT
        else:
            waiting = self._waiting(present)
            if not waiting or not (force or _is_due(waiting, now)):
                removed = self._tidy(present, tag, now)
                return Compacted(Done.NOTHING, 0, present.rows, removed)
            deltas = [found.key for found in waiting]
            after = self._compact(present, deltas, now)
            done = Done.COMPACTED
        tag = self._objects.replace(manifest.KEY, after.to_json(), tag)
        removed = self._tidy(after, tag, now)
        return Compacted(done, len(deltas), after.rows, removed)

    def _compact(self, present: Manifest, deltas: Sequence[str], now: int) -> Manifest:
        with self._scratch() as files, self._database(files) as database:
            database.execute(f"CREATE TABLE changes AS FROM {duck.changes(files.fetch(deltas))}")
            written = self._write(files, database, present.files, now)
        return _after(present, written, deltas, present.built_at, now)

    def _build(self, present: Manifest | None, now: int) -> tuple[Manifest, list[str]]:
        """The table as it is, and over it every delta but those that were retired before: what was changed after the
        scan had read it is in one of them, and what a retired one says was in the table before the scan began. None of
        those is removed meanwhile, for what is retired from now on stays for longer than this takes."""
        before = present or Manifest(duck.SIGNATURE, (), now)
        with self._scratch() as files, self._database(files) as database:
            old = files.fetch([file.key for file in before.files])
            database.execute(f"CREATE TABLE lives AS FROM {duck.lives(old)}")
            parts: list[Path] = []
            for page in self._walk():
                parts.append(files.folder / f"{len(parts)}.jsonl.gz")
                parts[-1].write_bytes(encode(page))
            waiting = self._waiting(before)
            deltas = files.fetch([found.key for found in waiting])
            database.execute(f"CREATE TABLE changes AS FROM {duck.changes([*parts, *deltas])}")
            # A friend whom the table holds was written after the last deletion of that friend that the old base knew.
            database.execute(
                "UPDATE changes SET seq = since FROM lives WHERE changes.friend_id = lives.friend_id AND seq = ''"
            )
            database.execute(
                "INSERT INTO changes BY NAME SELECT friend_id, since AS seq, true AS deleted,"
                f" coalesce(gone_at, {now}) AS changed_at FROM lives"
            )
            written = self._write(files, database, (), now)
        taken_in = [found.key for found in waiting]
        return _after(before, written, taken_in, now, now), taken_in

    def _waiting(self, present: Manifest) -> list[Listed]:
        return [found for found in self._objects.list(manifest.DELTAS) if found.key not in present.retired]

    def _write(self, files: Files, database: Database, base: Sequence[File], now: int) -> list[File]:
        """The files of the base after the table ``changes``; those of shards in which nothing has changed stay."""
        [(touched,)] = database.execute("SELECT count(DISTINCT friend_id) FROM changes").fetchall()
        shards = max(1, len(base))
        while sum(file.rows for file in base) + touched > shards * ROWS_PER_FILE:
            shards *= 2
        found = database.execute(f"SELECT DISTINCT {duck.shard_of(shards)} FROM changes").fetchall()
        changed = {shard for (shard,) in found}
        run_id = self._ids()
        written: list[File] = []
        for shard in range(shards):
            old = base[shard % len(base)] if base else None
            if old and len(base) == shards and shard not in changed:
                written.append(old)
                continue
            place = files.folder / f"{shard}.parquet"
            mine = f"{duck.shard_of(shards)} = {shard}"
            before = duck.base(files.fetch([old.key] if old else []))
            after = duck.after(f"(FROM {before} WHERE {mine})", f"(FROM changes WHERE {mine})", now - FORGOTTEN)
            written.append(duck.write(database, after, place, f"{manifest.BASE}{run_id}-{shard}.parquet"))
            self._objects.put(written[-1].key, place.read_bytes())
            place.unlink()
        return written

    def _tidy(self, present: Manifest, tag: str | None, now: int) -> int:
        """Remove what was retired long enough ago, and what a run that died has left behind; how many objects."""
        expired = {key for key, at in present.retired.items() if now - at > GRACE}
        named = {file.key for file in present.files} | present.retired.keys()
        left = {
            found.key
            for found in self._objects.list(manifest.BASE)
            if found.key not in named and now - found.modified > GRACE
        }
        if not expired | left:
            return 0
        self._objects.delete(sorted(expired | left))
        if expired:
            kept = {key: at for key, at in present.retired.items() if key not in expired}
            self._objects.replace(manifest.KEY, replace(present, retired=kept).to_json(), tag)
        return len(expired | left)

    @contextmanager
    def _database(self, files: Files) -> Iterator[Database]:
        database = duck.connect(files.folder, self._threads)
        try:
            yield database
        finally:
            database.close()

    @contextmanager
    def _scratch(self) -> Iterator[Files]:
        """The folder, empty before and after. A run that died may have left something in it."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        try:
            yield Files(self._objects, self._folder)
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)


def _is_due(waiting: Sequence[Listed], now: int) -> bool:
    many = len(waiting) >= ENOUGH or sum(found.size for found in waiting) >= MUCH
    return many or any(now - found.modified > OLDEST for found in waiting)


def _after(before: Manifest, written: Sequence[File], deltas: Iterable[str], built_at: int, now: int) -> Manifest:
    gone = {file.key for file in before.files} - {file.key for file in written}
    retired = {**dict.fromkeys([*sorted(gone), *deltas], now), **before.retired}
    return Manifest(duck.SIGNATURE, tuple(written), built_at, retired)
