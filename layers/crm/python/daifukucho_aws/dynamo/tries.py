"""Counting the tries at stores' PINs: an item for each store, which DynamoDB's TTL removes a day after the last try."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import DoesNotExist
from pynamodb.models import Model

from daifukucho.kernel.time import DAY, SECOND
from daifukucho.stores.tries import Tries
from daifukucho_aws.dynamo import keys
from daifukucho_aws.dynamo.contention import conditional
from daifukucho_aws.dynamo.errors import translated
from daifukucho_aws.dynamo.tables import bind


class TriesItem(Model):
    """``pin_tries`` / a store's id, in the catalog."""

    kind = UnicodeAttribute(hash_key=True)
    sort = UnicodeAttribute(range_key=True)
    tries = NumberAttribute()
    tried_at = NumberAttribute()
    expires_at = NumberAttribute()


class CatalogTries:
    """``daifukucho.stores.tries.TriesStore``."""

    def __init__(self, connection: Connection, table: str) -> None:
        self._items = bind(TriesItem, table, connection)

    def get(self, store_id: str) -> Tries:
        with translated():
            try:
                item = self._items.get(keys.PIN_TRIES, store_id, consistent_read=True)
            except DoesNotExist:
                return Tries()
        return Tries(int(item.tries), int(item.tried_at))

    def claim(self, store_id: str, before: Tries, after: Tries) -> bool:
        items = self._items
        absent = items.kind.does_not_exist()
        as_read = (items.tries == before.count) & (items.tried_at == before.last_at)
        until = (after.last_at + DAY) // SECOND
        item = items(keys.PIN_TRIES, store_id, tries=after.count, tried_at=after.last_at, expires_at=until)
        return conditional(lambda: item.save(condition=as_read if before.count else absent))

    def forget(self, store_id: str) -> None:
        with translated():
            self._items(keys.PIN_TRIES, store_id).delete()
