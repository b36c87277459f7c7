"""The copy's tables in DuckDB: their columns, and the one rule by which rows of a friend are made one.

A *base* relation has each friend at most once; *changes* may have a friend many times, in any order, twice, and some
that the base has taken in already. Of what is known of a friend, the latest counts: within one life of the friend, the
highest ``revision``, which every write to the table raises by one. A deletion ends a life, and a friend who is written
after it begins another one at revision 1; lives are told apart by the stream's number of the latest deletion
(``since``, empty in a first life), which rises with each change of an item. So a friend who was deleted stays as a row
that says so (``gone_at``) until no older change of that friend can come any more.
"""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import duckdb

from daifukucho.friends.friend import ATTRIBUTES
from daifukucho.kernel.attribute import AttributeType
from daifukucho.kernel.ids import fingerprint
from daifukucho.segments.fields import asked_kinds
from daifukucho.segments.sql import DID, MONTH_DAYS, NESTED, did_column
from daifukucho_aws.roster_copy.manifest import File

_TYPES: Mapping[AttributeType, str] = {
    AttributeType.TEXT: "VARCHAR",
    AttributeType.CHOICE: "VARCHAR",
    AttributeType.DATE: "VARCHAR",
    AttributeType.NUMBER: "BIGINT",
    AttributeType.INSTANT: "BIGINT",
    AttributeType.FLAG: "BOOLEAN",
    AttributeType.TAGS: "MAP(VARCHAR, BIGINT)",
}
"""Those of the attributes that a friend's item itself holds."""

_TOLD = {name: _TYPES[attribute.type] for name, attribute in ATTRIBUTES.items() if attribute.type in _TYPES}
_TOLD |= dict.fromkeys(NESTED, "JSON")
_DID = {did_column(kind, member): f'$."{kind}".{member}' for kind in asked_kinds() for member in ("n", "first", "last")}
_DATES = [name for name, attribute in ATTRIBUTES.items() if attribute.type is AttributeType.DATE]
FACTS = _TOLD | dict.fromkeys(_DID, "BIGINT") | {name + MONTH_DAYS: "VARCHAR" for name in _DATES}
"""What segments ask of a friend. A date's month and day are a column of their own, which is read in a tenth of the time
that it takes to cut them out."""

_BASE = FACTS | {"friend_id": "VARCHAR", "revision": "BIGINT", "since": "VARCHAR", "gone_at": "BIGINT"}
"""What every question needs (``local.KEYS``) comes last, beside the file's own index, so that one request fetches it."""

_ABOUT = {"friend_id": "VARCHAR", "revision": "BIGINT", "seq": "VARCHAR", "changed_at": "BIGINT", "deleted": "BOOLEAN"}
_LINES = _ABOUT | _TOLD | {DID: "JSON"}
_WORKED_OUT = {f'"{name}{MONTH_DAYS}"': f'right("{name}", 5)' for name in _DATES}
_WORKED_OUT |= {f'"{name}"': f"CAST(json_extract(\"{DID}\", '{path}') AS BIGINT)" for name, path in _DID.items()}
"""Of a change's columns as they are written."""

_ONE_GROUP = 10_000_000
"""Rows: more than any file has."""

FORMAT = "2"
"""To be changed when the same columns come to mean something else: copies are then built anew."""

SIGNATURE = fingerprint(f"{FORMAT} {_BASE}")[:16]
"""What files must have been written with to be read by this code."""

facts = ", ".join(f'"{name}"' for name in FACTS)
"""Their columns."""

Rows = str
"""A relation as SQL."""

Database = duckdb.DuckDBPyConnection


def connect(folder: Path, threads: int = 2) -> Database:
    """An empty database in memory, which spills to ``folder``, loads no extension and asks the network nothing."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": threads,
        "temp_directory": str(folder / "spilled"),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "enable_external_file_cache": False,  # files get more columns while they are open (columns.py)
    }
    return duckdb.connect(":memory:", config=config)


def quoted(columns: Iterable[str]) -> list[str]:
    """Columns' names as SQL."""
    return [f'"{name}"' for name in columns]


def base(files: Collection[Path]) -> Rows:
    """The base in some files; empty without any."""
    if not files:
        return _empty(_BASE)
    return f"(SELECT {', '.join(quoted(_BASE))} FROM read_parquet([{', '.join(map(_path, files))}]))"


