"""Where concrete adapters are built: one builder a function. Handlers call theirs once a container, at first use."""

import os
import time
from typing import Any

import botocore.session
from botocore.config import Config
from pynamodb.connection import Connection
from ulid import ULID

from daifukucho.campaigns.evaluate import Evaluator
from daifukucho.campaigns.open import Opener
from daifukucho.campaigns.receipts import Receipts
from daifukucho.campaigns.send import Sender
from daifukucho.campaigns.sweep import Sweeper, Watch
from daifukucho.friends.book import FriendBook
from daifukucho.friends.folding import Folding, Processing
from daifukucho.kernel.time import SECOND
from daifukucho.ledger.intake import Intake
from daifukucho_aws.dynamo.audience import DynamoAudience
from daifukucho_aws.dynamo.book import BookStore
from daifukucho_aws.dynamo.campaigns import CatalogCampaigns
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.friends import FriendStore
from daifukucho_aws.dynamo.ledger import LedgerStore
from daifukucho_aws.dynamo.outbox import DynamoOutbox
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from daifukucho_aws.line import LineAccess, api_base
from daifukucho_aws.line_profile import LineProfiles
from daifukucho_aws.line_send import LineMessaging
from daifukucho_aws.pause import pause
from daifukucho_aws.schedules import EventBridgeSchedules
from daifukucho_aws.secrets import ChannelSecret, SigningSecret
from daifukucho_aws.settings import (
    CampaignSettings,
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
