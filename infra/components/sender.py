"""Sends batches to LINE."""

from aws_cdk import Duration
from constructs import Construct

from daifukucho.campaigns.send import BATCHES_AT_ONCE
from daifukucho_aws.settings import SenderSettings
from infra.components.function import Function
from infra.components.given import Given
from infra.components.line_channel import LineChannel
from infra.components.notifier import NOTIFIERS
from infra.components.queue import FailedMessages, WorkQueue
from infra.components.receipts import Receipts


class Sender(Construct):
    """Up to four batches an invocation, each failing alone; at most ``config.senders`` invocations at once, which
    share LINE's rate."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        given: Given,
        *,
        failed: FailedMessages,
        line: LineChannel,
        receipts: Receipts,
    ) -> None:
        super().__init__(scope, id)
        config, alarms, tables = given.config, given.alarms, given.tables
        # A lease outlasts the invocation that took it. Locally both are shorter, so that take-overs can be seen.
        timeout, lease = (22, 24) if config.local else (60, 120)
        self.queue = WorkQueue(
            self,
            "Work",
            name="batches",
            config=config,
            alarms=alarms,
            failed=failed,
            consumer_timeout=Duration.seconds(timeout),
            stale_after=Duration.minutes(30),
        )
        self.function = Function(
            self,
            "Function",
            given,
            name="sender",
            description="Sends batches through LINE's Messaging API",
            settings=SenderSettings(
                stage=config.stage,
                local=config.local,
                line_secret_id=line.secret_id,
                line_api_base=config.line_api_base,
                friends_table=tables.friends.table_name,
                ledger_table=tables.ledger.table_name,
                outbox_table=tables.outbox.table_name,
                catalog_table=tables.catalog.table_name,
                receipt_queue_url=receipts.queue.url,
                senders=config.senders,
                notifiers=NOTIFIERS,
                lease_seconds=lease,
            ),
            timeout=Duration.seconds(timeout),
            memory_mb=1769,  # one whole processor: four batches at once keep it busy
        )
        self.queue.feed(self.function, batch_size=BATCHES_AT_ONCE, most_at_once=config.senders)
        tables.friends.allow(self.function, "BatchGetItem")
        tables.ledger.allow(self.function, "PutItem", "BatchGetItem", "Query")
        tables.catalog.allow(self.function, "GetItem")
        tables.outbox.allow(self.function, "GetItem", "PutItem", "UpdateItem")
        receipts.queue.accept_from(self.function)
        line.allow(self.function)
