"""Writing a friend together with her ledger."""

from dataclasses import replace

from pynamodb.connection import Connection
from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from daifukucho.friends.friend import Friend
from daifukucho.friends.store import Saved
from daifukucho.ledger.entry import Entry
from daifukucho_aws.dynamo.errors import is_passing, unavailable
from daifukucho_aws.dynamo.friends import to_item
from daifukucho_aws.dynamo.ledger import entry_item
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem


class BookStore:
    """Each write is one transaction, conditional on the revision that the friend was read with."""

    def __init__(self, connection: Connection, friends: type[FriendItem], ledger: type[LedgerItem]) -> None:
        self._connection = connection
        self._friends = friends
        self._ledger = ledger

    def save_folded(self, before: Friend | None, after: Friend, entry: Entry) -> Saved:
        """See ``daifukucho.friends.store.BookWriter``. An entry that the ledger does not hold is KNOWN, too."""
        transaction = self._with_friend(before, after)
        item = entry_item(self._ledger, entry)
        unfolded = self._ledger.folded.does_not_exist() & self._ledger.friend_id.exists()
        transaction.update(item, actions=[self._ledger.folded.set(True)], condition=unfolded)
        return _commit(transaction)

    def save_recorded(self, before: Friend, after: Friend, entry: Entry) -> Saved:
        """See ``daifukucho.friends.store.BookWriter``."""
        transaction = self._with_friend(before, after)
        item = entry_item(self._ledger, replace(entry, folded=True))
        transaction.save(item, condition=self._ledger.friend_id.does_not_exist())
        return _commit(transaction)

    def save_rebuilt(self, before: Friend | None, after: Friend) -> Saved:
        """See ``daifukucho.friends.store.BookWriter``."""
        return _commit(self._with_friend(before, after))

    def _with_friend(self, before: Friend | None, after: Friend) -> TransactWrite:
        transaction = TransactWrite(connection=self._connection)
        transaction.save(to_item(self._friends, after), condition=self._as_read(before))
        return transaction

    def _as_read(self, before: Friend | None) -> Condition:
        if before is None:
            return self._friends.friend_id.does_not_exist()
        return self._friends.revision == before.revision


def _commit(transaction: TransactWrite) -> Saved:
    """The friend's write is the first of the transaction, the entry's, if any, the second."""
    try:
        with transaction:
            pass  # leaving commits
    except TransactWriteError as error:
        codes = [reason.code if reason else None for reason in error.cancellation_reasons] or [None]
        if codes[-1] == "ConditionalCheckFailed" and len(codes) > 1:
            return Saved.KNOWN
        if codes[0] == "ConditionalCheckFailed" or any(map(is_passing, codes)):
            return Saved.STALE
        raise unavailable(error) from error
    return Saved.DONE
