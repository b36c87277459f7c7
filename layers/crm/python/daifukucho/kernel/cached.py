"""What is read often and changed seldom."""

from collections.abc import Callable
from typing import TypeVar

from daifukucho.kernel.time import Clock

T = TypeVar("T")


def cached(read: Callable[[], T], clock: Clock, life: int) -> Callable[[], T]:
    """The same as ``read``, which is asked again when its last answer is ``life`` milliseconds old.

    Threads that come at the same instant may both ask. Raises what ``read`` raises; an error is not kept.
    """
    kept: list[tuple[int, T]] = []

    def get() -> T:
        now = clock()
        if kept and 0 <= now - kept[0][0] < life:
            return kept[0][1]
        kept[:] = [(now, read())]
        return kept[0][1]

    return get
