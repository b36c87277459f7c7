"""The columnar copy of the roster: its bucket, and the functions that write it, keep it compact, and count over it."""

from aws_cdk import Duration, Size
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from constructs import Construct

from daifukucho_aws.roster_copy.manifest import BASE, DELTAS, KEY
from daifukucho_aws.settings import RosterCopySettings, RosterDeltasSettings
from infra.components.alarms import Alarms
from infra.components.bucket import Bucket
from infra.components.function import Function
from infra.components.given import Given
from infra.components.nag import acknowledge
from infra.components.queue import dead_letters
from infra.components.tables import Tables

_WINDOW_SECONDS = 20
"""How long the stream gathers changes. What a preview says may be older by this and by what the stream and the function
take (``LAG`` in ``daifukucho_aws/roster_copy/reader.py``)."""

_LOCAL_WINDOW_SECONDS = 2

_PLENTY_MB = 3_008
"""Nearly two processors, and the most that a new AWS account may have."""


class RosterCopy(Construct):
    """Nothing in the copy exists only there: it is built anew from the table whenever it is gone."""

    def __init__(self, scope: Construct, id: str, given: Given) -> None:
        super().__init__(scope, id)
        config, alarms, tables = given.config, given.alarms, given.tables
        self.bucket = Bucket(self, "Bucket", config=config, key=tables.key)
        acknowledge(
            self.bucket,
            "AwsSolutions-S1",
            "Three functions of our own read and write it, and nobody else may; they log.",
        )
        settings = RosterCopySettings(
            stage=config.stage,
            local=config.local,
            friends_table=tables.friends.table_name,
            copy_bucket=self.bucket.bucket_name,
        )
        self.compactor = Function(
            self,
            "Compact",
            given,
            name="roster_compact",
            description="Keeps the roster's copy compact, and builds it",
            settings=settings,
            columns=True,
            # Less than the hour for which what was retired stays (daifukucho_aws/roster_copy/compaction.py).
            timeout=Duration.minutes(14),
            memory_mb=_PLENTY_MB,
            # The next one comes in ten minutes. One that always dies would cost three times as much.
            again=0,
            within=Duration.minutes(10),
            disk=Size.gibibytes(4),
        )
        self._allow(self.compactor, "GetObject", "PutObject", below=[BASE, KEY])
        self._allow(self.compactor, "GetObject", below=[DELTAS])
        self._allow(self.compactor, "DeleteObject", below=[BASE, DELTAS])
        self._allow_listing(self.compactor)
        tables.friends.allow(self.compactor, "Scan")
        # In EventBridge rather than in its Scheduler: a rule with a schedule costs nothing.
        events.Rule(
            self,
            "EveryTenMinutes",
            schedule=events.Schedule.rate(Duration.minutes(10)),
            # ``retry_attempts`` is about handing it to Lambda; how often Lambda tries is set at the function.
            targets=[
                targets.LambdaFunction(self.compactor, event=events.RuleTargetInput.from_object({}), retry_attempts=0)
            ],
        )
        window_seconds = _LOCAL_WINDOW_SECONDS if config.local else _WINDOW_SECONDS
        self.copier = Function(
            self,
            "Copy",
            given,
            name="roster_copy",
            description="Keeps what changes in the roster for its copy",
            settings=RosterDeltasSettings(
                stage=config.stage,
                local=config.local,
                copy_bucket=self.bucket.bucket_name,
                roster_compact=self.compactor.function_name,
                window_seconds=window_seconds,
            ),
            timeout=Duration.seconds(60),
            memory_mb=512,
        )
        self._allow(self.copier, "PutObject", below=[DELTAS])
        self.copier.may(["lambda:InvokeFunction"], self.compactor.function_arn)
        self._feed(alarms, tables, Duration.seconds(window_seconds), tls=not config.local)
        self.counter = Function(
            self,
            "Count",
            given,
            name="segment_count",
            description="Counts a segment over the roster's copy",
            settings=settings,
            columns=True,
            timeout=Duration.seconds(20),
            memory_mb=_PLENTY_MB,
            # Nobody waits for it when it is only woken, and the next request wakes it again.
            again=0,
            within=Duration.minutes(1),
            disk=Size.gibibytes(2),
        )
        self._allow(self.counter, "GetObject", below=[BASE, DELTAS, KEY])
        self._allow_listing(self.counter)

    def let_ask(self, function: Function) -> None:
        """Let a function have segments counted."""
        function.may(["lambda:InvokeFunction"], self.counter.function_arn)

    def _feed(self, alarms: Alarms, tables: Tables, window: Duration, *, tls: bool) -> None:
        self.lost = dead_letters(self, "Lost", tls=tls)
        self.copier.add_event_source(
            sources.DynamoEventSource(
                tables.friends.resource,
                starting_position=lambda_.StartingPosition.TRIM_HORIZON,
                batch_size=1_000,
                max_batching_window=window,
                # Until the stream forgets them, a day later: a batch that is left out is missing until a rebuild.
                on_failure=sources.SqsDlq(self.lost),
            )
        )
        self.copier.accept("AwsSolutions-IAM5[Resource::*]", "dynamodb:ListStreams, which an event source needs.")
        alarms.not_empty(
            "roster-copy-lost",
            self.lost,
            "Changes are missing in the roster's copy: mend the cause, then call roster_compact with "
            '{"rebuild": true}. Previews of large rosters are wrong until then; sending is not.',
        )
        alarms.above(
            "roster-copy-behind",
            self.copier.metric("IteratorAge", period=Duration.minutes(5), statistic="Maximum"),
            Duration.minutes(2).to_milliseconds(),
            "Previews of large rosters are more than two minutes old: the function fails, is throttled, or is too slow.",
        )

    def _allow(self, function: Function, *operations: str, below: list[str]) -> None:
        resources = [self.bucket.arn_for_objects(name if name == KEY else f"{name}*") for name in below]
        function.may([f"s3:{operation}" for operation in operations], *resources)
        for name in below:
            if name != KEY:
                function.accept(
                    f"AwsSolutions-IAM5[Resource::<{self._logical_id}.Arn>/{name}*]",
                    "The names of the copy's files are made while it is kept.",
                )
        if self.bucket.encryption_key:
            keys = ["kms:Decrypt", "kms:GenerateDataKey"]
            function.may(keys, self.bucket.encryption_key.key_arn)

    def _allow_listing(self, function: Function) -> None:
        function.may(["s3:ListBucket"], self.bucket.bucket_arn)

    @property
    def _logical_id(self) -> str:
        resource = self.bucket.node.default_child
        return self.bucket.stack.get_logical_id(resource)  # type: ignore[arg-type]
