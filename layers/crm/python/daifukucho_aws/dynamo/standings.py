"""Which LINE user each operator is, and who is invited, in the catalog."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import DoesNotExist
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from daifukucho.kernel.time import SECOND
from daifukucho.operators.operator import Standing
from daifukucho_aws.dynamo import keys
from daifukucho_aws.dynamo.contention import conditional
from daifukucho_aws.dynamo.errors import translated
from daifukucho_aws.dynamo.tables import bind
from daifukucho_aws.refusals import CHANGED_MEANWHILE


class StandingItem(Model):
    """``operator_standing`` / an operator's id; ``operator_sub`` / a LINE user's id; ``invitation`` / a code's hash.
    The latter two say whose they are. ``expires_at``: seconds, for the TTL of invitations."""

    kind = UnicodeAttribute(hash_key=True)
    sort = UnicodeAttribute(range_key=True)
    operator_id = UnicodeAttribute(null=True)
    sub = UnicodeAttribute(null=True)
    bound_at = NumberAttribute(null=True)
    invitation = UnicodeAttribute(null=True)
    invited_until = NumberAttribute(null=True)
    revision = NumberAttribute(null=True)
    expires_at = NumberAttribute(null=True)


class CatalogStandings:
    """``daifukucho.operators.operator.Standings``."""

    def __init__(self, connection: Connection, table: str) -> None:
        self._connection = connection
        self._items = bind(StandingItem, table, connection)

    def get(self, operator_id: str) -> Standing:
        item = self._get(keys.OPERATOR_STANDING, operator_id)
        if item is None:
            return Standing()
        bound_at = None if item.bound_at is None else int(item.bound_at)
        until = None if item.invited_until is None else int(item.invited_until)
        return Standing(item.sub, bound_at, item.invitation, until, int(item.revision))

    def operator_of(self, sub: str) -> str | None:
        item = self._get(keys.OPERATOR_SUB, sub)
        return item.operator_id if item else None

    def invited(self, invitation: str) -> str | None:
        item = self._get(keys.INVITATION, invitation)
        return item.operator_id if item else None

    def invite(self, operator_id: str, before: Standing, after: Standing) -> None:
        """One transaction of two to four writes."""
        assert after.invitation is not None and after.invited_until is not None
        until = after.invited_until // SECOND
        new = self._items(keys.INVITATION, after.invitation, operator_id=operator_id, expires_at=until)

        def write() -> None:
            with TransactWrite(connection=self._connection) as transaction:
                self._put(transaction, operator_id, before, after)
                transaction.save(new)
                self._loosen(transaction, operator_id, before)

        self._do(write)

    def bind(self, operator_id: str, before: Standing, after: Standing, instead_of: str | None) -> None:
        """One transaction of three writes."""
        items = self._items
        mine = items.operator_id == operator_id
        free = items.kind.does_not_exist() if instead_of is None else items.operator_id == instead_of

        def write() -> None:
            with TransactWrite(connection=self._connection) as transaction:
                self._put(transaction, operator_id, before, after)
                transaction.delete(items(keys.INVITATION, before.invitation), condition=mine)
                transaction.save(items(keys.OPERATOR_SUB, after.sub, operator_id=operator_id), condition=free)

        self._do(write)

    def forget(self, operator_id: str, before: Standing) -> None:
        """One transaction of one to three writes, if there is anything."""
        if not before.revision:
            return
        items = self._items

        def write() -> None:
            with TransactWrite(connection=self._connection) as transaction:
                standing = items(keys.OPERATOR_STANDING, operator_id)
                transaction.delete(standing, condition=items.revision == before.revision)
                self._loosen(transaction, operator_id, before)

        self._do(write)

    def _loosen(self, transaction: TransactWrite, operator_id: str, before: Standing) -> None:
        items = self._items
        if before.invitation is not None:  # DynamoDB may have removed it by now
            transaction.delete(items(keys.INVITATION, before.invitation))
        if before.sub is not None:
            transaction.delete(items(keys.OPERATOR_SUB, before.sub), condition=items.operator_id == operator_id)

    def _put(self, transaction: TransactWrite, operator_id: str, before: Standing, after: Standing) -> None:
        items = self._items
        as_read = items.revision == before.revision if before.revision else items.kind.does_not_exist()
        item = items(
            keys.OPERATOR_STANDING,
            operator_id,
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

    def _get(self, kind: str, sort: str) -> StandingItem | None:
        with translated():
            try:
                item: StandingItem = self._items.get(kind, sort, consistent_read=True)
            except DoesNotExist:
                return None
        return item
