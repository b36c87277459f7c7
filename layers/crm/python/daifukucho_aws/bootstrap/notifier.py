"""Builds what ``functions/notifier`` needs."""

from dataclasses import dataclass

import linebot.v3.oauth  # noqa: F401 - while the function starts: every invocation calls LINE

import daifukucho_aws.line_send  # noqa: F401 - likewise
from daifukucho.book.book import FriendBook
from daifukucho.delivery.single_sender import Notifier
from daifukucho.friends.profile_update import ProfileUpdate
from daifukucho.kernel.time import SECOND
from daifukucho_aws.bootstrap.common import line_access
from daifukucho_aws.bootstrap.occasions import made
from daifukucho_aws.bootstrap.world import World
from daifukucho_aws.dynamo.book import BookRepository
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.friends import FriendRepository
from daifukucho_aws.dynamo.ledger import LedgerRepository
from daifukucho_aws.dynamo.notices import DynamoNotices
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from daifukucho_aws.line_profile import LineProfiles
from daifukucho_aws.settings import NotifierSettings


@dataclass(frozen=True)
class Parts:
    """What is done for one friend at LINE because of an entry: telling the friend something, and fetching the profile."""

    notifier: Notifier
    profiles: ProfileUpdate


def build(settings: NotifierSettings, world: World) -> Parts:
    dynamo = world.connect()
    friends, entries = bind(FriendItem, settings.friends_table, dynamo), bind(LedgerItem, settings.ledger_table, dynamo)
    roster, access = FriendRepository(dynamo, friends, world.pause), line_access(settings, world)
    notifier = Notifier(
        LedgerRepository(dynamo, entries, world.pause, world.clock),
        made(DynamoCatalog(dynamo, settings.catalog_table)),
        roster,
        DynamoNotices(dynamo, settings.outbox_table, settings.ledger_table),
        world.messaging(access, settings.senders, settings.notifiers),
        world.clock,
        world.ids,
        settings.lease_seconds * SECOND,
    )
    book = FriendBook(roster, BookRepository(dynamo, friends, entries), world.clock, world.ids, world.pause)
    return Parts(notifier, ProfileUpdate(book, LineProfiles(access), world.clock, world.pause))
