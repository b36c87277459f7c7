"""The counter over moto: what bootstrap builds, with a clock to move, ids in order and repeats that do not wait."""

import itertools
from dataclasses import fields
from types import SimpleNamespace

from daifukucho.book.book import FriendBook
from daifukucho.book.folding import Folding
from daifukucho_aws.bootstrap.counter import CounterServices, counter_services
from daifukucho_aws.bootstrap.visits import visits
from daifukucho_aws.dynamo.book import BookStore
from daifukucho_aws.dynamo.friends import FriendStore
from daifukucho_aws.dynamo.ledger import LedgerStore
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from tests.support.book import Clock, Counting, no_pause

NOON = 1_795_316_400_000  # 2026-11-22 12:00 in Japan
TABLES = {"ledger_table": "ledger", "catalog_table": "catalog"}


def entropy(start: int = 0):
    """Bytes that differ each time."""
    numbers = itertools.count(start)
    return lambda size: next(numbers).to_bytes(size, "big")


def counter_of(connection, clock=None, pause=no_pause) -> SimpleNamespace:
    """The services in tables that exist, and the stores beside them."""
    clock, ids = clock or Clock(NOON), Counting()
    services = counter_services(connection, **TABLES, clock=clock, ids=ids, entropy=entropy(), pause=pause)
    friends, entries = bind(FriendItem, "friends", connection), bind(LedgerItem, "ledger", connection)
    roster, writer = FriendStore(connection, friends, pause), BookStore(connection, friends, entries)
    return SimpleNamespace(
        **{field.name: getattr(services, field.name) for field in fields(CounterServices)},
        visits=visits(connection, **TABLES, friends_table="friends", clock=clock, ids=ids, pause=pause),
        friends=roster,
        ledger=LedgerStore(connection, entries, pause, clock),
        book=FriendBook(roster, writer, clock, ids, pause),
        folding=Folding(roster, writer, pause),
    )
