"""Numbers of cards and used codes, in the catalog."""

from pynamodb.connection import Connection
from pynamodb.exceptions import DoesNotExist, PynamoDBException

from daifukucho.kernel.time import HOUR, SECOND
from daifukucho_aws.dynamo import keys
from daifukucho_aws.dynamo.contention import conditional
from daifukucho_aws.dynamo.errors import unavailable
from daifukucho_aws.dynamo.tables import MemberItem, UsedCodeItem, bind

_KEPT = HOUR
"""A used code is remembered for this long; it is good for a minute."""


class DynamoMembers:
    """``daifukucho.cards.members.Members``."""

    def __init__(self, connection: Connection, table: str) -> None:
        self._members = bind(MemberItem, table, connection)
        self._codes = bind(UsedCodeItem, table, connection)

    def claim(self, number: str, friend_id: str, now: int) -> bool:
        item = self._members(keys.MEMBER, number, friend_id=friend_id, claimed_at=now)
        mine = self._members.kind.does_not_exist() | (self._members.friend_id == friend_id)
        return conditional(lambda: item.save(condition=mine))

    def take_over(self, number: str, friend_id: str, former: str, before: int, now: int) -> bool:
        item = self._members(keys.MEMBER, number, friend_id=friend_id, claimed_at=now)
        claimed_at = self._members.claimed_at
        long_ago = claimed_at.does_not_exist() | (claimed_at < before)
        return conditional(lambda: item.save(condition=(self._members.friend_id == former) & long_ago))

    def owner(self, number: str) -> str | None:
        try:
            found: MemberItem = self._members.get(keys.MEMBER, number, consistent_read=True)
        except DoesNotExist:
            return None
        except PynamoDBException as error:
            raise unavailable(error) from error
        return found.friend_id

    def use_code(self, member_no: str, step: int, token: str, now: int) -> bool:
        sort = keys.code_sort(member_no, step)
        item = self._codes(keys.CODE, sort, token=token, expires_at=(now + _KEPT) // SECOND)
        mine = self._codes.kind.does_not_exist() | (self._codes.token == token)
        return conditional(lambda: item.save(condition=mine))
