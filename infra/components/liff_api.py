"""What LINE users open: the pages and their API."""

from aws_cdk import Duration
from constructs import Construct

from daifukucho_aws.settings import LiffApiSettings
from infra.components.alarms import Alarms
from infra.components.card_key import CardKey
from infra.components.function import Code, Function
from infra.components.tables import Tables
from infra.components.uploads import Uploads
from infra.config import Config


class LiffApi(Construct):
    """The function behind ``/liff``. Who asks is proven by an ID token of LINE's, which the function verifies."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        code: Code,
        alarms: Alarms,
        tables: Tables,
        card_key: CardKey,
        uploads: Uploads,
    ) -> None:
        super().__init__(scope, id)
        self.function = Function(
            self,
            "Function",
            name="liff_api",
            description="The pages that LINE users open",
            config=config,
            code=code,
            alarms=alarms,
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
        tables.friends.allow(self.function, "GetItem", "PutItem")
        tables.ledger.allow(self.function, "GetItem", "PutItem", "UpdateItem", "Query")
        tables.catalog.allow(self.function, "GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query")
        card_key.allow(self.function)
        uploads.allow(self.function, "PutObject", "PutObjectTagging", "GetObject")
