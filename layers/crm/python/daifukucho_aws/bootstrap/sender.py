"""Builds what ``functions/sender`` needs."""

import linebot.v3.oauth  # noqa: F401 - while the function starts: every invocation calls LINE

from daifukucho.campaigns.recheck import Recheck
from daifukucho.campaigns.send import Sender
from daifukucho.coupons.giver import Giver
from daifukucho.kernel.time import SECOND
from daifukucho_aws.bootstrap.common import client, clock, connection, line_access, new_id
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.counter import CatalogCoupons
from daifukucho_aws.dynamo.friends import FriendStore
from daifukucho_aws.dynamo.histories import DynamoHistories
from daifukucho_aws.dynamo.holdings import DynamoGifts
from daifukucho_aws.dynamo.outbox import DynamoOutbox
from daifukucho_aws.dynamo.plain import read_plainly
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from daifukucho_aws.line_send import LineMessaging
from daifukucho_aws.pause import pause
from daifukucho_aws.settings import SenderSettings
from daifukucho_aws.sqs import SqsDoorbell


def build(settings: SenderSettings) -> Sender:
    """To be called in one thread; several may use what it builds. The connection's client is made here for that reason."""
    dynamo = connection()
    read_plainly(dynamo.client, "BatchGetItem")
    coupons = CatalogCoupons(DynamoCatalog(dynamo, settings.catalog_table))
    gifts = DynamoGifts(dynamo, bind(LedgerItem, settings.ledger_table, dynamo), pause)
    giver = Giver(gifts, clock)
    histories = DynamoHistories(dynamo.client, settings.ledger_table, coupons.get, pause, consistent=True)
    return Sender(
        DynamoOutbox(dynamo, settings.outbox_table),
        Recheck(FriendStore(dynamo, bind(FriendItem, settings.friends_table, dynamo), pause), histories, giver, clock),
        LineMessaging(line_access(settings), settings.senders, settings.notifiers),
        SqsDoorbell(client("sqs"), receipt_url=settings.receipt_queue_url),
        giver,
        clock,
        new_id,
        settings.lease_seconds * SECOND,
    )
