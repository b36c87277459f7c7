"""What LINE users open: the pages and their API."""

from aws_cdk import Duration
from constructs import Construct

from daifukucho_aws.metrics import Metric
from daifukucho_aws.settings import LiffApiSettings
from infra.components.card_key import CardKey
from infra.components.function import Function
from infra.components.given import Given
from infra.components.uploads import Uploads


class LiffApi(Construct):
    """The function behind ``/liff``. Who asks is proven by an ID token of LINE's, which the function verifies."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        given: Given,
        *,
        card_key: CardKey,
        uploads: Uploads,
    ) -> None:
        super().__init__(scope, id)
        config, alarms, tables = given.config, given.alarms, given.tables
        self.function = Function(
            self,
            "Function",
            given,
            name="liff_api",
            description="The pages that LINE users open",
            settings=LiffApiSettings(
                stage=config.stage,
                local=config.local,
                friends_table=tables.friends.table_name,
                ledger_table=tables.ledger.table_name,
                catalog_table=tables.catalog.table_name,
                card_key_id=card_key.secret_id,
                uploads_bucket=uploads.bucket.bucket_name,
                liff_id=config.liff_id,
                login_channel_id=config.login_channel_id,
                line_api_base=config.line_api_base,
            ),
            timeout=Duration.seconds(15),
            memory_mb=1024,
        )
        alarms.throttles("liff-api", self.function)
        alarms.counted(
            "pins-guessed",
            Metric.PINS_GUARDED,
            "A store has counted a hundred wrong PINs today: somebody may be guessing. The function's log names the store "
            "('PINs are being guessed'); give it a new PIN.",
            essential=True,
        )
        tables.friends.allow(self.function, "GetItem", "PutItem")
        tables.ledger.allow(self.function, "GetItem", "PutItem", "UpdateItem", "Query")
        tables.catalog.allow(self.function, "GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query")
        card_key.allow(self.function)
        uploads.allow(self.function, "PutObject", "PutObjectTagging", "GetObject")
