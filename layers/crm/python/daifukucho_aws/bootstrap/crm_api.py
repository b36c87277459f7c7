"""Builds what ``functions/crm_api`` needs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from daifukucho.book.book import FriendBook
from daifukucho.book.past import Past
from daifukucho.book.sheet import Sheets
from daifukucho.book.timeline import Timeline
from daifukucho.campaigns.control import Control
from daifukucho.campaigns.edit import CampaignEditor
from daifukucho.campaigns.poll import Poll
from daifukucho.campaigns.preview import CampaignPreviewer
from daifukucho.campaigns.recipients import Recipients
from daifukucho.campaigns.report import Reports
from daifukucho.campaigns.trial import Tester
from daifukucho.kernel.defined import Editor
from daifukucho.kernel.ids import Ids
from daifukucho.kernel.resource import Resource
from daifukucho.kernel.setups import SetupEditor
from daifukucho.kernel.time import Clock
from daifukucho.orders.observing import NineSegments
from daifukucho.segments.context import Context
from daifukucho.segments.definition import SegmentEditor
from daifukucho.segments.explain import Explainer
from daifukucho.segments.preview import Previewer
from daifukucho.segments.tags import TagCounter
from daifukucho.segments.within import within_segments
from daifukucho.shop.settings import SHOP, Shop
from daifukucho.surveys.definition import SurveyDefinition
from daifukucho.surveys.survey import survey_definer
from daifukucho.surveys.uploads import Pictures
from daifukucho_aws.bootstrap.common import line_access, uploads
from daifukucho_aws.bootstrap.membership import Membership, membership
from daifukucho_aws.bootstrap.opening import opener, schedules
from daifukucho_aws.bootstrap.orders import OrderServices, order_services
from daifukucho_aws.bootstrap.people import People, people
from daifukucho_aws.bootstrap.till import TillServices, till_services
from daifukucho_aws.bootstrap.world import World
from daifukucho_aws.dynamo.answers import DynamoAnswers
from daifukucho_aws.dynamo.book import BookRepository
from daifukucho_aws.dynamo.campaigns import CatalogCampaigns
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.coupon_holders import CouponHolders
from daifukucho_aws.dynamo.definitions import CatalogDefinitions
from daifukucho_aws.dynamo.friends import FriendRepository
from daifukucho_aws.dynamo.histories import AT_ONCE, DynamoHistories
from daifukucho_aws.dynamo.ledger import LedgerRepository
from daifukucho_aws.dynamo.names import CatalogNames
from daifukucho_aws.dynamo.outbox import DynamoOutbox
from daifukucho_aws.dynamo.rate_limit import DynamoLimiter
from daifukucho_aws.dynamo.recipients import DynamoRecipients
from daifukucho_aws.dynamo.roster_count import SEGMENTS, DynamoRosterCount
from daifukucho_aws.dynamo.runs import DynamoRuns
from daifukucho_aws.dynamo.scan import SegmentScan
from daifukucho_aws.dynamo.segments import CatalogSegments
from daifukucho_aws.dynamo.setups import CatalogSetups
from daifukucho_aws.dynamo.surveys import CatalogSurveys
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from daifukucho_aws.dynamo.till import CatalogCoupons
from daifukucho_aws.dynamo.trials import DynamoTrials
from daifukucho_aws.secrets import CardKey
from daifukucho_aws.segment_count import CopyCount
from daifukucho_aws.settings import CrmApiSettings
from daifukucho_aws.sqs import SqsDoorbell

D = TypeVar("D")


@dataclass(frozen=True)
class CrmApi:
    """What the marketers' API is made of."""

    friends: FriendRepository
    book: FriendBook
    timeline: Timeline
    past: Past
    segments: CatalogSegments
    names: CatalogNames
    segment_editor: SegmentEditor
    previewer: Previewer
    tags: TagCounter
    explainer: Explainer
    campaigns: CatalogCampaigns
    campaign_editor: CampaignEditor
    control: Control
    reports: Reports
    runs: DynamoRuns
    limiter: DynamoLimiter
    recipients: Recipients
    campaign_previewer: CampaignPreviewer
    tester: Tester
    shops: CatalogSetups[Shop]
    shop_editor: SetupEditor[Shop]
    till: TillServices
    liff_id: str | None
    membership: Membership
    surveys: CatalogSurveys
    survey_editor: Editor[SurveyDefinition]
    answers: DynamoAnswers
    pictures: Pictures
    nine_segments: NineSegments
    people: People
    sheets: Sheets
    orders: OrderServices
    catalog: DynamoCatalog
    clock: Clock
    ids: Ids

    def definitions(self, resource: Resource[D]) -> CatalogDefinitions[D]:
        """What keeps the definitions of a resource."""
        return CatalogDefinitions(self.catalog, resource.in_catalog)

    def editor(self, resource: Resource[D], define: Callable[[object, D | None], D]) -> Editor[D]:
        """What saves, changes and deletes them; ``define`` checks what is sent."""
        return Editor(self.definitions(resource), define, lambda says: resource.id_of(says, self.ids), self.clock)


