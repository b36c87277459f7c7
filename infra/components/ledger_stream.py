"""What is new in the ledger changes its friend."""

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from constructs import Construct

from daifukucho.ledger.entry import Said
from daifukucho.ledger.events import EVENTS
from daifukucho.surveys.uploads import KEEPING
from daifukucho_aws.settings import LedgerStreamSettings
from infra.components.alarms import Alarms
from infra.components.function import Code, Function
from infra.components.line_channel import LineChannel
from infra.components.notifier import Notifier
from infra.components.queue import dead_letters
from infra.components.tables import Tables
from infra.components.uploads import Uploads
from infra.config import Config


class LedgerStream(Construct):
    """The stream's consumer. It parks an entry that keeps failing, with its cause, and goes on with the others; the
    event source's own failure handling is for what stops the function before it can."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        code: Code,
        alarms: Alarms,
        tables: Tables,
        line: LineChannel,
        uploads: Uploads,
        notifier: Notifier,
    ) -> None:
        super().__init__(scope, id)
        tls = not config.local
        self.parked = dead_letters(self, "Parked", tls=tls)
        failed = dead_letters(self, "Failed", tls=tls)
        self.function = Function(
            self,
            "Function",
            name="ledger_stream",
            description="Folds the ledger's entries into friends",
            config=config,
            code=code,
            alarms=alarms,
            settings=LedgerStreamSettings(
                stage=config.stage,
                local=config.local,
                line_secret_id=line.secret_id,
                line_api_base=config.line_api_base,
                friends_table=tables.friends.table_name,
                ledger_table=tables.ledger.table_name,
                uploads_bucket=uploads.bucket.bucket_name,
                parked_queue_url=self.parked.queue_url,
                notice_queue_url=notifier.queue.url,
            ),
            timeout=Duration.seconds(60),
            memory_mb=512,
        )
        tables.ledger.allow(self.function, "GetItem", "PutItem", "UpdateItem")
        tables.friends.allow(self.function, "GetItem", "PutItem")
        line.allow(self.function)
        self.function.may(["sqs:SendMessage"], self.parked.queue_arn)
        uploads.allow(self.function, "DeleteObjectTagging")
        notifier.queue.accept_from(self.function)
        self.function.add_event_source(
            sources.DynamoEventSource(
                tables.ledger.resource,
                starting_position=lambda_.StartingPosition.TRIM_HORIZON,
                batch_size=100,
                report_batch_item_failures=True,
                bisect_batch_on_error=True,
                retry_attempts=10,
                on_failure=sources.SqsDlq(failed),
                filters=[
                    lambda_.FilterCriteria.filter(
                        {
                            "eventName": ["INSERT"],
                            "dynamodb": {"NewImage": {"kind": {"S": [{"anything-but": _nothing_to_fold()}]}}},
                        }
                    )
                ],
            )
        )
        self.function.accept("AwsSolutions-IAM5[Resource::*]", "dynamodb:ListStreams, which an event source needs.")
        alarms.not_empty(self.parked, "Entries could not be folded. Each message says why; mend it, then redrive them.")
        alarms.not_empty(failed, "A part of the stream could not be read. Mend the cause, then replay the friends.")
        alarms.above(
            self.function,
            "Behind",
            self.function.metric("IteratorAge", period=Duration.minutes(5), statistic="Maximum"),
            Duration.minutes(5).to_milliseconds(),
            "The ledger is folded more than five minutes late: the function fails, is throttled, or is too slow.",
        )


def _nothing_to_fold() -> list[str]:
    """The kinds of items that the function would only skip, and each invocation costs: texts, marks, coupons, orders, entries that were
    written together with their friend (unless they may name uploads to keep, or owe her a notice), and those that say
    nothing of her.

    (To ask whether ``folded`` is absent would say more, but "exists" is true of leaves only, in AWS, and of branches
    only, in MiniStack.)
    """
    return sorted(
        [
            "coupon",
            "once",
            "order",
            *map(str, Said),
            *(
                k.key
                for k in EVENTS.values()
                if (k.recorded or k.fold is None) and not (k.owes_notice or k.key in KEEPING)
            ),
        ]
    )
