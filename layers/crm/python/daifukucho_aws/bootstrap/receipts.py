"""Builds what ``functions/receipts`` needs."""

from daifukucho.campaigns.receipts import Receipts
from daifukucho_aws.bootstrap.world import World
from daifukucho_aws.dynamo.ledger import LedgerRepository
from daifukucho_aws.dynamo.outbox import DynamoOutbox
from daifukucho_aws.dynamo.plain import write_plainly
from daifukucho_aws.dynamo.tables import LedgerItem, bind
from daifukucho_aws.settings import ReceiptsSettings


def build(settings: ReceiptsSettings, world: World) -> Receipts:
    dynamo = world.connect()
    write_plainly(dynamo.client, "BatchWriteItem")
    ledger = LedgerRepository(dynamo, bind(LedgerItem, settings.ledger_table, dynamo), world.pause, world.clock)
    return Receipts(DynamoOutbox(dynamo, settings.outbox_table), ledger)
