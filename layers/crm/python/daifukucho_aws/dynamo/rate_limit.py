"""Counting requests in the outbox table: an item for each caller and minute, which DynamoDB's TTL removes."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.models import Model

from daifukucho.kernel.ids import fingerprint
from daifukucho.kernel.time import SECOND, Clock
from daifukucho_aws.dynamo import keys
from daifukucho_aws.dynamo.errors import translated
from daifukucho_aws.dynamo.tables import bind
from daifukucho_aws.rate_limit import WINDOW, Allowance

_KEPT = 3600
"""Seconds for which a count is kept after its window: to look at, if somebody asks."""


class RateItem(Model):
    """``rate#<caller's hash>#<minute>`` / ``rate``: how many requests a caller has made in a minute."""

    pk = UnicodeAttribute(hash_key=True)
    sort = UnicodeAttribute(range_key=True)
    requests = NumberAttribute()
    expires_at = NumberAttribute()


class DynamoLimiter:
    """``daifukucho_aws.rate_limit.Limiter``: ``limit`` requests a minute for each caller.

    The key is the caller's and the minute's own, so no item is hot but that of a caller who is too fast.
    """

    def __init__(self, connection: Connection, table: str, limit: int, clock: Clock) -> None:
        self._items = bind(RateItem, table, connection)
        self._limit = limit
        self._clock = clock

    def count(self, caller: str) -> Allowance:
        """One write unit. Raises Unavailable if the database does not answer."""
        now = self._clock() // SECOND
        window = now - now % WINDOW
        item = self._items(keys.rate_key(fingerprint(caller)[:32], window), keys.RATE)
        actions = [self._items.requests.add(1), self._items.expires_at.set(window + WINDOW + _KEPT)]
        with translated():
            item.update(actions=actions)
        return Allowance(self._limit, int(item.requests), window + WINDOW - now)
