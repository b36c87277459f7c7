"""Files that are fetched by column."""

from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import NotFound
from daifukucho_aws.refusals import OBJECT_NOT_FOUND
from daifukucho_aws.roster_copy import columns, duck
from daifukucho_aws.roster_copy.changes import encode, row_of
from daifukucho_aws.roster_copy.columns import Columns
from daifukucho_aws.roster_copy.local import KEYS
from daifukucho_aws.roster_copy.manifest import BASE
from tests.support.roster_copy import MemoryObjects, item_of

SOME = [Friend(f"U{n}", alias=f"友{n}", tags={"vip": n} if n % 2 else {}, points=n, revision=1) for n in range(50)]
NAMES = [*duck.FACTS, *KEYS]


class Base:
    """A file of the base with some friends."""

    def __init__(self, folder: Path, friends: list[Friend]) -> None:
        self.database = duck.connect(folder, threads=1)
        lines = folder / "lines.jsonl.gz"
        lines.write_bytes(encode(row_of(item_of(friend), 0) for friend in friends))
        rows = duck.merged(duck.base([]), duck.changes([lines]))
        self.file = duck.write(self.database, rows, folder / "base.parquet", f"{BASE}one.parquet")
        self.whole = folder / "base.parquet"


class Stored:
    """A file of the base in a bucket, and what was asked of it. What was fetched is in ``folder``."""

    def __init__(self, folder: Path, base: Base) -> None:
        self.database, self.file, self.whole = base.database, base.file, base.whole
        self.objects = MemoryObjects(lambda: 0, self._asked)
        self.objects.put(self.file.key, self.whole.read_bytes())
        self.parts = 0
        self.columns = Columns(self.objects, folder)

    def _asked(self, name: str, key: str) -> None:
        self.parts = getattr(self, "parts", 0) + (name == "get")

    def read(self, path: Path, name: str) -> list[object]:
        return self.database.execute(f"SELECT \"{name}\" FROM read_parquet('{path}')").fetchall()


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    """It is written once, and only read."""
    return Base(tmp_path_factory.mktemp("base"), SOME)


@pytest.fixture
def stored(base: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stored:
    monkeypatch.setattr(columns, "_GAP", 0)
    return Stored(tmp_path, base)


@pytest.mark.parametrize("name", NAMES)
def test_a_column_alone_can_be_read(stored: Stored, name: str):
    [path] = stored.columns.fetch([stored.file], [name])
    assert stored.read(path, name) == stored.read(stored.whole, name)
    assert stored.parts <= 2


def test_a_column_that_was_not_fetched_is_an_error_and_no_other_answer(stored: Stored):
    for name in NAMES:
        for other in {"alias", "tags", "points", "friend_id"} - {name}:
            [path] = stored.columns.fetch([stored.file], [name])
            with pytest.raises(duckdb.Error):
                stored.read(path, other)
        stored.columns.keep_only([])
        assert not path.exists()


def test_a_column_is_fetched_once(stored: Stored):
    [path] = stored.columns.fetch([stored.file], KEYS)
    assert stored.parts == 1, "the keys lie at the end, beside what says where the columns are"
    stored.columns.fetch([stored.file], [*KEYS, "tags"])
    assert stored.parts == 2
    stored.columns.fetch([stored.file], ["tags", "friend_id"])
    stored.columns.keep_only([stored.file])
    stored.columns.fetch([stored.file], NAMES)
    assert all(stored.read(path, name) == stored.read(stored.whole, name) for name in NAMES)
    before = stored.parts
    stored.columns.fetch([stored.file], NAMES)
    assert stored.parts == before


def test_what_could_not_be_fetched_is_fetched_the_next_time(stored: Stored):
    def gone(name: str, key: str) -> None:
        raise OBJECT_NOT_FOUND()

    stored.objects.before = gone
    with pytest.raises(NotFound):
        stored.columns.fetch([stored.file], ["tags"])
    stored.objects.before = lambda name, key: None
    [path] = stored.columns.fetch([stored.file], ["tags"])
    assert stored.read(path, "tags") == stored.read(stored.whole, "tags")


def test_a_file_of_nobody(tmp_path: Path):
    stored = Stored(tmp_path, Base(tmp_path, []))
    [path] = stored.columns.fetch([stored.file], KEYS)
    assert (stored.file.rows, stored.read(path, "friend_id")) == (0, [])


def test_a_column_of_which_a_file_does_not_know_is_left_out(stored: Stored):
    [path] = stored.columns.fetch([stored.file], ["friend_id", "of another time"])
    assert stored.read(path, "friend_id") == stored.read(stored.whole, "friend_id")


@given(st.lists(st.tuples(st.integers(0, 3_000_000), st.integers(1, 400_000)), max_size=12))
def test_parts_hold_every_span_and_no_wide_gap(drawn):
    spans, end = [], 0
    for gap, length in drawn:
        spans.append((end + gap, length))
        end += gap + length
    parts = columns._joined(reversed(spans))
    for first, length in spans:
        assert any(start <= first and first + length <= start + size for start, size in parts)
    for (start, size), (following, _) in pairwise(parts):
        assert following - start - size > columns._GAP
    wide = sum(following - first - length > columns._GAP for (first, length), (following, _) in pairwise(spans))
    assert len(parts) == (wide + 1 if spans else 0)
