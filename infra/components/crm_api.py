"""The API for the shop's staff and programs."""

from aws_cdk import Duration
from constructs import Construct

from daifukucho_aws.settings import CrmApiSettings
from infra.components.card_key import CardKey
from infra.components.function import Function
from infra.components.given import Given
from infra.components.line_channel import LineChannel
from infra.components.roster_copy import RosterCopy
from infra.components.scheduler import Scheduler
from infra.components.segment_eval import SegmentEval
from infra.components.sender import Sender
from infra.components.uploads import Uploads


class CrmApi(Construct):
    """The function behind ``/v1``."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        given: Given,
        *,
        line: LineChannel,
        card_key: CardKey,
        uploads: Uploads,
        segment_eval: SegmentEval,
        sender: Sender,
        scheduler: Scheduler,
        roster_copy: RosterCopy,
    ) -> None:
        super().__init__(scope, id)
        config, alarms, tables = given.config, given.alarms, given.tables
        self.function = Function(
            self,
            "Function",
            given,
            name="crm_api",
            description="The CRM's API",
            settings=CrmApiSettings(
                stage=config.stage,
                local=config.local,
                line_secret_id=line.secret_id,
                card_key_id=card_key.secret_id,
                uploads_bucket=uploads.bucket.bucket_name,
                line_api_base=config.line_api_base,
                friends_table=tables.friends.table_name,
                ledger_table=tables.ledger.table_name,
                catalog_table=tables.catalog.table_name,
                outbox_table=tables.outbox.table_name,
                slice_queue_url=segment_eval.queue.url,
                batch_queue_url=sender.queue.url,
                schedule_group=scheduler.group.ref,
                schedule_role_arn=scheduler.role.role_arn,
                scheduler_arn=scheduler.function_arn,
                segment_count=roster_copy.counter.function_name,
                requests_per_minute=config.requests_per_minute,
                slice_mb=config.slice_mb,
                liff_id=config.liff_id,
            ),
            # API Gateway waits 30 seconds at most.
            timeout=Duration.seconds(29),
            memory_mb=1024,
        )
        alarms.throttles("crm-api", self.function)
        tables.friends.allow(self.function, "GetItem", "BatchGetItem", "PutItem", "Scan", "DescribeTable")
        tables.friends.allow(self.function, "Query", index="phones")
        tables.ledger.allow(self.function, "BatchGetItem", "GetItem", "PutItem", "Query")
        tables.ledger.allow(self.function, "Query", index="holders")
        tables.catalog.allow(self.function, "GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem", "Query")
        tables.catalog.allow(self.function, "Query", index="due")
        tables.outbox.allow(self.function, "GetItem", "PutItem", "UpdateItem", "Query")
        tables.outbox.allow(self.function, "Query", index="open")
        tables.outbox.allow(self.function, "Query", index="runs")
        segment_eval.queue.accept_from(self.function)
        sender.queue.accept_from(self.function)
        scheduler.allow_scheduling(self.function)
        line.allow(self.function)
        card_key.allow(self.function)
        uploads.allow(self.function, "GetObject")
        roster_copy.let_ask(self.function)
