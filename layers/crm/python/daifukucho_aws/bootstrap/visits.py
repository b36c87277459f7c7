"""Builds the recorder of visits by inflow routes, which only the pages need."""

from pynamodb.connection import Connection

from daifukucho.book.book import FriendBook
from daifukucho.book.folding import Folding
from daifukucho.inflow.visit import Visits
from daifukucho_aws.bootstrap.world import World
from daifukucho_aws.dynamo import till
from daifukucho_aws.dynamo.book import BookRepository
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.friends import FriendRepository
from daifukucho_aws.dynamo.ledger import LedgerRepository
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind


def visits(dynamo: Connection, world: World, *, friends_table: str, ledger_table: str, catalog_table: str) -> Visits:
    clock, pause = world.clock, world.pause
    friends, entries = bind(FriendItem, friends_table, dynamo), bind(LedgerItem, ledger_table, dynamo)
    roster, writer = FriendRepository(dynamo, friends, pause), BookRepository(dynamo, friends, entries)
    return Visits(
        till.routes(DynamoCatalog(dynamo, catalog_table)),
        roster,
        LedgerRepository(dynamo, entries, pause, clock),
        Folding(roster, writer, pause),
        FriendBook(roster, writer, clock, world.ids, pause),
        clock,
        world.ids,
    )
