"""What a reader has of the copy on its own disk: as much as it was asked for, and fetched once."""

from collections.abc import Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from daifukucho.kernel.time import SECOND, Clock
from daifukucho_aws.roster_copy import manifest
from daifukucho_aws.roster_copy.columns import Columns
from daifukucho_aws.roster_copy.files import Files
from daifukucho_aws.roster_copy.manifest import Manifest
from daifukucho_aws.roster_copy.objects import Listed, Objects

KEYS = ("friend_id", "revision", "since", "gone_at")
"""The columns of the base that say who is in it and since which change: every question needs them."""


_FRESH = 5 * SECOND
"""What was begun for a question that did not come at once is not looked at for a later one."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The copy as it was at a moment (``at``, epoch milliseconds): its manifest, the deltas that there are, and where the
    files are of its base and of those deltas that it has not taken in."""

    manifest: Manifest
    listed: Sequence[Listed]
    at: int
    base: Sequence[Path]
    deltas: Sequence[Path]


class LocalCopy:
    """The copy in ``folder``, which is this process's own. One question at a time."""

    def __init__(self, objects: Objects, folder: Path, clock: Clock) -> None:
        self.folder = folder
        self._objects = objects
        self._deltas = Files(objects, folder)
        self._base = Columns(objects, folder)
        self._clock = clock
        self._begun: Future[Seen | None] | None = None

    def begin(self) -> None:
        """Do beside what the caller does what the next ``look`` asks for."""
        pool = ThreadPoolExecutor(1)
        self._begun = pool.submit(self._looked)
        pool.shutdown(wait=False)

    def look(self) -> Seen | None:
        """The present copy, its keys and its deltas fetched; ``None`` if it was never built.

        A GET of the manifest, a LIST of the deltas for each thousand, and a GET for each delta and each part of a file that
        is not here yet. Raises NotFound if something was removed meanwhile (it was retired an hour ago, so look again),
        and Unavailable.
        """
        begun, self._begun = self._begun, None
        seen = begun.result() if begun else None
        return seen if seen and self._clock() - seen.at < _FRESH else self._looked()

    def fetch(self, seen: Seen, columns: Collection[str]) -> None:
        """More columns of the base. Calls and errors as ``look``."""
        self._base.fetch(seen.manifest.files, columns)

    def _looked(self) -> Seen | None:
        loaded = manifest.load(self._objects)
        if loaded is None:
            return None
        present, _ = loaded
        # Listed after the manifest was read: whatever that does not have is still there, for retired deltas stay.
        listed = list(self._objects.list(manifest.DELTAS))
        at = self._clock()
        deltas = [found.key for found in listed if found.key not in present.retired]
        seen = Seen(present, listed, at, self._base.fetch(present.files, KEYS), self._deltas.fetch(deltas))
        self._base.keep_only(present.files)
        self._deltas.keep_only(deltas, manifest.DELTAS)
        return seen
