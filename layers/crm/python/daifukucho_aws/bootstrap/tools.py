"""What the command line needs."""

from daifukucho.book.backfill import Backfill
from daifukucho.book.folding import Folding
from daifukucho.book.replay import Replay
from daifukucho.book.sweep import Sweep
from daifukucho_aws.bootstrap.common import line_access
from daifukucho_aws.bootstrap.settler import sweep
from daifukucho_aws.bootstrap.world import World
from daifukucho_aws.dynamo.backfill import BackfillJobs
from daifukucho_aws.dynamo.book import BookRepository
from daifukucho_aws.dynamo.friends import FriendRepository
from daifukucho_aws.dynamo.ledger import LedgerRepository
from daifukucho_aws.dynamo.tables import CatalogItem, FriendItem, LedgerItem, bind
from daifukucho_aws.line_followers import LineFollowers
from daifukucho_aws.settings import LineSettings


def replay(world: World, friends_table: str, ledger_table: str) -> Replay:
    """For the command line."""
    dynamo, pause = world.connect(), world.pause
    friends, entries = bind(FriendItem, friends_table, dynamo), bind(LedgerItem, ledger_table, dynamo)
    roster, writer = FriendRepository(dynamo, friends, pause), BookRepository(dynamo, friends, entries)
    ledger = LedgerRepository(dynamo, entries, pause, world.clock)
    return Replay(roster, writer, ledger, Folding(roster, writer, pause), pause)


def settling(world: World, friends_table: str, ledger_table: str, catalog_table: str) -> Sweep:
    """For the command line."""
    return sweep(world.connect(), world, friends_table, ledger_table, catalog_table)


def backfill(world: World, ledger_table: str, catalog_table: str) -> Backfill:
    """For the command line."""
    dynamo = world.connect()
    ledger = LedgerRepository(dynamo, bind(LedgerItem, ledger_table, dynamo), world.pause, world.clock)
    return Backfill(ledger, BackfillJobs(bind(CatalogItem, catalog_table, dynamo)), world.clock)


def followers(settings: LineSettings, world: World) -> LineFollowers:
    """For the command line."""
    return LineFollowers(line_access(settings, world))
