"""Builds what ``functions/settler`` needs."""

from collections.abc import Callable
from dataclasses import dataclass

from pynamodb.connection import Connection

from daifukucho.book.book import FriendBook
from daifukucho.book.sweep import Sweep
from daifukucho.kernel.cached import cached
from daifukucho.kernel.time import MINUTE
from daifukucho.points import settings as points
from daifukucho.points.points import Points
from daifukucho.ranks import ranks
from daifukucho_aws.bootstrap.membership import point_program
from daifukucho_aws.bootstrap.orders import order_services
from daifukucho_aws.bootstrap.world import World
from daifukucho_aws.dynamo.book import BookRepository
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.friends import FriendRepository
from daifukucho_aws.dynamo.holders import DynamoHolders
from daifukucho_aws.dynamo.orders import has_orders
from daifukucho_aws.dynamo.setups import CatalogSetups
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from daifukucho_aws.invocations import Invocations
from daifukucho_aws.settings import SettlerSettings


@dataclass(frozen=True)
class Settler:
    """``in_use``: whether the shop has ever set up points or ranks, or recorded an order; three reads. ``again``: other
    invocations of itself."""

    in_use: Callable[[], bool]
    sweep: Sweep
    again: Invocations


def build(settings: SettlerSettings, world: World) -> Settler:
    dynamo = world.connect()
    catalog = DynamoCatalog(dynamo, settings.catalog_table)
    setups = (
        CatalogSetups(catalog, points.POINTS),
        CatalogSetups(catalog, ranks.RANKS),
    )
    return Settler(
        lambda: any(setup.get().version for setup in setups) or has_orders(dynamo, settings.catalog_table),
        sweep(dynamo, world, settings.friends_table, settings.ledger_table, settings.catalog_table),
        Invocations(world.client("lambda"), settings.settler_name),
    )


def sweep(dynamo: Connection, world: World, friends_table: str, ledger_table: str, catalog_table: str) -> Sweep:
    """What is set up is read once a minute."""
    friends, entries = bind(FriendItem, friends_table, dynamo), bind(LedgerItem, ledger_table, dynamo)
    writer = BookRepository(dynamo, friends, entries)
    book = FriendBook(FriendRepository(dynamo, friends, world.pause), writer, world.clock, world.ids, world.pause)
    program = cached(point_program(DynamoCatalog(dynamo, catalog_table)), world.clock, MINUTE)
    orders = order_services(dynamo, world, entries, catalog_table, book, writer, life=MINUTE).orders
    return Sweep(DynamoHolders(dynamo, friends), world.pause, Points(book, program, world.clock), orders)
