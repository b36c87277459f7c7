"""Builds what ``functions/notifier`` needs."""

from dataclasses import dataclass

import linebot.v3.oauth  # noqa: F401 - while the function starts: every invocation calls LINE

from daifukucho.book.book import FriendBook
from daifukucho.delivery.single_sender import Notifier
from daifukucho.friends.profile_update import ProfileUpdate
from daifukucho.kernel.time import SECOND
from daifukucho.ranks import ranks
from daifukucho.ranks.rank_up import RankUps
from daifukucho_aws.bootstrap.common import clock, connection, line_access, new_id
from daifukucho_aws.dynamo.book import BookStore
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.friends import FriendStore
from daifukucho_aws.dynamo.ledger import LedgerStore
from daifukucho_aws.dynamo.notices import DynamoNotices
from daifukucho_aws.dynamo.setups import CatalogSetups
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from daifukucho_aws.line_profile import LineProfiles
from daifukucho_aws.line_send import LineMessaging
from daifukucho_aws.pause import pause
from daifukucho_aws.settings import NotifierSettings


@dataclass(frozen=True)
class Parts:
    """What is done for one friend at LINE because of an entry: telling the friend something, and fetching the profile."""

    notifier: Notifier
    profiles: ProfileUpdate


def build(settings: NotifierSettings) -> Parts:
    dynamo = connection()
    friends, entries = bind(FriendItem, settings.friends_table, dynamo), bind(LedgerItem, settings.ledger_table, dynamo)
    catalog = DynamoCatalog(dynamo, settings.catalog_table)
    roster, access = FriendStore(dynamo, friends, pause), line_access(settings)
    notifier = Notifier(
        LedgerStore(dynamo, entries, pause, clock),
        {"rank_changed": RankUps(CatalogSetups(catalog, ranks.KIND, ranks.define_ranks, ranks.DEFAULT))},
        roster,
        DynamoNotices(dynamo, settings.outbox_table, settings.ledger_table),
        LineMessaging(access, settings.senders, settings.notifiers),
        clock,
        new_id,
        settings.lease_seconds * SECOND,
    )
    book = FriendBook(roster, BookStore(dynamo, friends, entries), clock, new_id, pause)
    return Parts(notifier, ProfileUpdate(book, LineProfiles(access), clock, pause))
