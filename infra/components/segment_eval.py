"""Makes batches of a slice of the audience."""

from aws_cdk import Duration
from constructs import Construct

from daifukucho_aws.settings import SegmentEvalSettings
from infra.components.function import Function
from infra.components.given import Given
from infra.components.queue import FailedMessages, WorkQueue
from infra.components.sender import Sender

_TIMEOUT = Duration.seconds(300)


class SegmentEval(Construct):
    """Scans one slice of the friends an invocation; no other function scans for a campaign."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        given: Given,
        *,
        failed: FailedMessages,
        sender: Sender,
    ) -> None:
        super().__init__(scope, id)
        config, alarms, tables = given.config, given.alarms, given.tables
        self.queue = WorkQueue(
            self,
            "Work",
            name="slices",
            config=config,
            alarms=alarms,
            failed=failed,
            consumer_timeout=_TIMEOUT,
            stale_after=Duration.hours(1),
        )
        self.function = Function(
            self,
            "Function",
            given,
            name="segment_eval",
            description="Evaluates a slice of a segment and writes its batches",
            settings=SegmentEvalSettings(
                stage=config.stage,
                local=config.local,
                friends_table=tables.friends.table_name,
                ledger_table=tables.ledger.table_name,
                catalog_table=tables.catalog.table_name,
                outbox_table=tables.outbox.table_name,
                batch_queue_url=sender.queue.url,
            ),
            timeout=_TIMEOUT,
            memory_mb=1024,
        )
        self.queue.feed(self.function, batch_size=1, most_at_once=config.evaluators)
        tables.friends.allow(self.function, "Scan")
        tables.ledger.allow(self.function, "BatchGetItem", "Query")
        tables.catalog.allow(self.function, "GetItem")
        tables.outbox.allow(self.function, "GetItem", "PutItem")
        sender.queue.accept_from(self.function)
