"""Builds what ``functions/ledger_stream`` needs."""

from daifukucho.friends.book import FriendBook
from daifukucho.friends.folding import Folding, Processing
from daifukucho_aws.bootstrap.common import client, clock, connection, line_access, new_id
from daifukucho_aws.dynamo.book import BookStore
from daifukucho_aws.dynamo.friends import FriendStore
from daifukucho_aws.dynamo.ledger import LedgerStore
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from daifukucho_aws.line_profile import LineProfiles
from daifukucho_aws.pause import pause
from daifukucho_aws.settings import LedgerStreamSettings
from daifukucho_aws.workers import ParkedQueue, StreamWorker


def build(settings: LedgerStreamSettings) -> StreamWorker:
    dynamo = connection()
    friends = bind(FriendItem, settings.friends_table, dynamo)
    entries = bind(LedgerItem, settings.ledger_table, dynamo)
    roster = FriendStore(dynamo, friends, pause)
    writer = BookStore(dynamo, friends, entries)
    processing = Processing(
        Folding(roster, writer, pause),
        FriendBook(roster, writer, clock, new_id, pause),
        LineProfiles(line_access(settings)),
        clock,
        pause,
    )
    parked = ParkedQueue(client("sqs"), settings.parked_queue_url)
    return StreamWorker(processing.process, LedgerStore(dynamo, entries, pause, clock), parked, pause)
