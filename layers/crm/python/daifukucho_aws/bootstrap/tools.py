"""What the command line needs."""

from typing import Any

from pynamodb.connection import Connection

from daifukucho.book.backfill import Backfill
from daifukucho.book.folding import Folding
from daifukucho.book.replay import Replay
from daifukucho.book.sweep import Sweep
from daifukucho_aws.bootstrap.common import clock
from daifukucho_aws.bootstrap.settler import sweep
from daifukucho_aws.dynamo.backfill import BackfillJobs
from daifukucho_aws.dynamo.book import BookStore
from daifukucho_aws.dynamo.friends import FriendStore
from daifukucho_aws.dynamo.ledger import LedgerStore
from daifukucho_aws.dynamo.tables import CatalogItem, FriendItem, LedgerItem, bind
from daifukucho_aws.line import LineAccess, api_base
from daifukucho_aws.line_followers import LineFollowers
from daifukucho_aws.pause import pause
from daifukucho_aws.secrets import ChannelSecret
from daifukucho_aws.settings import LineSettings


def replay(dynamo: Connection, friends_table: str, ledger_table: str) -> Replay:
    """For the command line."""
    friends, entries = bind(FriendItem, friends_table, dynamo), bind(LedgerItem, ledger_table, dynamo)
    roster, writer = FriendStore(dynamo, friends, pause), BookStore(dynamo, friends, entries)
    ledger = LedgerStore(dynamo, entries, pause, clock)
    return Replay(roster, writer, ledger, Folding(roster, writer, pause), pause)


def settling(dynamo: Connection, friends_table: str, ledger_table: str, catalog_table: str) -> Sweep:
    """For the command line."""
    return sweep(dynamo, friends_table, ledger_table, catalog_table)


def backfill(dynamo: Connection, ledger_table: str, catalog_table: str) -> Backfill:
    """For the command line."""
    ledger = LedgerStore(dynamo, bind(LedgerItem, ledger_table, dynamo), pause, clock)
    return Backfill(ledger, BackfillJobs(bind(CatalogItem, catalog_table, dynamo)), clock)


def followers(settings: LineSettings, secrets: Any) -> LineFollowers:
    """For the command line; ``secrets`` is a client of Secrets Manager."""
    return LineFollowers(LineAccess(ChannelSecret(secrets, settings.line_secret_id, clock), api_base(settings), clock))
