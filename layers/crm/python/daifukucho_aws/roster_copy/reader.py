"""Counting a segment over the copy: the base, less those who have changed since, and those as they are now."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from daifukucho.kernel.errors import NotFound, Unavailable
from daifukucho.kernel.time import SECOND, Clock
from daifukucho.segments.sql import Question
from daifukucho_aws.roster_copy import duck, manifest
from daifukucho_aws.roster_copy.files import Files
from daifukucho_aws.roster_copy.objects import Listed, Objects

LAG = 45 * SECOND
"""From a change to its delta, as long as the stream is not late: the stream's own seconds, the batching window
(``infra/components/roster_copy.py``), and the function that writes it."""

_RECENT = 180 * SECOND
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Counted:
    """How many friends match for certain, and some of them; how many the copy leaves undecided, and the first of them.
    Every change made until ``as_of`` (epoch milliseconds) is in it."""

    count: int
    sample_ids: Sequence[str]
    as_of: int
    undecided: int = 0
    undecided_ids: Sequence[str] = ()


class Reader:
    """Counts over the copy. What it has fetched stays for the next question: only what is new is fetched then."""

    def __init__(self, objects: Objects, files: Files, clock: Clock, threads: int = 2) -> None:
        self._objects = objects
        self._files = files
        self._clock = clock
        self._duck = duck.connect(files.folder, threads)
        self._seen: tuple[Sequence[str], Sequence[str]] | None = None
        self._latest: Mapping[str, int] = {}

    def count(self, question: Question, sample: int, undecided: int) -> Counted | None:
        """Ask everybody; ``None`` if there is no copy that this code can read. ``sample`` and ``undecided``: how many ids
        at most. Visitors are friends here: leave them out.

        A GET of the manifest, a LIST of the deltas for each thousand, and a GET for each file and delta that it has
        not seen. Raises Unavailable.
        """
        as_of = self.refresh()
        if as_of is None:
            return None
        certain = question.certain or "TRUE"
        perhaps, count = self._counted(question, certain)
        sampled = self._ids(question, certain, sample)
        left = perhaps - count
        return Counted(count, sampled, as_of, left, self._ids(question, f"NOT {certain}", undecided) if left else [])

    def refresh(self) -> int | None:
        """See to it that the present copy can be asked; its ``as_of``. Calls, ``None`` and Unavailable as ``count``."""
        for _ in range(_ATTEMPTS):
            with suppress(NotFound):  # retired and removed since the manifest was read, or listed: look again
                return self._refreshed()
        raise Unavailable("The copy changes too fast to be read.", code="copy_unsettled")

    def _refreshed(self) -> int | None:
        loaded = manifest.load(self._objects)
        if loaded is None or loaded[0].columns != duck.SIGNATURE:
            return None
        present = loaded[0]
        # Listed after the manifest was read: whatever that does not have is still there, for retired deltas stay.
        listed = [found for found in self._objects.list(manifest.DELTAS) if found.key not in present.retired]
        now = self._clock()
        seen = [file.key for file in present.files], [found.key for found in listed]
        if seen != self._seen:
            self._seen = None  # until the tables are whole
            self._load(*seen)
            self._seen = seen
        return self._as_of(listed, now)

    def _load(self, files: Sequence[str], deltas: Sequence[str]) -> None:
        """``base`` is the files; of those who have changed since, ``before`` is what it says, and ``after`` how they are."""
        base, changes = self._files.fetch(files), self._files.fetch(deltas)
        self._files.keep_only(files, manifest.BASE)
        self._files.keep_only(deltas, manifest.DELTAS)
        run = self._duck.execute
        run(f"CREATE OR REPLACE VIEW base AS FROM {duck.base(base)}")
        run(f"CREATE OR REPLACE TEMP TABLE changes AS FROM {duck.changes(changes)}")
        run(f"CREATE OR REPLACE TEMP TABLE places AS FROM {duck.positions(base, 'changes')}")
        run(f"CREATE OR REPLACE TEMP TABLE before AS FROM {duck.at(base, 'places')}")
        run(f"CREATE OR REPLACE TEMP TABLE after AS FROM {duck.merged('before', 'changes')}")
        found = run("SELECT delta, max(changed_at) FROM changes GROUP BY delta").fetchall()
        self._latest = {manifest.DELTAS + name: at for name, at in found}

    def _as_of(self, listed: Sequence[Listed], now: int) -> int:
        """A moment ago; earlier if one of the latest deltas came late, for then others may be late, too."""
        late = [
            self._latest[found.key]
            for found in listed
            if found.modified > now - _RECENT and found.modified - self._latest[found.key] > LAG
        ]
        return min([now - LAG, *late])

    def _counted(self, question: Question, certain: str) -> tuple[int, int]:
        """How many may match, and how many do for certain."""
        found = f"SELECT count(*) AS perhaps, count(*) FILTER (WHERE {certain}) AS certain FROM {{}} WHERE {_living(question)}"
        base, before, after = (f"({found.format(table)})" for table in ("base", "before", "after"))
        sums = ", ".join(f"base.{name} - before.{name} + after.{name}" for name in ("perhaps", "certain"))
        [counts] = self._asked(f"SELECT {sums} FROM {base} base, {before} before, {after} after", question)
        return int(counts[0]), int(counts[1])

    def _ids(self, question: Question, condition: str, most: int) -> list[str]:
        """Some of those who may match and of whom a condition holds."""
        now = "(SELECT * FROM base ANTI JOIN before USING (friend_id) UNION ALL BY NAME FROM after)"
        found = f"SELECT friend_id FROM {now} WHERE {_living(question)} AND {condition} LIMIT {int(most)}"
        return [friend_id for (friend_id,) in self._asked(found, question)]

    def _asked(self, sql: str, question: Question) -> list[tuple[Any, ...]]:
        return self._duck.execute(sql, list(question.parameters)).fetchall()


def _living(question: Question) -> str:
    return f"gone_at IS NULL AND {question.perhaps}"
