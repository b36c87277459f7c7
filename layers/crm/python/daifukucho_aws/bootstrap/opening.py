"""What it takes to open runs, which both the scheduler and the API do."""

from pynamodb.connection import Connection

from daifukucho.campaigns.open import Opener
from daifukucho.delivery.line import LineQuota
from daifukucho.shop.settings import SHOP
from daifukucho_aws.bootstrap.world import World
from daifukucho_aws.dynamo.audience import DynamoAudience
from daifukucho_aws.dynamo.campaigns import CatalogCampaigns
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.outbox import DynamoOutbox
from daifukucho_aws.dynamo.setups import CatalogSetups
from daifukucho_aws.schedules import EventBridgeSchedules
from daifukucho_aws.settings import CampaignSettings
from daifukucho_aws.sqs import SqsDoorbell


def schedules(settings: CampaignSettings, world: World) -> EventBridgeSchedules:
    return EventBridgeSchedules(
        world.client("scheduler"), settings.schedule_group, settings.schedule_role_arn, settings.scheduler_arn
    )


def opener(
    settings: CampaignSettings,
    world: World,
    dynamo: Connection,
    doorbell: SqsDoorbell,
    plans: EventBridgeSchedules,
    line: LineQuota,
) -> Opener:
    catalog = DynamoCatalog(dynamo, settings.catalog_table)
    return Opener(
        CatalogCampaigns(catalog),
        DynamoOutbox(dynamo, settings.outbox_table, settings.catalog_table),
        plans,
        doorbell,
        DynamoAudience(dynamo.client, settings.friends_table, slice_mb=settings.slice_mb),
        line,
        CatalogSetups(catalog, SHOP),
        world.clock,
        settings.liff_id,
    )
