"""Rate limits: one token bucket for each endpoint, as LINE's reference describes them (Rate limits)."""

from dataclasses import dataclass, field

from pydantic import Field

from local.line.settings import Request


class Rate(Request):
    """At most ``requests`` in ``seconds``; ``requests`` is also the bucket's capacity."""

    requests: float = Field(ge=1)
    seconds: float = Field(default=1.0, gt=0)


def rate(requests: float, seconds: float = 1.0) -> Rate:
    return Rate(requests=requests, seconds=seconds)


DEFAULT_RATE = rate(2000)
RATES = {
    "multicast": rate(200),
    "broadcast": rate(60, 3600),
    "narrowcast": rate(60, 3600),
    "insight-followers": rate(60, 3600),
    "insight-aggregation": rate(60, 3600),
    "webhook-test": rate(60, 3600),
    "webhook-endpoint-get": rate(1000, 60),
    "webhook-endpoint-set": rate(1000, 60),
}


@dataclass
class TokenBucket:
    """Starts full, refills evenly, never holds more than ``rate.requests`` tokens."""

    rate: Rate
    tokens: float = field(init=False)
    updated_at: int | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.tokens = self.rate.requests

    def take(self, now_ms: int) -> bool:
        """Takes one token. False when there is none: the call is then refused, and costs nothing."""
        if self.updated_at is not None:
            # A clock set back refills nothing.
            elapsed = max(0, now_ms - self.updated_at) / 1000
            refill = elapsed * self.rate.requests / self.rate.seconds
            self.tokens = min(self.rate.requests, self.tokens + refill)
        self.updated_at = now_ms
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


class RateLimits:
    """The buckets of one channel. An endpoint is one method and path; what is in the path or body does not matter."""

    def __init__(self, overrides: dict[str, Rate] | None = None) -> None:
        self.rates: dict[str, Rate] = {**RATES, **(overrides or {})}
        self._buckets: dict[str, TokenBucket] = {}

    def take(self, endpoint: str, now_ms: int) -> bool:
        bucket = self._buckets.get(endpoint)
        if bucket is None:
            bucket = self._buckets[endpoint] = TokenBucket(self.rates.get(endpoint, DEFAULT_RATE))
        return bucket.take(now_ms)

    def change(self, endpoint: str, rate: Rate) -> None:
        """Sets an endpoint's rate; its bucket starts full again."""
        self.rates[endpoint] = rate
        self._buckets.pop(endpoint, None)
