"""Builds what the staff do with what the shop knows of its friends: fields of its own, edits, memos, the search."""

from dataclasses import dataclass

from pynamodb.connection import Connection

from daifukucho.book.book import FriendBook
from daifukucho.book.timeline import Timeline
from daifukucho.fields.editing import FriendEditor
from daifukucho.friends.filters import WithinSegment
from daifukucho.friends.search import FriendSearch
from daifukucho.memos.memo import Memos
from daifukucho.surveys.uploads import Pictures
from daifukucho_aws.bootstrap.till import TillServices
from daifukucho_aws.bootstrap.world import World
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.fields import fields
from daifukucho_aws.dynamo.friends import FriendRepository
from daifukucho_aws.dynamo.ledger import LedgerRepository
from daifukucho_aws.dynamo.members import DynamoMembers


@dataclass(frozen=True)
class People:
    """What is done with what the shop knows of its friends."""

    editor: FriendEditor
    memos: Memos
    search: FriendSearch


def people(
    dynamo: Connection,
    world: World,
    *,
    catalog_table: str,
    book: FriendBook,
    roster: FriendRepository,
    ledger: LedgerRepository,
    timeline: Timeline,
    till: TillServices,
    pictures: Pictures,
    within: WithinSegment,
) -> People:
    own = fields(DynamoCatalog(dynamo, catalog_table))
    editor = FriendEditor(book, own.get, has_store=till.stores.has, has_staff=till.staff.has, pictures=pictures)
    return People(
        editor=editor,
        memos=Memos(book, ledger, timeline),
        search=FriendSearch(roster, DynamoMembers(dynamo, catalog_table), within),
    )
