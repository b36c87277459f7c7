"""Notices in the outbox table."""

import json
from typing import Any

from pynamodb.attributes import BooleanAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import DoesNotExist
from pynamodb.transactions import TransactWrite

from daifukucho.delivery.single import Notice, NoticeOutcome
from daifukucho.delivery.skip import Skip
from daifukucho.delivery.snag import Snag
from daifukucho_aws.dynamo import keys
from daifukucho_aws.dynamo.contention import conditional
from daifukucho_aws.dynamo.errors import translated
from daifukucho_aws.dynamo.ledger import entry_item
from daifukucho_aws.dynamo.outbox import KEPT
from daifukucho_aws.dynamo.outbox_items import OutboxItem
from daifukucho_aws.dynamo.tables import LedgerItem, bind


class NoticeItem(OutboxItem):
    """``notice#<friend id>`` / its name. ``messages`` is JSON text, unescaped: escapes would double Japanese."""

    because = UnicodeAttribute()
    entry_id = UnicodeAttribute()
    first_try_at = NumberAttribute()
    messages = UnicodeAttribute(null=True)
    values: JSONAttribute = JSONAttribute(null=True)
    owner = UnicodeAttribute(null=True)
    lease_until = NumberAttribute(null=True)
    doubt = BooleanAttribute(null=True)
    outcome = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    detail = UnicodeAttribute(null=True)
    revision = NumberAttribute()


class DynamoNotices:
    """``daifukucho.delivery.single_sender.Notices``."""

    def __init__(self, connection: Connection, outbox_table: str, ledger_table: str) -> None:
        self._connection = connection
        self._items = bind(NoticeItem, outbox_table, connection)
        self._ledger = bind(LedgerItem, ledger_table, connection)

    def get(self, friend_id: str, name: str) -> Notice | None:
        """One read."""
        with translated():
            try:
                item = self._items.get(keys.notice_key(friend_id), name, consistent_read=True)
            except DoesNotExist:
                return None
        return _notice(friend_id, item)

    def replace(self, before: Notice | None, after: Notice) -> Notice | None:
        """One write."""
        item = self._item(before, after)
        condition = self._as_read(before)
        if not conditional(lambda: item.save(condition=condition)):
            return None
        return _notice(after.friend_id, item)

    def drop(self, notice: Notice) -> None:
        """One write."""
        item = self._items(keys.notice_key(notice.friend_id), notice.name)
        conditional(lambda: item.delete(condition=self._items.revision == notice.revision))

    def end(self, before: Notice, after: Notice) -> bool:
        """One transaction of two writes."""
        item = self._item(before, after)
        entry = entry_item(self._ledger, after.entry())

        def write() -> None:
            with TransactWrite(connection=self._connection) as transaction:
                transaction.save(item, condition=self._as_read(before))
                transaction.save(entry)

        return conditional(write)

    def _as_read(self, before: Notice | None) -> Any:
        return self._items.pk.does_not_exist() if before is None else self._items.revision == before.revision

    def _item(self, before: Notice | None, after: Notice) -> Any:
        return self._items(
            keys.notice_key(after.friend_id),
            after.name,
            because=after.because,
            entry_id=after.entry_id,
            first_try_at=after.first_try_at,
            messages=json.dumps(after.messages, ensure_ascii=False, separators=(",", ":")) if after.messages else None,
            values=dict(after.values) or None,
            owner=after.owner,
            lease_until=after.lease_until or None,
            doubt=after.doubt or None,
            outcome=after.outcome and str(after.outcome),
            reason=after.reason and str(after.reason),
            detail=after.detail,
            revision=before.revision + 1 if before else 1,
            expires_at=(after.first_try_at + KEPT) // 1000,
        )


def _notice(friend_id: str, item: NoticeItem) -> Notice:
    return Notice(
        friend_id=friend_id,
        name=item.sort,
        because=item.because,
        entry_id=item.entry_id,
        first_try_at=int(item.first_try_at),
        messages=json.loads(item.messages) if item.messages else (),
        values=item.values or {},
        owner=item.owner,
        lease_until=int(item.lease_until or 0),
        doubt=bool(item.doubt),
        outcome=NoticeOutcome(item.outcome) if item.outcome else None,
        reason=_reason(item.reason) if item.reason else None,
        detail=item.detail,
        revision=int(item.revision),
    )


def _reason(text: str) -> Skip | Snag:
    return Skip(text) if text in tuple(Skip) else Snag(text)
