"""Builds what ``functions/notifier`` needs."""

from daifukucho.kernel.time import SECOND
from daifukucho.notices.notifier import Notifier
from daifukucho.ranks import ranks
from daifukucho.ranks.rank_up import RankUps
from daifukucho_aws.bootstrap.common import clock, connection, line_access, new_id
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.friends import FriendStore
from daifukucho_aws.dynamo.ledger import LedgerStore
from daifukucho_aws.dynamo.notices import DynamoNotices
from daifukucho_aws.dynamo.setups import CatalogSetups
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from daifukucho_aws.line_send import LineMessaging
from daifukucho_aws.pause import pause
from daifukucho_aws.settings import NotifierSettings


def build(settings: NotifierSettings) -> Notifier:
    dynamo = connection()
    catalog = DynamoCatalog(dynamo, settings.catalog_table)
    return Notifier(
        LedgerStore(dynamo, bind(LedgerItem, settings.ledger_table, dynamo), pause, clock),
        {"rank_changed": RankUps(CatalogSetups(catalog, ranks.KIND, ranks.define_ranks, ranks.DEFAULT))},
        FriendStore(dynamo, bind(FriendItem, settings.friends_table, dynamo), pause),
        DynamoNotices(dynamo, settings.outbox_table, settings.ledger_table),
        LineMessaging(line_access(settings), settings.senders, settings.notifiers),
        clock,
        new_id,
        settings.lease_seconds * SECOND,
    )
