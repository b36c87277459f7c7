"""How many requests a caller may make, and what it is told about it.

The fields are those of the IETF's draft "RateLimit header fields for HTTP" (draft-ietf-httpapi-ratelimit-headers-10):
``q`` requests in a window of ``w`` seconds; ``r`` are left, and in ``t`` seconds there are new ones.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Protocol

from daifukucho.kernel.time import SECOND, Clock

WINDOW = 60
"""Seconds. The windows are those of the clock: each minute begins anew."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a caller has left: ``used`` of ``limit`` requests, this one included; ``reset``: seconds to new ones."""

    limit: int
    used: int
    reset: int

    @property
    def exceeded(self) -> bool:
        return self.used > self.limit

    def headers(self) -> dict[str, str]:
        left = max(self.limit - self.used, 0)
        return {
            "RateLimit-Policy": f'"caller";q={self.limit};w={WINDOW}',
            "RateLimit": f'"caller";r={left};t={self.reset}',
        }


class Limiter(Protocol):
    def count(self, caller: str) -> Allowance:
        """Count a request of a caller. Raises Unavailable if it cannot be counted."""


class MemoryLimiter:
    """``limit`` requests a minute for each caller, counted in this process alone: it costs no call, and knows nothing of what
    other processes have counted. It remembers the callers of one minute."""

    def __init__(self, limit: int, clock: Clock) -> None:
        self._limit = limit
        self._clock = clock
        self._window = 0
        self._used: Counter[str] = Counter()

    def count(self, caller: str) -> Allowance:
        now = self._clock() // SECOND
        window = now - now % WINDOW
        if window != self._window:
            self._window, self._used = window, Counter()
        self._used[caller] += 1
        return Allowance(self._limit, self._used[caller], window + WINDOW - now)
