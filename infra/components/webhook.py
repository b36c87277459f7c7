"""LINE's events come in."""

from aws_cdk import Duration
from constructs import Construct

from daifukucho_aws.settings import WebhookSettings
from infra.components.alarms import Alarms
from infra.components.function import Code, Function
from infra.components.line_channel import LineChannel
from infra.components.tables import Tables
from infra.config import Config


class Webhook(Construct):
    """Verifies the signature and writes to the ledger; it can read nothing that anybody wrote."""

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
    ) -> None:
        super().__init__(scope, id)
        self.function = Function(
            self,
            "Function",
            name="webhook",
            description="Takes LINE's events into the ledger",
            config=config,
            code=code,
            alarms=alarms,
            settings=WebhookSettings(
                stage=config.stage,
                local=config.local,
                ledger_table=tables.ledger.table_name,
                line_secret_id=line.secret_id,
            ),
            timeout=Duration.seconds(10),
            memory_mb=512,
        )
        alarms.throttles(self.function)
        tables.ledger.allow(self.function, "PutItem")
        line.allow(self.function)
