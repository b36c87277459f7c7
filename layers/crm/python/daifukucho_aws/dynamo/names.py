"""What people call the definitions that entries refer to."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pynamodb.connection import Connection

from daifukucho.book.telling import Ref
from daifukucho.campaigns.campaign import KIND as CAMPAIGN
from daifukucho.coupons.coupon import COUPON
from daifukucho.fields.field import FIELD
from daifukucho.inflow.route import INFLOW_ROUTE
from daifukucho.kernel.errors import NotFound
from daifukucho.kernel.repeat import Pause
from daifukucho.kernel.words import Words
from daifukucho.ranks.ranks import RANKS
from daifukucho.staff.member import STAFF_MEMBER
from daifukucho.stamps.settings import STAMPS
from daifukucho.stores.store import STORE
from daifukucho.surveys.definition import KIND as SURVEY
from daifukucho_aws.dynamo.batches import read_many
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.tables import CatalogItem, bind

_NAMED = {CAMPAIGN: "name", SURVEY: "name"} | {r.kind: r.named for r in (COUPON, INFLOW_ROUTE, STAFF_MEMBER, STORE)}
"""The member of a definition's body that people know it by. Whatever else is asked for has no name."""
_SETTINGS = "settings"
_SET_UP = {"rank": (RANKS.kind, _SETTINGS), "ticket": (STAMPS.kind, _SETTINGS)}
"""What is named in something that the shop sets up once."""
_CHOICE = "choice"
"""A choice is named in its field."""


class CatalogNames:
    """``daifukucho.book.timeline.Names``."""

    def __init__(self, connection: Connection, table: str, pause: Pause) -> None:
        bind(CatalogItem, table, connection)
        self._connection = connection
        self._table = table
        self._pause = pause

    def names(self, refs: Collection[Ref]) -> dict[Ref, Words]:
        """The names that the definitions have now. One call for each hundred; what was deleted has none."""
        keys = {
            _SET_UP.get(ref[0], ref) for ref in refs if ref[0] in _NAMED or ref[0] in _SET_UP or ref[0] == FIELD.kind
        }
        keys |= {(FIELD.kind, ref[1].partition("=")[0]) for ref in refs if ref[0] == _CHOICE}
        wanted = [{"kind": kind, "sort": sort} for kind, sort in sorted(keys)]
        found: dict[Ref, Words] = {}
        for item in read_many(self._connection, self._table, wanted, self._pause, ["kind", "sort", "body"]):
            found.update(_named(item["kind"]["S"], item["sort"]["S"], json.loads(item["body"]["S"])))
        return found


def name_in(catalog: DynamoCatalog, ref: Ref) -> Words | None:
    """What something is called now; ``None``: there is none. One strongly consistent read."""
    key = _SET_UP.get(ref[0], ref)
    if ref[0] not in _NAMED and ref[0] not in _SET_UP:
        return None
    try:
        return dict(_named(*key, catalog.get(*key).body)).get(ref)
    except NotFound:
        return None


def _named(kind: str, sort: str, body: Mapping[str, Any]) -> Iterator[tuple[Ref, Words]]:
    if kind in _NAMED:
        yield (kind, sort), Words(body[_NAMED[kind]], body[_NAMED[kind]])
    elif kind == FIELD.kind:
        field = FIELD.restored(body)
        yield (kind, sort), field.label
        for choice in field.choices or ():
            yield (_CHOICE, f"{sort}={choice.value}"), choice.label
    elif kind == RANKS.kind:
        for rank in RANKS.read(body).ranks:
            yield ("rank", rank.id), rank.name
    elif kind == STAMPS.kind:
        for card in STAMPS.read(body).cards:
            for ticket in card.tickets:
                yield ("ticket", ticket.id), ticket.name
