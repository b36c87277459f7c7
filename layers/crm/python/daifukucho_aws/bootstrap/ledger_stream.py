"""Builds what ``functions/ledger_stream`` needs."""

from daifukucho.book.folding import Folding
from daifukucho.delivery.occasion import Notify
from daifukucho.friends.profile_update import AskForProfile
from daifukucho.surveys.uploads import KeepUploads
from daifukucho_aws.bootstrap.common import uploads
from daifukucho_aws.bootstrap.occasions import OCCASIONS
from daifukucho_aws.bootstrap.world import World
from daifukucho_aws.dynamo.book import BookRepository
from daifukucho_aws.dynamo.friends import FriendRepository
from daifukucho_aws.dynamo.ledger import LedgerRepository
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from daifukucho_aws.ledger_stream import ParkedQueue, StreamWorker
from daifukucho_aws.settings import LedgerStreamSettings
from daifukucho_aws.sqs import SqsDoorbell

LOOKED_AT = frozenset({*KeepUploads.kinds, *(kind for occasion in OCCASIONS for kind in occasion.kinds)})
"""The kinds of entries that a reaction looks at. The stream has to deliver them, also those that are folded already."""


def build(settings: LedgerStreamSettings, world: World) -> StreamWorker:
    dynamo = world.connect()
    friends = bind(FriendItem, settings.friends_table, dynamo)
    entries = bind(LedgerItem, settings.ledger_table, dynamo)
    sqs = world.client("sqs")
    bell = SqsDoorbell(sqs, notice_url=settings.notice_queue_url)
    return StreamWorker(
        Folding(
            FriendRepository(dynamo, friends, world.pause), BookRepository(dynamo, friends, entries), world.pause
        ).fold_all,
        [KeepUploads(uploads(world, settings.uploads_bucket)), AskForProfile(bell), Notify(OCCASIONS, bell)],
        LedgerRepository(dynamo, entries, world.pause, world.clock),
        ParkedQueue(sqs, settings.parked_queue_url),
        world.pause,
    )
