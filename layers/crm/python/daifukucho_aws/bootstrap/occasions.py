"""The occasions on which a friend is told something because of an entry. To add one: its class, and how it is made."""

from collections.abc import Mapping

from daifukucho.delivery.occasion import Occasion
from daifukucho.ranks import ranks
from daifukucho.ranks.rank_up import RankUps
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.setups import CatalogSetups

OCCASIONS = (RankUps,)
"""What the ledger's stream asks of an entry."""


def made(catalog: DynamoCatalog) -> Mapping[str, Occasion]:
    """The same by their keys, with what they need to say something."""
    return {RankUps.key: RankUps(CatalogSetups(catalog, ranks.RANKS))}
