"""Builds what ``functions/sender`` needs."""

import linebot.v3.oauth  # noqa: F401 - while the function starts: every invocation calls LINE

import daifukucho_aws.line_send  # noqa: F401 - likewise
from daifukucho.campaigns.recheck import Recheck
from daifukucho.campaigns.send import Sender
from daifukucho.coupons.giver import Giver
from daifukucho.kernel.time import SECOND
from daifukucho_aws.bootstrap.common import line_access
from daifukucho_aws.bootstrap.world import World
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.friends import FriendRepository
from daifukucho_aws.dynamo.histories import DynamoHistories
from daifukucho_aws.dynamo.holdings import DynamoGifts
from daifukucho_aws.dynamo.outbox import DynamoOutbox
from daifukucho_aws.dynamo.plain import read_plainly, write_plainly
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from daifukucho_aws.dynamo.till import CatalogCoupons
from daifukucho_aws.settings import SenderSettings
from daifukucho_aws.sqs import SqsDoorbell


def build(settings: SenderSettings, world: World) -> Sender:
    """To be called in one thread; several may use what it builds. The connection's client is made here for that reason."""
    dynamo = world.connect()
    for plainly in (read_plainly, write_plainly):
        plainly(dynamo.client, "BatchGetItem")
    coupons = CatalogCoupons(DynamoCatalog(dynamo, settings.catalog_table))
    gifts = DynamoGifts(dynamo, bind(LedgerItem, settings.ledger_table, dynamo), world.pause)
    giver = Giver(gifts, world.clock)
    histories = DynamoHistories(dynamo.client, settings.ledger_table, coupons.get, world.pause, consistent=True)
    roster = FriendRepository(dynamo, bind(FriendItem, settings.friends_table, dynamo), world.pause)
    return Sender(
        DynamoOutbox(dynamo, settings.outbox_table),
        Recheck(roster, histories, giver, world.clock),
        world.messaging(line_access(settings, world), settings.senders, settings.notifiers),
        SqsDoorbell(world.client("sqs"), receipt_url=settings.receipt_queue_url),
        giver,
        world.clock,
        world.ids,
        settings.lease_seconds * SECOND,
    )
