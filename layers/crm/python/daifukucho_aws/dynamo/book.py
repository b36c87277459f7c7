"""Writing a friend together with the friend's ledger."""

import json
from collections.abc import Sequence
from dataclasses import replace

from pynamodb.connection import Connection
from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from daifukucho.friends.friend import Friend
from daifukucho.friends.repository import FoldSaved, Mark, Marked, Saved
from daifukucho.ledger.entry import Entry, Said, Text
from daifukucho_aws.dynamo import keys
from daifukucho_aws.dynamo.errors import is_passing, reasons, translated, unavailable
from daifukucho_aws.dynamo.friends import to_item
from daifukucho_aws.dynamo.ledger import Item, entry_from_item, entry_item, text_item
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem

_FAILED = "ConditionalCheckFailed"


class BookRepository:
    """Each write is one transaction, conditional on the revision that the friend was read with."""

    def __init__(self, connection: Connection, friends: type[FriendItem], ledger: type[LedgerItem]) -> None:
        self._connection = connection
        self._friends = friends
        self._ledger = ledger

    def save_folded(self, before: Friend | None, after: Friend, entries: Sequence[Entry]) -> FoldSaved:
        """See ``daifukucho.friends.repository.BookWriter``."""
        transaction = self._with_friend(before, after)
        unfolded = self._ledger.folded.does_not_exist() & self._ledger.friend_id.exists()
        for entry in entries:
            item = entry_item(self._ledger, entry)
            transaction.update(item, actions=[self._ledger.folded.set(True)], condition=unfolded)
        saved, codes = _committed(transaction)
        return FoldSaved(saved, [entry for entry, code in zip(entries, codes, strict=False) if code == _FAILED])

    def save_recorded(
        self, before: Friend, after: Friend, entry: Entry, marks: Sequence[Mark] = (), texts: Sequence[Text] = ()
    ) -> Saved:
        """See ``daifukucho.friends.repository.BookWriter``."""
        transaction = self.recording(before, after, entry, marks)
        for text in texts:
            there = self._ledger.friend_id.exists() & self._ledger.erased.does_not_exist()
            condition = self._ledger.friend_id.does_not_exist() if text.said is Said.SENT else there
            transaction.save(text_item(self._ledger, text), condition=condition)
        return _commit(transaction)

    def recording(self, before: Friend, after: Friend, entry: Entry, marks: Sequence[Mark]) -> TransactWrite:
        """What ``save_recorded`` writes, in that order, for those who write more together with it."""
        transaction = self._with_friend(before, after)
        absent = self._ledger.friend_id.does_not_exist()
        item = entry_item(self._ledger, replace(entry, folded=True))
        transaction.save(item, condition=absent)
        for mark in marks:
            transaction.save(self._mark_item(after.friend_id, mark, entry), condition=absent)
        return transaction

    def marked(self, friend_id: str, name: str) -> Marked | None:
        """See ``daifukucho.friends.repository.BookWriter``."""
        mark = self._get(friend_id, keys.mark_sort(name))
        if mark is None:
            return None
        body = json.loads(mark["body"]["S"])
        entry = self._get(friend_id, body["version"])
        return Marked(Mark(name, body["content"]), entry_from_item(entry)) if entry else None

    def _get(self, friend_id: str, sort: str) -> Item | None:
        table = self._ledger.Meta.table_name
        with translated():
            return self._connection.get_item(table, friend_id, sort, consistent_read=True).get("Item")

    def _mark_item(self, friend_id: str, mark: Mark, entry: Entry) -> LedgerItem:
        body = json.dumps({"version": entry.version, "content": mark.content}, separators=(",", ":"))
        return self._ledger(friend_id, keys.mark_sort(mark.name), kind="once", at=entry.at, body=body)

    def save_rebuilt(self, before: Friend | None, after: Friend) -> Saved:
        """See ``daifukucho.friends.repository.BookWriter``."""
        return _commit(self._with_friend(before, after))

    def _with_friend(self, before: Friend | None, after: Friend) -> TransactWrite:
        transaction = TransactWrite(connection=self._connection)
        transaction.save(to_item(self._friends, after), condition=self._as_read(before))
        return transaction

    def _as_read(self, before: Friend | None) -> Condition:
        if before is None:
            return self._friends.friend_id.does_not_exist()
        return self._friends.get_attributes()["revision"] == before.revision


def _commit(transaction: TransactWrite) -> Saved:
    return _committed(transaction)[0]


def _committed(transaction: TransactWrite) -> tuple[Saved, Sequence[str | None]]:
    """Commit. The friend's write is the first of the transaction; what DynamoDB says of those that follow is returned."""
    try:
        with transaction:
            pass  # leaving commits
    except TransactWriteError as error:
        friend, *others = reasons(error)
        if _FAILED in others:
            return Saved.KNOWN, others
        if friend == _FAILED or any(map(is_passing, (friend, *others))):
            return Saved.STALE, others
        raise unavailable(error) from error
    return Saved.DONE, ()
