"""Everything that was sent becomes an entry in each friend's ledger."""

from aws_cdk import Duration
from constructs import Construct

from daifukucho_aws.settings import ReceiptsSettings
from infra.components.function import Function
from infra.components.given import Given
from infra.components.queue import FailedMessages, WorkQueue

_TIMEOUT = Duration.seconds(60)


class Receipts(Construct):
    """Reads receipts and writes entries, so that sending does not wait for the ledger."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        given: Given,
        *,
        failed: FailedMessages,
    ) -> None:
        super().__init__(scope, id)
        config, alarms, tables = given.config, given.alarms, given.tables
        self.queue = WorkQueue(
            self,
            "Work",
            name="receipts",
            config=config,
            alarms=alarms,
            failed=failed,
            consumer_timeout=_TIMEOUT,
            stale_after=Duration.minutes(30),
        )
        self.function = Function(
            self,
            "Function",
            given,
            name="receipts",
            description="Writes what was sent into the ledger",
            settings=ReceiptsSettings(
                stage=config.stage,
                local=config.local,
                ledger_table=tables.ledger.table_name,
                outbox_table=tables.outbox.table_name,
            ),
            timeout=_TIMEOUT,
            memory_mb=512,
        )
        self.queue.feed(self.function, batch_size=5)
        tables.outbox.allow(self.function, "GetItem", "UpdateItem")
        tables.ledger.allow(self.function, "BatchWriteItem")
