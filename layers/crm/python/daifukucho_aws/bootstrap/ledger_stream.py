"""Builds what ``functions/ledger_stream`` needs."""

from daifukucho.book.folding import Folding
from daifukucho.surveys.uploads import Pictures
from daifukucho_aws.bootstrap.common import client, clock, connection, uploads
from daifukucho_aws.dynamo.book import BookStore
from daifukucho_aws.dynamo.friends import FriendStore
from daifukucho_aws.dynamo.ledger import LedgerStore
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from daifukucho_aws.ledger_stream import ParkedQueue, StreamWorker
from daifukucho_aws.pause import pause
from daifukucho_aws.settings import LedgerStreamSettings
from daifukucho_aws.sqs import SqsDoorbell


def build(settings: LedgerStreamSettings) -> StreamWorker:
    dynamo = connection()
    friends = bind(FriendItem, settings.friends_table, dynamo)
    entries = bind(LedgerItem, settings.ledger_table, dynamo)
    sqs = client("sqs")
    return StreamWorker(
        Folding(FriendStore(dynamo, friends, pause), BookStore(dynamo, friends, entries), pause).fold_all,
        Pictures(uploads(settings.uploads_bucket), clock).keep,
        SqsDoorbell(sqs, notice_url=settings.notice_queue_url),
        LedgerStore(dynamo, entries, pause, clock),
        ParkedQueue(sqs, settings.parked_queue_url),
        pause,
    )
