"""Builds what ``functions/webhook`` needs."""

from daifukucho.book.intake import Intake
from daifukucho.kernel.time import SECOND
from daifukucho_aws.bootstrap.common import client, clock, connection
from daifukucho_aws.dynamo.ledger import LedgerStore
from daifukucho_aws.dynamo.tables import LedgerItem, bind
from daifukucho_aws.pause import pause
from daifukucho_aws.secrets import ChannelSecret, SigningSecret
from daifukucho_aws.settings import WebhookSettings


def build(settings: WebhookSettings) -> Intake:
    """LINE gives up after 2 s, so DynamoDB is given up early: whatever is not written is delivered again."""
    dynamo = connection(connect=0.3, read=0.8, retries=1)
    ledger = bind(LedgerItem, settings.ledger_table, dynamo)
    secret = ChannelSecret(client("secretsmanager"), settings.line_secret_id, clock)
    return Intake(SigningSecret(secret), LedgerStore(dynamo, ledger, pause, clock, patience=SECOND), clock)
