"""What the marketers' API and the settler need of orders."""

from collections.abc import Callable
from dataclasses import dataclass

from pynamodb.connection import Connection

from daifukucho.book.book import FriendBook
from daifukucho.kernel.cached import cached
from daifukucho.kernel.setups import SetupEditor
from daifukucho.orders import settings as orders
from daifukucho.orders.judging import OrderProgram
from daifukucho.orders.orders import Orders
from daifukucho.orders.settings import OrderSettings
from daifukucho.shop.settings import SHOP, Shop
from daifukucho_aws.bootstrap.world import World
from daifukucho_aws.dynamo.book import BookRepository
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.orders import DynamoOrders
from daifukucho_aws.dynamo.setups import CatalogSetups
from daifukucho_aws.dynamo.tables import LedgerItem


@dataclass(frozen=True)
class OrderServices:
    """What is set up of orders, who changes it, and what is done with them."""

    settings: CatalogSetups[OrderSettings]
    editor: SetupEditor[OrderSettings]
    store: DynamoOrders
    orders: Orders


def order_services(
    dynamo: Connection,
    world: World,
    ledger: type[LedgerItem],
    catalog_table: str,
    book: FriendBook,
    writer: BookRepository,
    *,
    life: int = 0,
) -> OrderServices:
    """``life``: for how many milliseconds what is set up may be taken from memory; 0: it is read each time."""
    catalog = DynamoCatalog(dynamo, catalog_table)
    settings = order_settings(catalog)
    store = DynamoOrders(dynamo, ledger, catalog_table, writer)
    program = cached(_program(settings, CatalogSetups(catalog, SHOP)), world.clock, life)
    return OrderServices(
        settings,
        SetupEditor(settings, orders.ORDERS.define, world.clock),
        store,
        Orders(book, store, program, world.clock, world.ids, world.pause),
    )


def order_settings(catalog: DynamoCatalog) -> CatalogSetups[OrderSettings]:
    return CatalogSetups(catalog, orders.ORDERS)


def _program(settings: CatalogSetups[OrderSettings], shops: CatalogSetups[Shop]) -> Callable[[], OrderProgram]:
    """Two reads each time."""

    def read() -> OrderProgram:
        setup = settings.get()
        return OrderProgram(setup.value, setup.version, shops.get().value.cutoff_minutes)

    return read
