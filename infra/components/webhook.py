"""LINE's events come in."""

from aws_cdk import Duration
from constructs import Construct

from daifukucho_aws.metrics import Metric
from daifukucho_aws.settings import WebhookSettings
from infra.components.alarms import Alarms
from infra.components.function import Function
from infra.components.given import Given
from infra.components.line_channel import LineChannel


class Webhook(Construct):
    """Verifies the signature and writes to the ledger; it can read nothing that was written."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        given: Given,
        *,
        line: LineChannel,
    ) -> None:
        super().__init__(scope, id)
        config, alarms, tables = given.config, given.alarms, given.tables
        self.function = Function(
            self,
            "Function",
            given,
            name="webhook",
            description="Takes LINE's events into the ledger",
            settings=WebhookSettings(
                stage=config.stage,
                local=config.local,
                ledger_table=tables.ledger.table_name,
                line_secret_id=line.secret_id,
            ),
            timeout=Duration.seconds(10),
            memory_mb=512,
        )
        alarms.throttles("webhook", self.function)
        _watch(alarms)
        tables.ledger.allow(self.function, "PutItem")
        line.allow(self.function)


def _watch(alarms: Alarms) -> None:
    """The function answers LINE by itself, so neither of these is an error of the function."""
    alarms.counted(
        "webhooks-not-written",
        Metric.WEBHOOKS_FAILED,
        "Events of LINE could not be written to the ledger. LINE delivers them again if redelivery is on; the function's "
        "log says why it could not.",
    )
    alarms.counted(
        "webhooks-refused",
        Metric.WEBHOOKS_REFUSED,
        "More than half of the webhooks were refused, in three of the last twelve periods of five minutes. If LINE sent "
        "them, the channel secret has changed: put the new one in. Otherwise a stranger calls, and nothing is lost.",
        threshold=0.5,
        statistic="Average",
        # While LINE sends nothing, a stranger's one request is all of the webhooks: that must raise no alarm.
        periods=3,
        of=12,
        essential=True,
    )
