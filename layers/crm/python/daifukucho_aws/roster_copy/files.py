"""Objects on the local disk, fetched once."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from daifukucho_aws.roster_copy.objects import Objects

AT_ONCE = 16
"""Fewer than a hundred threads' worth of memory, and more than enough to fill a function's network."""


class Files:
    """A folder of this process's own with objects in it. Their keys never name another content, so none is stale."""

    def __init__(self, objects: Objects, folder: Path) -> None:
        self._objects = objects
        self.folder = folder

    def fetch(self, keys: Collection[str]) -> list[Path]:
        """The objects as files, in their order; a GET for each that is not here yet, several at once.

        Raises NotFound if one is gone, and Unavailable.
        """
        missing = [key for key in keys if not self._place(key).exists()]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self._fetch, missing))
        return [self._place(key) for key in keys]

    def keep_only(self, keys: Collection[str], prefix: str) -> None:
        """Remove the files of all other keys below a prefix."""
        kept = {self._place(key) for key in keys}
        for path in (self.folder / prefix).glob("*"):
            if path not in kept:
                path.unlink()

    def _fetch(self, key: str) -> None:
        content = self._objects.get(key)
        place = self._place(key)
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_suffix(".draft")
        draft.write_bytes(content)
        draft.replace(place)

    def _place(self, key: str) -> Path:
        return self.folder / key
