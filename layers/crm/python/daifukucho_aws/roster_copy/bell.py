"""Ringing for a compaction when much has changed, so that no count has to wait for its schedule."""

from collections.abc import Mapping
from typing import Protocol

from daifukucho.kernel.time import Clock

MANY = 1_000
"""Changes that are worth a look. A roster of fewer friends is counted without its copy."""


class Compaction(Protocol):
    def start(self, event: Mapping[str, object]) -> None:
        """Let it begin, and do not wait for it. Raises Unavailable."""


class Bell:
    """Rings for ``compaction`` whenever many rows have been kept since it last rang.

    ``apart``: milliseconds between two rings, as long as the stream gathers changes for a batch. The last batch of a mass
    change comes that long after the one before it, since it is not full: so it rings. The first rows of a process ring,
    too, for the process does not know whether there is a copy that this code can read.
    """

    def __init__(self, compaction: Compaction, apart: int, clock: Clock) -> None:
        self._compaction = compaction
        self._apart = apart
        self._clock = clock
        self._rows = MANY
        self._rang_at = 0

    def kept(self, rows: int) -> bool:
        """So many rows more were kept; whether it rang. One call if it did.

        Raises Unavailable if the ring was not taken: the next rows ring then.
        """
        self._rows += rows
        now = self._clock()
        if self._rows <= MANY or now - self._rang_at < self._apart:
            return False
        self._compaction.start({})
        self._rows, self._rang_at = 0, now
        return True