def build(settings: CrmApiSettings, world: World) -> CrmApi:
    clock, ids, pause = world.clock, world.ids, world.pause
    dynamo = world.connect()
    friends = bind(FriendItem, settings.friends_table, dynamo)
    entries = bind(LedgerItem, settings.ledger_table, dynamo)
    roster = FriendRepository(dynamo, friends, pause)
    books = BookRepository(dynamo, friends, entries)
    book = FriendBook(roster, books, clock, ids, pause)
    catalog = DynamoCatalog(dynamo, settings.catalog_table)
    surveys = CatalogSurveys(catalog)
    segments, campaigns, shops = CatalogSegments(catalog), CatalogCampaigns(catalog), CatalogSetups(catalog, SHOP)
    ledger = LedgerRepository(dynamo, entries, pause, clock)
    names = CatalogNames(dynamo, settings.catalog_table, pause)
    timeline = Timeline(book, ledger, names)
    outbox = DynamoOutbox(dynamo, settings.outbox_table, settings.catalog_table)
    doorbell = SqsDoorbell(world.client("sqs"), slice_url=settings.slice_queue_url, batch_url=settings.batch_queue_url)
    plans = schedules(settings, world)
    line = world.messaging(line_access(settings, world))
    trials = DynamoTrials(dynamo, settings.outbox_table)
    coupons = CatalogCoupons(catalog)
    histories = DynamoHistories(dynamo.client, settings.ledger_table, coupons.get, pause)
    fewer = DynamoHistories(dynamo.client, settings.ledger_table, coupons.get, pause, AT_ONCE // SEGMENTS)
    scan = SegmentScan(dynamo.client, settings.friends_table, histories)
    survey = DynamoRosterCount(dynamo.client, settings.friends_table, fewer)
    # A person who waits for a preview is better served by a part of it than by a second try.
    holders = CouponHolders(dynamo.client, settings.ledger_table, coupons.get, clock)
    copy = CopyCount(world.client("lambda", read=8, attempts=1), settings.segment_count, holders)

    till = till_services(dynamo, world, ledger_table=settings.ledger_table, catalog_table=settings.catalog_table)
    pictures = Pictures(uploads(world, settings.uploads_bucket), clock)

    def today() -> Context:
        return shops.get().value.context(clock())

    key = CardKey(world.client("secretsmanager"), settings.card_key_id)
    members = membership(dynamo, world, settings.catalog_table, book, key.get)
    nine_segments = NineSegments(book, lambda: shops.get().value.cutoff_minutes, clock)
    return CrmApi(
        friends=roster,
        book=book,
        timeline=timeline,
        past=Past(book, ledger),
        segments=segments,
        names=names,
        segment_editor=SegmentEditor(segments, clock, ids),
        previewer=Previewer(
            scan,
            copy,
            roster,
            histories,
            segments.get,
            today,
            clock,
            segments.known,
        ),
        tags=TagCounter(scan, copy, segments.get, clock, segments.known),
        explainer=Explainer(book, segments.get, today, histories, segments.known),
        campaigns=campaigns,
        campaign_editor=CampaignEditor(campaigns, plans, clock, ids, settings.liff_id),
        control=Control(campaigns, opener(settings, world, dynamo, doorbell, plans, line), outbox, doorbell, clock),
        reports=Reports(outbox),
        runs=DynamoRuns(dynamo, settings.outbox_table),
        limiter=DynamoLimiter(dynamo, settings.outbox_table, settings.requests_per_minute, clock),
        recipients=Recipients(outbox, DynamoRecipients(dynamo, settings.outbox_table), roster, histories),
        campaign_previewer=CampaignPreviewer(
            campaigns,
            roster,
            survey,
            Poll(copy, roster, histories, clock),
            line,
            shops,
            clock,
            histories,
            holders,
            settings.liff_id,
        ),
        tester=Tester(campaigns, roster, line, trials, ledger, clock, world.sleep, settings.liff_id),
        shops=shops,
        shop_editor=SetupEditor(shops, SHOP.define, clock),
        till=till,
        liff_id=settings.liff_id,
        membership=members,
        surveys=surveys,
        survey_editor=Editor(surveys, survey_definer(segments.known), lambda _: ids(), clock),
        answers=DynamoAnswers(dynamo, settings.catalog_table, settings.ledger_table, books, pause),
        pictures=pictures,
        nine_segments=nine_segments,
        sheets=Sheets(members.points, till.wallet, nine_segments),
        people=people(
            dynamo,
            world,
            catalog_table=settings.catalog_table,
            book=book,
            roster=roster,
            ledger=ledger,
            timeline=timeline,
            till=till,
            pictures=pictures,
            within=within_segments(segments.get, today, histories, segments.known),
        ),
        orders=order_services(dynamo, world, entries, settings.catalog_table, book, books),
        catalog=catalog,
        clock=clock,
        ids=ids,
    )
