"""Where concrete adapters are built: one builder a function. Handlers call theirs once a container, at first use."""

import os
import time
from dataclasses import dataclass
from typing import Any

import botocore.session
from botocore.config import Config
from pynamodb.connection import Connection
from ulid import ULID

from daifukucho.campaigns.control import Control
from daifukucho.campaigns.edit import CampaignEditor
from daifukucho.campaigns.evaluate import Evaluator
from daifukucho.campaigns.open import Opener
from daifukucho.campaigns.receipts import Receipts
from daifukucho.campaigns.report import Reports
from daifukucho.campaigns.send import Sender
from daifukucho.campaigns.sweep import Sweeper, Watch
from daifukucho.friends.backfill import Backfill
from daifukucho.friends.book import FriendBook
from daifukucho.friends.folding import Folding, Processing
from daifukucho.friends.replay import Replay
from daifukucho.kernel.time import SECOND
from daifukucho.ledger.intake import Intake
from daifukucho.ledger.timeline import Timeline
from daifukucho.segments.definition import SegmentEditor
from daifukucho.segments.preview import Previewer
from daifukucho_aws.dynamo.audience import DynamoAudience
from daifukucho_aws.dynamo.backfill import BackfillJobs
from daifukucho_aws.dynamo.book import BookStore
from daifukucho_aws.dynamo.campaigns import CatalogCampaigns
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.friends import FriendStore
from daifukucho_aws.dynamo.ledger import LedgerStore
from daifukucho_aws.dynamo.outbox import DynamoOutbox
from daifukucho_aws.dynamo.scan import SegmentScan
from daifukucho_aws.dynamo.segments import CatalogSegments
from daifukucho_aws.dynamo.tables import CatalogItem, FriendItem, LedgerItem, bind
from daifukucho_aws.line import LineAccess, api_base
from daifukucho_aws.line_followers import LineFollowers
from daifukucho_aws.line_profile import LineProfiles
from daifukucho_aws.line_send import LineMessaging
from daifukucho_aws.pause import pause
from daifukucho_aws.schedules import EventBridgeSchedules
from daifukucho_aws.secrets import ChannelSecret, SigningSecret
from daifukucho_aws.settings import (
    CampaignSettings,
    CrmApiSettings,
    LedgerStreamSettings,
    LineSettings,
    ReceiptsSettings,
    SchedulerSettings,
    SegmentEvalSettings,
    SenderSettings,
    WebhookSettings,
)
from daifukucho_aws.sqs import SqsDoorbell
from daifukucho_aws.workers import ParkedQueue, StreamWorker


def clock() -> int:
    """The present instant in UTC epoch milliseconds."""
    return time.time_ns() // 1_000_000


def new_id() -> str:
    """A new ULID."""
    return str(ULID())


def connection(connect: float = 1.0, read: float = 5.0, retries: int = 3) -> Connection:
    """The one connection to DynamoDB of a container; its own time-outs are 15 s and 30 s. Seconds."""
    return Connection(
        region=os.environ["AWS_REGION"],
        connect_timeout_seconds=connect,
        read_timeout_seconds=read,
        max_retry_attempts=retries,
    )


def client(service: str) -> Any:
    """A botocore client with time-outs fit for a Lambda. ``boto3`` would add a third to the cold start."""
    config = Config(connect_timeout=1, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 4})
    session = botocore.session.get_session()
    return session.create_client(service, region_name=os.environ["AWS_REGION"], config=config)


def line_access(settings: LineSettings) -> LineAccess:
    secret = ChannelSecret(client("secretsmanager"), settings.line_secret_id, clock)
    return LineAccess(secret, api_base(settings), clock)


def opener(settings: CampaignSettings, dynamo: Connection, doorbell: SqsDoorbell) -> Opener:
    return Opener(
        CatalogCampaigns(DynamoCatalog(dynamo, settings.catalog_table)),
        DynamoOutbox(dynamo, settings.outbox_table, settings.catalog_table),
        schedules(settings),
        doorbell,
        DynamoAudience(dynamo.client, settings.friends_table),
        LineMessaging(line_access(settings)),
        clock,
    )


def schedules(settings: CampaignSettings) -> EventBridgeSchedules:
    return EventBridgeSchedules(
        client("scheduler"), settings.schedule_group, settings.schedule_role_arn, settings.scheduler_arn
    )


def scheduler(settings: SchedulerSettings) -> tuple[Opener, Sweeper, Watch]:
    dynamo = connection()
    doorbell = SqsDoorbell(
        client("sqs"),
        slice_url=settings.slice_queue_url,
        batch_url=settings.batch_queue_url,
        receipt_url=settings.receipt_queue_url,
    )
    opens = opener(settings, dynamo, doorbell)
    plans = schedules(settings)
    outbox = DynamoOutbox(dynamo, settings.outbox_table, settings.catalog_table)
    sweeper = Sweeper(opens, outbox, plans, doorbell, clock, settings.silent_seconds * SECOND)
    campaigns = CatalogCampaigns(DynamoCatalog(dynamo, settings.catalog_table))
    return opens, sweeper, Watch(campaigns, opens, plans, clock)


