"""Builds what ``functions/liff_api`` needs."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from daifukucho.book.book import FriendBook
from daifukucho.friends.repository import FriendReader
from daifukucho.inflow.visit import Visits
from daifukucho.kernel.time import MINUTE, SECOND, Clock
from daifukucho.ledger.repository import LedgerWriter
from daifukucho.surveys.answering import Answering
from daifukucho.surveys.uploads import Pictures, Uploads
from daifukucho.till.desk import StaffDesk
from daifukucho.till.slip import Slips
from daifukucho.till.view import Views
from daifukucho_aws.bootstrap.common import uploads as upload_store
from daifukucho_aws.bootstrap.membership import Membership, membership
from daifukucho_aws.bootstrap.till import TillServices, till_services
from daifukucho_aws.bootstrap.visits import visits
from daifukucho_aws.bootstrap.world import World
from daifukucho_aws.dynamo.answers import DynamoAnswers
from daifukucho_aws.dynamo.book import BookRepository
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.friends import FriendRepository
from daifukucho_aws.dynamo.ledger import LedgerRepository
from daifukucho_aws.dynamo.surveys import CatalogSurveys
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from daifukucho_aws.dynamo.upload_count import CatalogUploadCounter
from daifukucho_aws.id_token import IdTokens, KeySet
from daifukucho_aws.line import api_base
from daifukucho_aws.rate_limit import Limiter, MemoryLimiter
from daifukucho_aws.secrets import CardKey
from daifukucho_aws.settings import LiffApiSettings

REQUESTS_PER_MINUTE = 120
"""Of one LINE user, counted by each instance of the function (docs/adr/friends-rate-limit.md). A card that is looked at makes
three in the first minute; staff who scan without a pause some forty."""


@dataclass(frozen=True)
class LiffApi:
    """What the pages' API is made of. ``who`` gives the user id of whom an ID token was issued to (see ``IdTokens``);
    ``limiter`` counts that user's requests."""

    who: Callable[[str], str]
    limiter: Limiter
    friends: FriendReader
    ledger: LedgerWriter
    membership: Membership
    till: TillServices
    visits: Visits
    answering: Answering
    uploads: Uploads
    staff: StaffDesk
    clock: Clock
    liff_id: str

    @property
    def add_url(self) -> str:
        """The address that adds the shop's account as a friend. One read at most."""
        return self.membership.design().add_url(self.liff_id)


def build(settings: LiffApiSettings, world: World) -> LiffApi:
    """A friend waits for the page: after a few seconds without an answer of DynamoDB, the page says so."""
    clock, pause = world.clock, world.pause
    dynamo = world.connect(connect=0.5, read=2.0, retries=2)
    people = bind(FriendItem, settings.friends_table, dynamo)
    entries = bind(LedgerItem, settings.ledger_table, dynamo)
    friends, books = FriendRepository(dynamo, people, pause), BookRepository(dynamo, people, entries)
    book = FriendBook(friends, books, clock, world.ids, pause)
    life = SECOND if settings.local else MINUTE
    key = cache(lambda: CardKey(world.client("secretsmanager"), settings.card_key_id))
    pictures = upload_store(world, settings.uploads_bucket)
    tables = {"ledger_table": settings.ledger_table, "catalog_table": settings.catalog_table}
    till = till_services(dynamo, world, **tables)
    ledger = LedgerRepository(dynamo, entries, pause, clock)
    members = membership(dynamo, world, settings.catalog_table, book, lambda: key().get(), life=life)
    return LiffApi(
        who=IdTokens(KeySet(world.line_keys(api_base(settings)), clock), settings.login_channel_id or "").subject,
        limiter=MemoryLimiter(REQUESTS_PER_MINUTE, clock),
        friends=friends,
        ledger=ledger,
        membership=members,
        till=till,
        visits=visits(dynamo, world, **tables, friends_table=settings.friends_table),
        answering=Answering(
            CatalogSurveys(DynamoCatalog(dynamo, settings.catalog_table)),
            friends,
            DynamoAnswers(dynamo, settings.catalog_table, settings.ledger_table, books, pause),
            Pictures(pictures, clock),
            till.cutoff,
            clock,
            pause,
        ),
        uploads=Uploads(pictures, CatalogUploadCounter(dynamo, settings.catalog_table), clock, world.ids),
        staff=StaffDesk(
            till.access,
            Slips(lambda: key().get(), clock),
            members.cards,
            members.points,
            members.stamps,
            till.desk,
            Views(members.cards, till.wallet, ledger, clock),
            clock,
        ),
        clock=clock,
        liff_id=settings.liff_id or "",
    )
