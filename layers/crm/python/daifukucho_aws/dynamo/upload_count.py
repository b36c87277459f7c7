"""Counting friends' uploads: an item for each friend and day, which DynamoDB's TTL removes a day after."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.models import Model

from daifukucho.kernel.time import DAY, SECOND, business_date, start_of
from daifukucho_aws.dynamo import keys
from daifukucho_aws.dynamo.contention import conditional
from daifukucho_aws.dynamo.tables import bind


class UploadCountItem(Model):
    """``upload_count`` / a friend's id and a date, in the catalog."""

    kind = UnicodeAttribute(hash_key=True)
    sort = UnicodeAttribute(range_key=True)
    uploads = NumberAttribute()
    expires_at = NumberAttribute()


class CatalogUploadCounter:
    """``daifukucho.surveys.uploads.UploadCounter``."""

    def __init__(self, connection: Connection, table: str) -> None:
        self._items = bind(UploadCountItem, table, connection)

    def count(self, friend_id: str, at: int, most: int) -> bool:
        items, day = self._items, business_date(at)
        item = items(keys.UPLOAD_COUNT, f"{friend_id}#{day}")
        actions = [items.uploads.add(1), items.expires_at.set((start_of(day) + 2 * DAY) // SECOND)]
        room = items.uploads.does_not_exist() | (items.uploads < most)
        return conditional(lambda: item.update(actions=actions, condition=room))
