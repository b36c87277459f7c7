"""Counting the tries at stores' PINs, in the catalog: an item for each friend who was wrong, and one for each PIN and
date. DynamoDB's TTL removes them."""

import json

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import DoesNotExist
from pynamodb.models import Model

from daifukucho.kernel.time import DAY, SECOND, business_date, start_of
from daifukucho.stores.tries import KEPT, FriendTries, Tries
from daifukucho_aws.dynamo import keys
from daifukucho_aws.dynamo.contention import conditional
from daifukucho_aws.dynamo.errors import translated
from daifukucho_aws.dynamo.tables import bind


class FriendTriesItem(Model):
    """``pin_tries`` / a friend's id. ``body``: by the PIN's id, how many tries and when the last one was."""

    kind = UnicodeAttribute(hash_key=True)
    sort = UnicodeAttribute(range_key=True)
    body = UnicodeAttribute()
    revision = NumberAttribute()
    expires_at = NumberAttribute()


class WrongPinsItem(Model):
    """``pin_wrong`` / a PIN's id and a date in Japan: the wrong tries of all friends."""

    kind = UnicodeAttribute(hash_key=True)
    sort = UnicodeAttribute(range_key=True)
    wrong = NumberAttribute()
    expires_at = NumberAttribute()


class CatalogTries:
    """``daifukucho.stores.tries.TriesRepository``."""

    def __init__(self, connection: Connection, table: str) -> None:
        self._friends = bind(FriendTriesItem, table, connection)
        self._wrong = bind(WrongPinsItem, table, connection)

    def get(self, friend_id: str) -> FriendTries:
        with translated():
            try:
                item = self._friends.get(keys.PIN_TRIES, friend_id, consistent_read=True)
            except DoesNotExist:
                return FriendTries()
        by_pin = {pin_id: Tries(*told) for pin_id, told in json.loads(item.body).items()}
        return FriendTries(by_pin, int(item.revision))

    def save(self, friend_id: str, before: FriendTries, after: FriendTries, at: int) -> bool:
        items = self._friends
        body = json.dumps({pin_id: [tries.count, tries.last_at] for pin_id, tries in after.by_pin.items()})
        until = (at + 2 * KEPT) // SECOND
        item = items(keys.PIN_TRIES, friend_id, body=body, revision=after.revision, expires_at=until)
        as_read = items.revision == before.revision if before.revision else items.kind.does_not_exist()
        return conditional(lambda: item.save(condition=as_read))

    def count(self, pin_id: str, at: int, more: int) -> int:
        items, day = self._wrong, business_date(at)
        item = items(keys.PIN_WRONG, f"{pin_id}#{day}")
        until = (start_of(day) + 2 * DAY) // SECOND
        with translated():
            item.update(actions=[items.wrong.add(more), items.expires_at.set(until)])
        return int(item.wrong)

    def counted(self, pin_id: str, at: int) -> int:
        with translated():
            try:
                item = self._wrong.get(keys.PIN_WRONG, f"{pin_id}#{business_date(at)}", consistent_read=True)
            except DoesNotExist:
                return 0
        return int(item.wrong)
