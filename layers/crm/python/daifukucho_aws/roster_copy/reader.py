"""Counting a segment over the copy: the base without those who have changed since, and those as they are now."""

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from daifukucho.kernel.errors import NotFound
from daifukucho.kernel.time import SECOND
from daifukucho.segments.holders import list_name
from daifukucho.segments.sql import Question
from daifukucho_aws.refusals import COPY_UNSETTLED
from daifukucho_aws.roster_copy import duck, manifest
from daifukucho_aws.roster_copy.duck import Rows
from daifukucho_aws.roster_copy.local import LocalCopy, Seen

LAG = 45 * SECOND
"""From a change to its delta, as long as the stream is not late: the stream's own seconds, the batching window
(``infra/components/roster_copy.py``), and the function that writes it."""

RECENT = 180 * SECOND
"""By the deltas of this time a reader tells whether the stream is late."""

FEW = 10
"""So many are asked for to be shown; more, to tell from them how the others are."""

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


@dataclass(frozen=True, slots=True)
class CountedTags:
    """The tags that most friends have, and how many have them; how many tags there are; ``as_of`` as above."""

    friends: Mapping[str, int]
    total: int
    as_of: int


class Reader:
    """Counts over the copy. What it has fetched stays for the next question: only what is new is fetched then."""

    def __init__(self, copy: LocalCopy, threads: int = 2) -> None:
        self._copy = copy
        self._duck = duck.connect(copy.folder, threads)
        self._loaded: object = None
        self._placed = duck.placed([])

    def count(self, question: Question, sample: int, undecided: int) -> Counted | None:
        """Ask everybody; ``None`` if there is no copy that this code can read. ``sample`` and ``undecided``: how many ids
        at most. Visitors are friends here: leave them out.

        Calls of ``LocalCopy.look``, and a GET for each part of the base's files with columns that were not asked for
        before. Raises Unavailable.
        """
        as_of = self.refresh(question.columns)
        if as_of is None:
            return None
        for number, ids in enumerate(question.lists):
            name = list_name(number)
            self._duck.execute(
                f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT unnest($1::VARCHAR[]) AS friend_id", [ids]
            )
        certain = question.certain or "TRUE"
        perhaps, count = self._counted(question, certain)
        sampled = self._ids(question, certain, sample)
        left = perhaps - count
        return Counted(count, sampled, as_of, left, self._ids(question, f"NOT {certain}", undecided) if left else [])

    def tags(self, question: Question, most: int) -> CountedTags | None:
        """How many of those who match for certain have each tag. Calls, ``None`` and Unavailable as ``count``."""
        as_of = self.refresh({*question.columns, "tags"})
        if as_of is None:
            return None
        matching = f"gone_at IS NULL AND {question.certain or question.perhaps}"
        counted = f"SELECT unnest(map_keys(tags)) AS tag FROM {self._now({*question.columns, 'tags'})} WHERE {matching}"
        sql = f"SELECT tag, count(*) AS n, count(*) OVER () FROM ({counted}) GROUP BY tag ORDER BY n DESC, tag LIMIT {most}"
        found = self._duck.execute(sql, list(question.parameters)).fetchall()
        return CountedTags({tag: n for tag, n, _ in found}, found[0][2] if found else 0, as_of)

    def refresh(self, columns: Collection[str] = duck.FACTS) -> int | None:
        """See to it that the present copy can be asked for some columns; its ``as_of``. Calls, ``None`` and Unavailable as
        ``count``."""
        for _ in range(_ATTEMPTS):
            with suppress(NotFound):  # retired and removed since the manifest was read, or listed: look again
                return self._refreshed(columns)
        raise COPY_UNSETTLED()

    def _refreshed(self, columns: Collection[str]) -> int | None:
        seen = self._copy.look()
        if seen is None or seen.manifest.columns != duck.SIGNATURE:
            return None
        with ThreadPoolExecutor(1) as pool:  # what is loaded needs the keys alone
            fetching = pool.submit(self._copy.fetch, seen, columns)
            self._load(seen)
        fetching.result()
        return _as_of(seen)

    def _load(self, seen: Seen) -> None:
        """``replaced``: where in the base those are who have changed since, whom ``after`` has instead."""
        made_of = seen.base, seen.deltas
        if made_of == self._loaded:
            return
        self._loaded = None  # until the tables are whole
        run, placed = self._duck.execute, duck.placed(seen.base)
        self._placed = placed
        run(f"CREATE OR REPLACE TEMP TABLE changes AS FROM {duck.lines(seen.deltas)}")
        run(
            "CREATE OR REPLACE TEMP TABLE known AS SELECT friend_id, revision, since, gone_at, filename, file_row_number"
            f" FROM {placed} SEMI JOIN changes USING (friend_id)"
        )
        before = "(SELECT *, NULL AS change FROM known)"
        since_then = "(SELECT *, rowid AS change FROM changes)"
        latest = duck.merged(before, since_then, "change")
        run(f"CREATE OR REPLACE TEMP TABLE latest AS FROM {latest} WHERE change IS NOT NULL")
        run(
            "CREATE OR REPLACE TEMP TABLE after AS SELECT changes.*, gone_at FROM changes"
            " JOIN latest ON changes.rowid = change"
        )
        run(
            "CREATE OR REPLACE TEMP TABLE replaced AS"
            " SELECT filename, file_row_number FROM known SEMI JOIN latest USING (friend_id)"
        )
        self._loaded = made_of

    def _now(self, asked: Collection[str]) -> Rows:
        """Every friend as the friend is now, with what is asked and no more: in a small roster it takes longer to plan a question
        than to answer it."""
        columns = ["friend_id", "gone_at", *sorted(asked)]
        before = f"SELECT {', '.join(duck.quoted(columns))} FROM {self._placed}"
        return f"({before} ANTI JOIN replaced USING (filename, file_row_number) UNION ALL FROM {duck.told('after', columns)})"

    def _counted(self, question: Question, certain: str) -> tuple[int, int]:
        """How many may match, and how many do for certain."""
        [(perhaps, count)] = self._asked(f"count(*), count(*) FILTER (WHERE {certain})", question)
        return int(perhaps), int(count)

    def _ids(self, question: Question, condition: str, most: int) -> list[str]:
        """Some of those who may match and of whom a condition holds. More than a few are a random sample, as the hash of an
        id tells nothing of a friend: whatever is asked, the same friends come first."""
        order = "ORDER BY hash(friend_id), friend_id" if most > FEW else ""  # all of their ids have to be read for it
        found = self._asked("friend_id", question, f"AND {condition} {order} LIMIT {int(most)}")
        return [friend_id for (friend_id,) in found]

    def _asked(self, what: str, question: Question, more: str = "") -> list[tuple[Any, ...]]:
        sql = f"SELECT {what} FROM {self._now(question.columns)} WHERE gone_at IS NULL AND {question.perhaps} {more}"
        return self._duck.execute(sql, list(question.parameters)).fetchall()


def _as_of(seen: Seen) -> int:
    """A moment ago; earlier if one of the latest deltas came late, for then others may be late, too."""
    came = ((found.modified, manifest.latest_change(found.key)) for found in seen.listed)
    late = [
        latest
        for modified, latest in came
        if latest is not None and modified > seen.at - RECENT and modified - latest > LAG
    ]
    return min([seen.at - LAG, *late])
