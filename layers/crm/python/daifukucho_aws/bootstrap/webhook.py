"""Builds what ``functions/webhook`` needs."""

from daifukucho.book.intake import Intake
from daifukucho.kernel.time import SECOND
from daifukucho_aws.bootstrap.world import World
from daifukucho_aws.dynamo.ledger import LedgerRepository
from daifukucho_aws.dynamo.tables import LedgerItem, bind
from daifukucho_aws.secrets import ChannelSecret, SigningSecret
from daifukucho_aws.settings import WebhookSettings


def build(settings: WebhookSettings, world: World) -> Intake:
    """LINE gives up after 2 s, so DynamoDB is given up early: whatever is not written is delivered again."""
    dynamo = world.connect(connect=0.3, read=0.8, retries=1)
    ledger = bind(LedgerItem, settings.ledger_table, dynamo)
    secret = ChannelSecret(world.client("secretsmanager"), settings.line_secret_id, world.clock)
    store = LedgerRepository(dynamo, ledger, world.pause, world.clock, patience=SECOND)
    return Intake(SigningSecret(secret), store, world.clock)