def segment_eval(settings: SegmentEvalSettings) -> Evaluator:
    dynamo = connection(read=10.0)
    doorbell = SqsDoorbell(client("sqs"), batch_url=settings.batch_queue_url)
    audience = DynamoAudience(dynamo.client, settings.friends_table)
    return Evaluator(DynamoOutbox(dynamo, settings.outbox_table), audience, doorbell, clock)


def sender(settings: SenderSettings) -> Sender:
    dynamo = connection()
    return Sender(
        DynamoOutbox(dynamo, settings.outbox_table),
        FriendStore(dynamo, bind(FriendItem, settings.friends_table, dynamo), pause),
        LineMessaging(line_access(settings), settings.senders),
        SqsDoorbell(client("sqs"), receipt_url=settings.receipt_queue_url),
        clock,
        new_id,
        settings.lease_seconds * SECOND,
    )


def receipts(settings: ReceiptsSettings) -> Receipts:
    dynamo = connection()
    ledger = LedgerStore(dynamo, bind(LedgerItem, settings.ledger_table, dynamo), pause, clock)
    return Receipts(DynamoOutbox(dynamo, settings.outbox_table), ledger)


def webhook(settings: WebhookSettings) -> Intake:
    """LINE gives up after 2 s, so DynamoDB is given up early: whatever is not written is delivered again."""
    dynamo = connection(connect=0.3, read=0.8, retries=1)
    ledger = bind(LedgerItem, settings.ledger_table, dynamo)
    secret = ChannelSecret(client("secretsmanager"), settings.line_secret_id, clock)
    return Intake(SigningSecret(secret), LedgerStore(dynamo, ledger, pause, clock, patience=SECOND), clock)


def ledger_stream(settings: LedgerStreamSettings) -> StreamWorker:
    dynamo = connection()
    friends = bind(FriendItem, settings.friends_table, dynamo)
    entries = bind(LedgerItem, settings.ledger_table, dynamo)
    roster = FriendStore(dynamo, friends, pause)
    writer = BookStore(dynamo, friends, entries)
    processing = Processing(
        Folding(roster, writer, pause),
        FriendBook(roster, writer, clock, new_id, pause),
        LineProfiles(line_access(settings)),
        clock,
        pause,
    )
    parked = ParkedQueue(client("sqs"), settings.parked_queue_url)
    return StreamWorker(processing.process, LedgerStore(dynamo, entries, pause, clock), parked, pause)


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


def crm_api(settings: CrmApiSettings) -> CrmApi:
    dynamo = connection()
    friends = bind(FriendItem, settings.friends_table, dynamo)
    entries = bind(LedgerItem, settings.ledger_table, dynamo)
    roster = FriendStore(dynamo, friends, pause)
    book = FriendBook(roster, BookStore(dynamo, friends, entries), clock, new_id, pause)
    catalog = DynamoCatalog(dynamo, settings.catalog_table)
    segments, campaigns = CatalogSegments(catalog), CatalogCampaigns(catalog)
    outbox = DynamoOutbox(dynamo, settings.outbox_table, settings.catalog_table)
    doorbell = SqsDoorbell(client("sqs"), slice_url=settings.slice_queue_url, batch_url=settings.batch_queue_url)
    return CrmApi(
        friends=roster,
        book=book,
        timeline=Timeline(book, LedgerStore(dynamo, entries, pause, clock)),
        segments=segments,
        segment_editor=SegmentEditor(segments, clock, new_id),
        previewer=Previewer(SegmentScan(dynamo.client, settings.friends_table), roster, clock),
        campaigns=campaigns,
        campaign_editor=CampaignEditor(campaigns, schedules(settings), clock, new_id),
        control=Control(campaigns, opener(settings, dynamo, doorbell), outbox, doorbell, clock),
        reports=Reports(outbox),
    )


def replay(dynamo: Connection, friends_table: str, ledger_table: str) -> Replay:
    """For the command line."""
    friends, entries = bind(FriendItem, friends_table, dynamo), bind(LedgerItem, ledger_table, dynamo)
    roster, writer = FriendStore(dynamo, friends, pause), BookStore(dynamo, friends, entries)
    ledger = LedgerStore(dynamo, entries, pause, clock)
    return Replay(roster, writer, ledger, Folding(roster, writer, pause), pause)


def backfill(dynamo: Connection, ledger_table: str, catalog_table: str) -> Backfill:
    """For the command line."""
    ledger = LedgerStore(dynamo, bind(LedgerItem, ledger_table, dynamo), pause, clock)
    return Backfill(ledger, BackfillJobs(bind(CatalogItem, catalog_table, dynamo)), clock)


def followers(settings: LineSettings, secrets: Any) -> LineFollowers:
    """For the command line; ``secrets`` is a client of Secrets Manager."""
    return LineFollowers(LineAccess(ChannelSecret(secrets, settings.line_secret_id, clock), api_base(settings), clock))
