"""What both the marketers' API and the pages need of points, ranks, the shop card and the member card."""

from collections.abc import Callable
from dataclasses import dataclass

from pynamodb.connection import Connection

from daifukucho.book.book import FriendBook
from daifukucho.cards import settings as cards
from daifukucho.cards.cards import CardProgram, Cards
from daifukucho.cards.settings import CardSettings
from daifukucho.kernel.cached import cached
from daifukucho.kernel.setups import SetupEditor
from daifukucho.points import settings as points
from daifukucho.points.points import Points, Program
from daifukucho.points.settings import PointSettings
from daifukucho.ranks import ranks
from daifukucho.ranks.ranks import Ranks
from daifukucho.shop.settings import SHOP
from daifukucho.stamps import settings as stamps
from daifukucho.stamps.settings import StampSettings
from daifukucho.stamps.stamps import StampProgram, Stamps
from daifukucho_aws.bootstrap.world import World
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.members import DynamoMembers
from daifukucho_aws.dynamo.setups import CatalogSetups


@dataclass(frozen=True)
class Membership:
    """What is set up, who changes it, and what is done with it. ``design``: how the pages look, from memory as all else."""

    point_settings: CatalogSetups[PointSettings]
    point_editor: SetupEditor[PointSettings]
    ranks: CatalogSetups[Ranks]
    rank_editor: SetupEditor[Ranks]
    stamp_settings: CatalogSetups[StampSettings]
    stamp_editor: SetupEditor[StampSettings]
    card_settings: CatalogSetups[CardSettings]
    card_editor: SetupEditor[CardSettings]
    design: Callable[[], CardSettings]
    points: Points
    stamps: Stamps
    cards: Cards


def point_program(catalog: DynamoCatalog) -> Callable[[], Program]:
    """What is set up of points and ranks: three reads each time."""
    point_settings = CatalogSetups(catalog, points.POINTS)
    rank_setups = CatalogSetups(catalog, ranks.RANKS)
    shops = CatalogSetups(catalog, SHOP)
    return lambda: Program(point_settings.get().value, rank_setups.get().value, shops.get().value.cutoff_minutes)


def _define_ranks_to_save(given: object) -> Ranks:
    """The rules of messages are many modules, which only those who save ranks need: nobody waits for them at a card."""
    from daifukucho.ranks.rank_up import define_to_save

    return define_to_save(given)


def membership(
    dynamo: Connection,
    world: World,
    catalog_table: str,
    book: FriendBook,
    key: Callable[[], bytes],
    *,
    life: int = 0,
) -> Membership:
    """``life``: for how many milliseconds what is set up may be taken from memory; 0: it is read each time."""
    catalog, clock = DynamoCatalog(dynamo, catalog_table), world.clock
    shops = CatalogSetups(catalog, SHOP)
    point_settings = CatalogSetups(catalog, points.POINTS)
    rank_setups = CatalogSetups(catalog, ranks.RANKS)
    stamp_settings = CatalogSetups(catalog, stamps.STAMPS)
    card_settings = CatalogSetups(catalog, cards.CARD)

    def read_stamps() -> StampProgram:
        return StampProgram(stamp_settings.get().value, shops.get().value.cutoff_minutes)

    def read_card() -> CardProgram:
        return CardProgram(card_settings.get().value, program(), stamp_program().settings)

    program = cached(point_program(catalog), clock, life)
    stamp_program = cached(read_stamps, clock, life)
    card_program = cached(read_card, clock, life)
    return Membership(
        point_settings=point_settings,
        point_editor=SetupEditor(point_settings, points.POINTS.define, clock),
        ranks=rank_setups,
        rank_editor=SetupEditor(rank_setups, _define_ranks_to_save, clock),
        stamp_settings=stamp_settings,
        stamp_editor=SetupEditor(stamp_settings, stamps.STAMPS.define, clock),
        card_settings=card_settings,
        card_editor=SetupEditor(card_settings, cards.CARD.define, clock),
        design=cached(lambda: card_settings.get().value, clock, life),
        points=Points(book, program, clock),
        stamps=Stamps(book, stamp_program, clock),
        cards=Cards(book, DynamoMembers(dynamo, catalog_table), card_program, key, clock, world.below),
    )
