"""Which LINE user each staff member is, and who is invited, in the catalog."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import DoesNotExist
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from daifukucho.kernel.time import SECOND
from daifukucho.staff.member import StaffAccount
from daifukucho_aws.dynamo import keys
from daifukucho_aws.dynamo.contention import conditional
from daifukucho_aws.dynamo.errors import translated
from daifukucho_aws.dynamo.tables import bind
from daifukucho_aws.refusals import CHANGED_MEANWHILE


class StaffAccountItem(Model):
    """``staff_account`` / a staff member's id; ``staff_sub`` / a LINE user's id; ``invitation`` / a code's hash.
    The latter two say whose they are. ``expires_at``: seconds, for the TTL of invitations."""

    kind = UnicodeAttribute(hash_key=True)
    sort = UnicodeAttribute(range_key=True)
    staff_id = UnicodeAttribute(null=True)
    sub = UnicodeAttribute(null=True)
    bound_at = NumberAttribute(null=True)
    invitation = UnicodeAttribute(null=True)
    invited_until = NumberAttribute(null=True)
    revision = NumberAttribute(null=True)
    expires_at = NumberAttribute(null=True)


class CatalogStaffAccounts:
    """``daifukucho.staff.member.Standings``."""

    def __init__(self, connection: Connection, table: str) -> None:
        self._connection = connection
        self._items = bind(StaffAccountItem, table, connection)

    def get(self, staff_id: str) -> StaffAccount:
        item = self._get(keys.STAFF_ACCOUNT, staff_id)
        if item is None:
            return StaffAccount()
        bound_at = None if item.bound_at is None else int(item.bound_at)
        until = None if item.invited_until is None else int(item.invited_until)
        return StaffAccount(item.sub, bound_at, item.invitation, until, int(item.revision))

    def staff_of(self, sub: str) -> str | None:
        item = self._get(keys.STAFF_SUB, sub)
        return item.staff_id if item else None

    def invited(self, invitation: str) -> str | None:
        item = self._get(keys.INVITATION, invitation)
        return item.staff_id if item else None

    def invite(self, staff_id: str, before: StaffAccount, after: StaffAccount) -> None:
        """One transaction of two to four writes."""
        assert after.invitation is not None and after.invited_until is not None
        until = after.invited_until // SECOND
        new = self._items(keys.INVITATION, after.invitation, staff_id=staff_id, expires_at=until)

        def write() -> None:
            with TransactWrite(connection=self._connection) as transaction:
                self._put(transaction, staff_id, before, after)
                transaction.save(new)
                self._loosen(transaction, staff_id, before)

        self._do(write)

    def bind(self, staff_id: str, before: StaffAccount, after: StaffAccount, instead_of: str | None) -> None:
        """One transaction of three writes."""
        items = self._items
        mine = items.staff_id == staff_id
        free = items.kind.does_not_exist() if instead_of is None else items.staff_id == instead_of

        def write() -> None:
            with TransactWrite(connection=self._connection) as transaction:
                self._put(transaction, staff_id, before, after)
                transaction.delete(items(keys.INVITATION, before.invitation), condition=mine)
                transaction.save(items(keys.STAFF_SUB, after.sub, staff_id=staff_id), condition=free)

        self._do(write)

    def forget(self, staff_id: str, before: StaffAccount) -> None:
        """One transaction of one to three writes, if there is anything."""
        if not before.revision:
            return
        items = self._items

        def write() -> None:
            with TransactWrite(connection=self._connection) as transaction:
                account = items(keys.STAFF_ACCOUNT, staff_id)
                transaction.delete(account, condition=items.revision == before.revision)
                self._loosen(transaction, staff_id, before)

        self._do(write)

    def _loosen(self, transaction: TransactWrite, staff_id: str, before: StaffAccount) -> None:
        items = self._items
        if before.invitation is not None:  # DynamoDB may have removed it by now
            transaction.delete(items(keys.INVITATION, before.invitation))
        if before.sub is not None:
            transaction.delete(items(keys.STAFF_SUB, before.sub), condition=items.staff_id == staff_id)

    def _put(self, transaction: TransactWrite, staff_id: str, before: StaffAccount, after: StaffAccount) -> None:
        items = self._items
        as_read = items.revision == before.revision if before.revision else items.kind.does_not_exist()
        item = items(
            keys.STAFF_ACCOUNT,
            staff_id,
            sub=after.sub,
            bound_at=after.bound_at,
            invitation=after.invitation,
            invited_until=after.invited_until,
            revision=after.revision,
        )
        transaction.save(item, condition=as_read)

    def _do(self, write: object) -> None:
        if not conditional(write):  # type: ignore[arg-type]
            raise CHANGED_MEANWHILE()

    def _get(self, kind: str, sort: str) -> StaffAccountItem | None:
        with translated():
            try:
                item: StaffAccountItem = self._items.get(kind, sort, consistent_read=True)
            except DoesNotExist:
                return None
        return item
