"""Builds what ``functions/receipts`` needs."""

from daifukucho.campaigns.receipts import Receipts
from daifukucho_aws.bootstrap.common import clock, connection
from daifukucho_aws.dynamo.ledger import LedgerStore
from daifukucho_aws.dynamo.outbox import DynamoOutbox
from daifukucho_aws.dynamo.tables import LedgerItem, bind
from daifukucho_aws.pause import pause
from daifukucho_aws.settings import ReceiptsSettings


def build(settings: ReceiptsSettings) -> Receipts:
    dynamo = connection()
    ledger = LedgerStore(dynamo, bind(LedgerItem, settings.ledger_table, dynamo), pause, clock)
    return Receipts(DynamoOutbox(dynamo, settings.outbox_table), ledger)
