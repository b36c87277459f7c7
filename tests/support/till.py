"""The counter over moto, and the stores beside it."""

from dataclasses import fields
from types import SimpleNamespace

from daifukucho.book.book import FriendBook
from daifukucho.book.folding import Folding
from daifukucho_aws.bootstrap.till import TillServices, till_services
from daifukucho_aws.bootstrap.visits import visits
from daifukucho_aws.dynamo.book import BookRepository
from daifukucho_aws.dynamo.friends import FriendRepository
from daifukucho_aws.dynamo.ledger import LedgerRepository
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from tests.support.book import Clock, no_pause
from tests.support.world import scripted_world

NOON = 1_795_316_400_000  # 2026-11-22 12:00 in Japan
TABLES = {"ledger_table": "ledger", "catalog_table": "catalog"}


def till_of(connection, clock=None, pause=no_pause) -> SimpleNamespace:
    """The services in tables that exist, and the stores beside them."""
    world = scripted_world(connection, clock or Clock(NOON), pause=pause)
    services = till_services(connection, world, **TABLES)
    friends, entries = bind(FriendItem, "friends", connection), bind(LedgerItem, "ledger", connection)
    roster, writer = FriendRepository(connection, friends, pause), BookRepository(connection, friends, entries)
    return SimpleNamespace(
        **{field.name: getattr(services, field.name) for field in fields(TillServices)},
        visits=visits(connection, world, **TABLES, friends_table="friends"),
        friends=roster,
        ledger=LedgerRepository(connection, entries, pause, world.clock),
        book=FriendBook(roster, writer, world.clock, world.ids, pause),
        folding=Folding(roster, writer, pause),
    )
