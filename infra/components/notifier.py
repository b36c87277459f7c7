"""A friend is told something, or the friend's profile is fetched, because of an entry in the ledger."""

from aws_cdk import Duration
from constructs import Construct

from daifukucho_aws.settings import NotifierSettings
from infra.components.function import Function
from infra.components.given import Given
from infra.components.line_channel import LineChannel
from infra.components.queue import FailedMessages, WorkQueue

NOTIFIERS = 5
"""How many run at once; LINE's rate of pushes is shared among them and the senders."""

_TIMEOUT = Duration.seconds(60)
_LEASE_SECONDS = 120  # outlasts the invocation that took it


class Notifier(Construct):
    """One notice or profile an invocation. A notice that LINE does not take is tried again every quarter of an hour;
    after 23 hours the function records that it gave up, so the hundred tries of a message are more than it ever
    needs."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        given: Given,
        *,
        failed: FailedMessages,
        line: LineChannel,
    ) -> None:
        super().__init__(scope, id)
        config, alarms, tables = given.config, given.alarms, given.tables
        self.queue = WorkQueue(
            self,
            "Work",
            name="notices",
            config=config,
            alarms=alarms,
            failed=failed,
            consumer_timeout=_TIMEOUT,
            stale_after=Duration.minutes(30),
            tries=100,
            again_after=Duration.minutes(15),
        )
        self.function = Function(
            self,
            "Function",
            given,
            name="notifier",
            description="Tells a friend something, or fetches the profile, because of an entry in the ledger",
            settings=NotifierSettings(
                stage=config.stage,
                local=config.local,
                line_secret_id=line.secret_id,
                line_api_base=config.line_api_base,
                friends_table=tables.friends.table_name,
                ledger_table=tables.ledger.table_name,
                catalog_table=tables.catalog.table_name,
                outbox_table=tables.outbox.table_name,
                senders=config.senders,
                notifiers=NOTIFIERS,
                lease_seconds=_LEASE_SECONDS,
            ),
            timeout=_TIMEOUT,
            memory_mb=512,
        )
        self.queue.feed(self.function, batch_size=1, most_at_once=NOTIFIERS)
        tables.ledger.allow(self.function, "GetItem", "PutItem")
        tables.friends.allow(self.function, "GetItem", "PutItem")
        tables.catalog.allow(self.function, "GetItem")
        tables.outbox.allow(self.function, "GetItem", "PutItem", "DeleteItem")
        line.allow(self.function)
