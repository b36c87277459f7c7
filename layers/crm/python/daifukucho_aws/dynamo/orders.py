"""Orders as they now are: items on friends' pages of the ledger, and in the catalog whose each of them is."""

import json
from collections.abc import Mapping
from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import TransactWriteError
from pynamodb.models import Model

from daifukucho.friends.friend import Friend
from daifukucho.kernel.page import Page
from daifukucho.ledger.entry import Entry
from daifukucho.orders.order import Order, body_of, order_of
from daifukucho.orders.repository import OrderSaved
from daifukucho_aws.dynamo import cursor as cursors
from daifukucho_aws.dynamo import keys
from daifukucho_aws.dynamo.book import BookRepository
from daifukucho_aws.dynamo.errors import is_passing, reasons, translated, unavailable
from daifukucho_aws.dynamo.tables import LedgerItem, bind

_BYTES_PER_PAGE = 3_000_000
"""A page of orders ends after this much, for a Lambda's answer has at most 6 MB."""
_FAILED = "ConditionalCheckFailed"


class OrderOwnerItem(Model):
    """``order`` / an order's id, in the catalog: whose it is. ``free``: it is cancelled, and may become another's."""

    kind = UnicodeAttribute(hash_key=True)
    sort = UnicodeAttribute(range_key=True)
    friend_id = UnicodeAttribute()
    free = BooleanAttribute()


class DynamoOrders:
    """``daifukucho.orders.repository.OrderRepository``."""

    def __init__(
        self, connection: Connection, ledger: type[LedgerItem], catalog_table: str, book: BookRepository
    ) -> None:
        self._connection = connection
        self._ledger: Any = ledger
        self._table = ledger.Meta.table_name
        self._book = book
        self._owners = bind(OrderOwnerItem, catalog_table, connection)

    def orders(self, friend_id: str, *, consistent: bool = True) -> list[Order]:
        """See ``daifukucho.orders.repository.OrderReader``; not ``consistent``: at half the price, a moment behind."""
        found: list[Order] = []
        last = None
        while True:
            with translated():
                page = self._connection.query(
                    self._table,
                    friend_id,
                    range_key_condition=self._ledger.sort.startswith(keys.ORDERS),
                    exclusive_start_key=last,
                    consistent_read=consistent,
                )
            found += map(order_from_item, page["Items"])
            last = page.get("LastEvaluatedKey")
            if last is None:
                return found

    def order(self, friend_id: str, order_id: str) -> Order | None:
        with translated():
            found = self._connection.get_item(
                self._table, friend_id, keys.order_sort(order_id), consistent_read=True
            ).get("Item")
        return order_from_item(found) if found else None

    def page(self, friend_id: str, cursor: str | None, limit: int) -> Page[Order]:
        """A friend's orders, newest first; a page ends after 3 MB. Costs what ``orders`` does, at half the price.

        Raises Invalid for a cursor that is not ours, and Unavailable.
        """
        of = cursors.question("orders", friend_id=friend_id)
        before = cursors.decode(cursor, of=of) if cursor is not None else None
        found: list[Order] = []
        weight = 0
        for order in sorted(self.orders(friend_id, consistent=False), key=_place, reverse=True):
            if before is not None and _place(order) >= before:
                continue
            if len(found) == limit or weight > _BYTES_PER_PAGE:
                return Page(found, cursors.encode(_place(found[-1]), of))
            found.append(order)
            weight += len(json.dumps(body_of(order)))
        return Page(found, None)

    def save(self, before: Friend, after: Friend, entry: Entry, order: Order) -> OrderSaved:
        """One transaction of four writes. The entry's id is new each time, so it is never known."""
        owners = self._owners
        transaction = self._book.recording(before, after, entry, ())
        transaction.save(order_item(self._ledger, after.friend_id, order))
        same_owner = owners.kind.does_not_exist() | (owners.friend_id == after.friend_id)
        free = owners.free == True  # noqa: E712 - an expression of PynamoDB's
        transaction.save(
            owner_item(owners, after.friend_id, order),
            condition=same_owner | free,
        )
        try:
            with transaction:
                pass  # leaving commits
        except TransactWriteError as error:
            codes = reasons(error)
            if codes[-1] == _FAILED and len(codes) > 1:
                return OrderSaved.ELSEWHERE
            if codes[0] == _FAILED or any(map(is_passing, codes)):
                return OrderSaved.STALE
            raise unavailable(error) from error
        return OrderSaved.DONE


def has_orders(connection: Connection, catalog_table: str) -> bool:
    """Whether the shop has ever recorded an order. One query of one item; the table has been described."""
    with translated():
        return bool(connection.query(catalog_table, keys.ORDER, limit=1)["Items"])


def _place(order: Order) -> str:
    """Where an order stands in a list by time."""
    return f"{order.at:013d}#{order.order_id}"


def order_from_item(item: Mapping[str, Mapping[str, Any]]) -> Order:
    """The order in an item as DynamoDB returns it."""
    at, version = int(item["at"]["N"]), int(item["revision"]["N"])
    return order_of(keys.order_id_of(item["sort"]["S"]), at, version, json.loads(item["body"]["S"]))


def owner_item(model: type[OrderOwnerItem], friend_id: str, order: Order) -> OrderOwnerItem:
    """Whose an order is."""
    return model(keys.ORDER, order.order_id, friend_id=friend_id, free=not order.counts)


def order_item(model: type[LedgerItem], friend_id: str, order: Order) -> LedgerItem:
    """An order as it now is."""
    return model(
        friend_id,
        keys.order_sort(order.order_id),
        kind="order",
        at=order.at,
        body=json.dumps(body_of(order), ensure_ascii=False, separators=(",", ":")),
        revision=order.version,
    )