def placed(files: Collection[Path]) -> Rows:
    """The base in some files, with the place of each row in them: ``filename`` and ``file_row_number``."""
    if not files:
        return _empty(_BASE | {"filename": "VARCHAR", "file_row_number": "BIGINT"})
    return f"read_parquet([{', '.join(map(_path, files))}], filename=true, file_row_number=true)"


def lines(files: Collection[Path]) -> Rows:
    """The changes in some deltas as they are written; empty without any."""
    if not files:
        return _empty(_LINES)
    columns = ", ".join(f"{name}: '{kind}'" for name, kind in zip(quoted(_LINES), _LINES.values(), strict=True))
    listed = ", ".join(map(_path, files))
    return f"read_json([{listed}], columns={{{columns}}}, format='newline_delimited')"


def told(changes: Rows, columns: Iterable[str]) -> Rows:
    """Some columns of changes, facts that have to be worked out among them."""
    return (
        f"(SELECT {', '.join(_WORKED_OUT.get(name, name) + f' AS {name}' for name in quoted(columns))} FROM {changes})"
    )


def changes(files: Collection[Path]) -> Rows:
    """The changes in some deltas, with all facts."""
    return told(lines(files), _ABOUT | FACTS)


def merged(before: Rows, since_then: Rows, carried: str = facts) -> Rows:
    """The base after some changes: of everybody in either relation one row, with some columns of both relations. Facts of
    the deleted are gone."""
    return f"""(
        WITH known AS (
            SELECT friend_id, revision, since AS until, '' AS seq, gone_at, {carried} FROM {before}
            UNION ALL
            SELECT friend_id, coalesce(revision, 0), CASE WHEN deleted THEN seq ELSE '' END, seq,
                   CASE WHEN deleted THEN changed_at END, {carried} FROM {since_then}
        ), lives AS (SELECT friend_id, max(until) AS life FROM known GROUP BY friend_id)
        SELECT friend_id, revision, life AS since, gone_at, {carried} FROM known JOIN lives USING (friend_id)
        WHERE until = life OR (gone_at IS NULL AND seq >= life)
        QUALIFY row_number() OVER (
            PARTITION BY friend_id ORDER BY gone_at IS NOT NULL, revision DESC, seq) = 1)"""


def after(before: Rows, since_then: Rows, forgotten: int) -> Rows:
    """The base after some changes: those whom none of them concerns as they are, and the others merged; without those
    who were deleted before an instant."""
    touched = merged(f"(FROM {before} SEMI JOIN {since_then} USING (friend_id))", since_then)
    return f"""(FROM (
        SELECT * FROM {before} ANTI JOIN {since_then} USING (friend_id) UNION ALL BY NAME FROM {touched}
        ) WHERE gone_at IS NULL OR gone_at > {forgotten})"""


def lives(files: Collection[Path]) -> Rows:
    """For every friend in a base who was ever deleted: the latest deletion, and when it was unless the friend has come
    back."""
    columns = "friend_id, since, gone_at"
    listed = ", ".join(map(_path, files))
    return f"(SELECT {columns} FROM {f'read_parquet([{listed}])' if files else _empty(_BASE)} WHERE since > '')"


def shard_of(shards: int) -> str:
    """The shard of a row's friend, as SQL; the number of shards is a power of two."""
    return f"(md5_number_lower(friend_id) & {shards - 1})"


def write(database: Database, rows: Rows, to: Path, key: str) -> File:
    """Write base rows to a file, and describe it as the object that it is to be."""
    columns = ", ".join(quoted(_BASE))
    # All in one group, so that a column is one part of the file.
    options = f"FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION V2, ROW_GROUP_SIZE {_ONE_GROUP}"
    [(count,)] = database.execute(f"COPY (SELECT {columns} FROM {rows}) TO {_path(to)} ({options})").fetchall()
    found = database.execute(f"""
        WITH chunks AS (
            SELECT split_part(path_in_schema, ', ', 1) AS name, total_compressed_size AS length,
                   least(data_page_offset, coalesce(dictionary_page_offset, data_page_offset)) AS first
            FROM parquet_metadata({_path(to)}))
        SELECT name, min(first), max(first + length) - min(first) FROM chunks GROUP BY name""").fetchall()
    spans = {name: (first, length) for name, first, length in found}
    end, size = max(map(sum, spans.values()), default=0), to.stat().st_size
    return File(key, int(count), size, spans, (end, size - end))


def _path(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _empty(columns: Mapping[str, str]) -> Rows:
    values = ", ".join(f"NULL::{kind} AS {name}" for name, kind in zip(quoted(columns), columns.values(), strict=True))
    return f"(SELECT {values} WHERE FALSE)"
