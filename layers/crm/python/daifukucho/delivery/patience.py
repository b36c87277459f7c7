"""How long an invocation waits for LINE."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an invocation tries by itself: pauses (seconds) between tries of one call.

    ``time_is_short()`` ends the trying; what is left then goes on in a later invocation.
    """

    time_is_short: Callable[[], bool]
    pause: Callable[[float], None]
    pauses: tuple[float, ...] = (0.5, 1.0, 2.0)
