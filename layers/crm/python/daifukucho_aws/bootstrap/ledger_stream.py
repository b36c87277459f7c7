"""Builds what ``functions/ledger_stream`` needs."""

from daifukucho.friends.book import FriendBook
from daifukucho.friends.folding import Folding, Processing
from daifukucho.surveys.uploads import Pictures
from daifukucho_aws.bootstrap.common import client, clock, connection, line_access, new_id, uploads
from daifukucho_aws.dynamo.book import BookStore
from daifukucho_aws.dynamo.friends import FriendStore
from daifukucho_aws.dynamo.ledger import LedgerStore
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from daifukucho_aws.line_profile import LineProfiles
from daifukucho_aws.pause import pause
from daifukucho_aws.settings import LedgerStreamSettings
from daifukucho_aws.sqs import SqsDoorbell
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
    sqs = client("sqs")
    return StreamWorker(
        processing.process,
        Pictures(uploads(settings.uploads_bucket), clock).keep,
        SqsDoorbell(sqs, notice_url=settings.notice_queue_url).notify,
        LedgerStore(dynamo, entries, pause, clock),
        ParkedQueue(sqs, settings.parked_queue_url),
        pause,
    )
