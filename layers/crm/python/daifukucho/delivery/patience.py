"""How long an invocation waits for LINE."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an invocation tries by itself: pauses (seconds) between the tries of one call.

    ``time_is_short()`` ends the trying; a later invocation goes on.
    """

    time_is_short: Callable[[], bool]
    pause: Callable[[float], None]
    pauses: tuple[float, ...] = (0.5, 1.0, 2.0)
