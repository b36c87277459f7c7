"""Builds what ``functions/scheduler`` needs."""

from daifukucho.campaigns.open import Opener
from daifukucho.campaigns.sweep import Sweeper, Watch
from daifukucho.kernel.time import SECOND
from daifukucho_aws.bootstrap.common import line_access
from daifukucho_aws.bootstrap.opening import opener, schedules
from daifukucho_aws.bootstrap.world import World
from daifukucho_aws.dynamo.campaigns import CatalogCampaigns
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.outbox import DynamoOutbox
from daifukucho_aws.settings import SchedulerSettings
from daifukucho_aws.sqs import SqsDoorbell


def build(settings: SchedulerSettings, world: World) -> tuple[Opener, Sweeper, Watch]:
    dynamo = world.connect()
    doorbell = SqsDoorbell(
        world.client("sqs"),
        slice_url=settings.slice_queue_url,
        batch_url=settings.batch_queue_url,
        receipt_url=settings.receipt_queue_url,
    )
    plans = schedules(settings, world)
    opens = opener(settings, world, dynamo, doorbell, plans, world.messaging(line_access(settings, world)))
    outbox = DynamoOutbox(dynamo, settings.outbox_table, settings.catalog_table)
    sweeper = Sweeper(opens, outbox, plans, doorbell, world.clock, settings.silent_seconds * SECOND)
    campaigns = CatalogCampaigns(DynamoCatalog(dynamo, settings.catalog_table))
    return opens, sweeper, Watch(campaigns, opens, plans, world.clock)
