"""The four tables in moto, as infra defines them."""

from pynamodb.connection import Connection

from daifukucho_aws.dynamo.outbox_items import BatchItem
from daifukucho_aws.dynamo.tables import CatalogItem, FriendItem, LedgerItem, bind

REGION = "ap-northeast-1"
MODELS = {"friends": FriendItem, "ledger": LedgerItem, "catalog": CatalogItem, "outbox": BatchItem}


def connect() -> Connection:
    return Connection(region=REGION)


def create_tables(*names: str) -> None:
    """Create some of the tables, or all; to be called within moto's ``mock_aws``."""
    connection = connect()
    for name in names or MODELS:
        bind(MODELS[name], name, connection).create_table(billing_mode="PAY_PER_REQUEST")
