"""Builds what ``functions/crm_api`` needs."""

from dataclasses import dataclass

from daifukucho.campaigns.control import Control
from daifukucho.campaigns.edit import CampaignEditor
from daifukucho.campaigns.report import Reports
from daifukucho.friends.book import FriendBook
from daifukucho.ledger.timeline import Timeline
from daifukucho.segments.definition import SegmentEditor
from daifukucho.segments.preview import Previewer
from daifukucho_aws.bootstrap.common import client, clock, connection, new_id
from daifukucho_aws.bootstrap.opening import opener, schedules
from daifukucho_aws.dynamo.book import BookStore
from daifukucho_aws.dynamo.campaigns import CatalogCampaigns
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.friends import FriendStore
from daifukucho_aws.dynamo.ledger import LedgerStore
from daifukucho_aws.dynamo.outbox import DynamoOutbox
from daifukucho_aws.dynamo.scan import SegmentScan
from daifukucho_aws.dynamo.segments import CatalogSegments
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from daifukucho_aws.pause import pause
from daifukucho_aws.settings import CrmApiSettings
from daifukucho_aws.sqs import SqsDoorbell


@dataclass(frozen=True)
class CrmApi:
    """What the marketers' API is made of."""

    friends: FriendStore
    book: FriendBook
    timeline: Timeline
    segments: CatalogSegments
    segment_editor: SegmentEditor
    previewer: Previewer
    campaigns: CatalogCampaigns
    campaign_editor: CampaignEditor
    control: Control
    reports: Reports


def build(settings: CrmApiSettings) -> CrmApi:
    dynamo = connection()
    friends = bind(FriendItem, settings.friends_table, dynamo)
    entries = bind(LedgerItem, settings.ledger_table, dynamo)
    roster = FriendStore(dynamo, friends, pause)
    book = FriendBook(roster, BookStore(dynamo, friends, entries), clock, new_id, pause)
    catalog = DynamoCatalog(dynamo, settings.catalog_table)
    segments, campaigns = CatalogSegments(catalog), CatalogCampaigns(catalog)
    outbox = DynamoOutbox(dynamo, settings.outbox_table, settings.catalog_table)
    doorbell = SqsDoorbell(client("sqs"), slice_url=settings.slice_queue_url, batch_url=settings.batch_queue_url)
    plans = schedules(settings)
    return CrmApi(
        friends=roster,
        book=book,
        timeline=Timeline(book, LedgerStore(dynamo, entries, pause, clock)),
        segments=segments,
        segment_editor=SegmentEditor(segments, clock, new_id),
        previewer=Previewer(SegmentScan(dynamo.client, settings.friends_table), roster, clock),
        campaigns=campaigns,
        campaign_editor=CampaignEditor(campaigns, plans, clock, new_id),
        control=Control(campaigns, opener(settings, dynamo, doorbell, plans), outbox, doorbell, clock),
        reports=Reports(outbox),
    )
