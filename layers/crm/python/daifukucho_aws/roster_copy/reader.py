"""Counting a segment over the copy: the base, less those who have changed since, and those as they are now."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

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
    """How many friends match, some of them, and until when every change is in it (epoch milliseconds)."""

    count: int
    sample_ids: Sequence[str]
    as_of: int


class Reader:
    """Counts over the copy. What it has fetched stays for the next question: only what is new is fetched then."""

    def __init__(self, objects: Objects, files: Files, clock: Clock, threads: int = 2) -> None:
        self._objects = objects
        self._files = files
        self._clock = clock
        self._duck = duck.connect(files.folder, threads)
        self._seen: tuple[Sequence[str], Sequence[str]] | None = None
        self._latest: Mapping[str, int] = {}

    def count(self, question: Question, sample: int) -> Counted | None:
        """Ask everybody; ``None`` if there is no copy that this code can read, or somebody of whom it leaves undecided
        whether the segment holds her. Visitors are friends here: leave them out.

        A GET of the manifest, a LIST of the deltas for each thousand, and a GET for each file and delta that it has
        not seen. Raises Unavailable.
        """
        as_of = self.refresh()
        if as_of is None:
            return None
        count = self._counted(question)
        if question.certain and self._counted(question.certain) < count:
            return None
        return Counted(count, self._sampled(question, sample), as_of)

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

    def _counted(self, question: Question) -> int:
        living = f"gone_at IS NULL AND {question.sql}"
        counts = [f"(SELECT count(*) FROM {table} WHERE {living})" for table in ("base", "before", "after")]
        found = self._duck.execute("SELECT {} - {} + {}".format(*counts), list(question.parameters)).fetchall()
        return int(found[0][0])

    def _sampled(self, question: Question, sample: int) -> list[str]:
        found = self._duck.execute(
            f"SELECT friend_id FROM (SELECT * FROM base ANTI JOIN before USING (friend_id) UNION ALL BY NAME FROM after) "
            f"WHERE gone_at IS NULL AND {question.sql} LIMIT {int(sample)}",
            list(question.parameters),
        ).fetchall()
        return [friend_id for (friend_id,) in found]
