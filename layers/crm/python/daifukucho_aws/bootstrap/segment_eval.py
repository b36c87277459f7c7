"""Builds what ``functions/segment_eval`` needs."""

from daifukucho.campaigns.evaluate import Evaluator
from daifukucho_aws.bootstrap.world import World
from daifukucho_aws.dynamo.audience import DynamoAudience
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.histories import DynamoHistories
from daifukucho_aws.dynamo.outbox import DynamoOutbox
from daifukucho_aws.dynamo.till import CatalogCoupons
from daifukucho_aws.settings import SegmentEvalSettings
from daifukucho_aws.sqs import SqsDoorbell


def build(settings: SegmentEvalSettings, world: World) -> Evaluator:
    dynamo = world.connect(read=10.0)
    doorbell = SqsDoorbell(world.client("sqs"), batch_url=settings.batch_queue_url)
    coupons = CatalogCoupons(DynamoCatalog(dynamo, settings.catalog_table))
    histories = DynamoHistories(dynamo.client, settings.ledger_table, coupons.get, world.pause)
    audience = DynamoAudience(dynamo.client, settings.friends_table, histories)
    return Evaluator(DynamoOutbox(dynamo, settings.outbox_table), audience, doorbell, world.clock)
