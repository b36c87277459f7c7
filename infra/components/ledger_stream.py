"""New entries of the ledger change their friends."""

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from constructs import Construct

from daifukucho.book.kinds import EVENTS
from daifukucho.ledger.entry import Said
from daifukucho_aws.bootstrap.ledger_stream import LOOKED_AT
from daifukucho_aws.settings import LedgerStreamSettings
from infra.components.function import Function
from infra.components.given import Given
from infra.components.notifier import Notifier
from infra.components.queue import dead_letters
from infra.components.uploads import Uploads


class LedgerStream(Construct):
    """The stream's consumer. It parks an entry that is at fault itself, with its cause, and goes on with the other
    entries. After a failure that may pass, the event source delivers again, from the first record that is not done, for
    as long as it can."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        given: Given,
        *,
        uploads: Uploads,
        notifier: Notifier,
    ) -> None:
        super().__init__(scope, id)
        config, alarms, tables = given.config, given.alarms, given.tables
        tls = not config.local
        self.parked = dead_letters(self, "Parked", tls=tls)
        self.lost = dead_letters(self, "Failed", tls=tls)
        self.function = Function(
            self,
            "Function",
            given,
            name="ledger_stream",
            description="Folds the ledger's entries into friends",
            settings=LedgerStreamSettings(
                stage=config.stage,
                local=config.local,
                friends_table=tables.friends.table_name,
                ledger_table=tables.ledger.table_name,
                uploads_bucket=uploads.bucket.bucket_name,
                parked_queue_url=self.parked.queue_url,
                notice_queue_url=notifier.queue.url,
            ),
            timeout=Duration.seconds(60),
            memory_mb=512,
        )
        tables.ledger.allow(self.function, "GetItem", "UpdateItem")
        tables.friends.allow(self.function, "GetItem", "PutItem")
        self.function.may(["sqs:SendMessage"], self.parked.queue_arn)
        uploads.allow(self.function, "DeleteObjectTagging")
        notifier.queue.accept_from(self.function)
        self.function.add_event_source(
            sources.DynamoEventSource(
                tables.ledger.resource,
                starting_position=lambda_.StartingPosition.TRIM_HORIZON,
                batch_size=100,
                # So many batches of a shard at once; one friend's many entries keep nobody else waiting for long.
                parallelization_factor=10,
                report_batch_item_failures=True,
                bisect_batch_on_error=True,
                # Tried again without a limit, up to an hour before the stream forgets (24 hours): later the entry would
                # be gone.
                max_record_age=Duration.hours(23),
                on_failure=sources.SqsDlq(self.lost),
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
        alarms.not_empty(
            "entries-parked",
            self.parked,
            "Entries could not be folded. Each message says why; mend it, then redrive them.",
            essential=True,
        )
        alarms.not_empty(
            "ledger-stream-lost",
            self.lost,
            "A part of the stream could not be read. Mend the cause, then replay the friends.",
        )
        alarms.above(
            "ledger-stream-behind",
            self.function.metric("IteratorAge", period=Duration.minutes(5), statistic="Maximum"),
            Duration.minutes(5).to_milliseconds(),
            "The ledger is folded more than five minutes late: the function fails, is throttled, or is too slow.",
            essential=True,
        )


def _nothing_to_fold() -> list[str]:
    """The kinds of items that the function would only skip, at the price of an invocation: texts, marks, coupons,
    orders, entries that were written together with their friend and those that say nothing of the friend, unless a
    reaction looks at them.

    (To ask whether ``folded`` is absent would say more, but "exists" is true of leaves only, in AWS, and of branches
    only, in MiniStack.)
    """
    return sorted(
        [
            "coupon",
            "once",
            "order",
            *map(str, Said),
            *(k.key for k in EVENTS.values() if (k.recorded or k.fold is None) and k.key not in LOOKED_AT),
        ]
    )
