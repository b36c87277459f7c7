"""The four tables as PynamoDB models, bound to one connection.

PynamoDB builds a botocore client for each model (50-70 ms each); here they share one, whose time-outs the caller
chooses. The models are made by ``tables()``, so that importing this module touches nothing.
"""

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pynamodb.attributes import (
    Attribute,
    BooleanAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.connection import Connection
from pynamodb.constants import BOOLEAN, MAP, NUMBER, STRING
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from daifukucho.friends.friend import DECLARED
from daifukucho.kernel.declared import Stored


class InstantsAttribute(Attribute[Mapping[str, int]]):
    """A map from names to whole numbers, such as instants. (PynamoDB's own maps take names as keywords, and so not every name.)"""

    attr_type = MAP

    def serialize(self, value: Mapping[str, int]) -> dict[str, dict[str, str]]:
        return {name: {NUMBER: str(at)} for name, at in value.items()}

    def deserialize(self, value: Mapping[str, Mapping[str, str]]) -> dict[str, int]:
        return {name: int(at[NUMBER]) for name, at in value.items()}


class StandingsAttribute(Attribute[Mapping[str, Mapping[str, Any]]]):
    """A map from products, fields or kinds of entries to small maps of texts, numbers, and what is true or false."""

    attr_type = MAP

    def serialize(self, value: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        return {product: {MAP: dict(map(_member, standing.items()))} for product, standing in value.items()}

    def deserialize(self, value: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        return {
            product: {name: value_of(member) for name, member in standing[MAP].items()}
            for product, standing in value.items()
        }


def _member(member: tuple[str, Any]) -> tuple[str, dict[str, Any]]:
    name, value = member
    if isinstance(value, bool):
        return name, {BOOLEAN: value}
    if isinstance(value, int | Decimal):
        return name, {NUMBER: format(value, "f") if isinstance(value, Decimal) else str(value)}
    return name, {STRING: str(value)}


def value_of(value: Mapping[str, Any]) -> Any:
    """A value as DynamoDB returns it: a number is whole unless it has a point, a map a dict."""
    ((kind, content),) = value.items()
    match kind:
        case "N":
            try:
                return int(content)
            except ValueError:
                return Decimal(content)
        case "M":
            return {name: value_of(member) for name, member in content.items()}
        case _:
            return content


class PhonesIndex(GlobalSecondaryIndex[Any]):
    """Who has a telephone number; sparse."""

    class Meta:
        index_name = "phones"
        projection = KeysOnlyProjection()

    phone = UnicodeAttribute(hash_key=True)


_FORMS: Mapping[Stored, type[Attribute[Any]]] = {
    Stored.TEXT: UnicodeAttribute,
    Stored.NUMBER: NumberAttribute,
    Stored.FLAG: BooleanAttribute,
    Stored.NUMBERS: InstantsAttribute,
    Stored.TABLES: StandingsAttribute,
}

if TYPE_CHECKING:
    Columns = Model
else:
    _columns = {name: _FORMS[said.kind.stored](null=said.sparse) for name, said in DECLARED.items()}
    Columns = type("Columns", (Model,), {"__doc__": "A column for each attribute that is declared."} | _columns)


class FriendItem(Columns):
    """One friend. The attributes' names are those of ``daifukucho.friends.friend``."""

    friend_id = UnicodeAttribute(hash_key=True)
    phones_index = PhonesIndex()


class HoldersIndex(GlobalSecondaryIndex[Any]):
    """Who has a coupon; sparse."""

    class Meta:
        index_name = "holders"
        projection = AllProjection()

    coupon_id = UnicodeAttribute(hash_key=True)
    holder = UnicodeAttribute(range_key=True)


class LedgerItem(Model):
    """One entry of the ledger, one text, or one coupon or order of a friend's. ``body`` is JSON text: nothing in it is read by DynamoDB.
    ``shape``: which of the shapes of its kind it has, from the second on (``daifukucho.book.shape``)."""

    friend_id = UnicodeAttribute(hash_key=True)
    sort = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute()
    shape = NumberAttribute(null=True)
    at = NumberAttribute()
    body = UnicodeAttribute(null=True)
    folded = BooleanAttribute(null=True)
    erased = BooleanAttribute(null=True)
    coupon_id = UnicodeAttribute(null=True)
    holder = UnicodeAttribute(null=True)
    revision = NumberAttribute(null=True)
    holders_index = HoldersIndex()


class DueIndex(GlobalSecondaryIndex[Any]):
    """Campaigns that wait for their time, by that time; sparse."""

    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    due_kind = UnicodeAttribute(hash_key=True)
    due_at = NumberAttribute(range_key=True)


class CatalogItem(Model):
    """A definition, or one of its versions. ``body`` is the definition as JSON text."""

    kind = UnicodeAttribute(hash_key=True)
    sort = UnicodeAttribute(range_key=True)
    version = NumberAttribute()
    body = UnicodeAttribute()
    created_at = NumberAttribute()
    updated_at = NumberAttribute()
    due_kind = UnicodeAttribute(null=True)
    due_at = NumberAttribute(null=True)
    run_id = UnicodeAttribute(null=True)
    problem = UnicodeAttribute(null=True)
    due_index = DueIndex()


class RequestItem(Model):
    """The record of a request's key, in the catalog: what the request made. ``expires_at``: seconds, for the TTL."""

    kind = UnicodeAttribute(hash_key=True)
    sort = UnicodeAttribute(range_key=True)
    made_id = UnicodeAttribute()
    fingerprint = UnicodeAttribute()
    expires_at = NumberAttribute()


class AnswerLineItem(Model):
    """A line in the list of a survey's answers, in the catalog: on whose page the answer is."""

    kind = UnicodeAttribute(hash_key=True)
    sort = UnicodeAttribute(range_key=True)
    friend_id = UnicodeAttribute()


class PlacesItem(Model):
    """How many places of a survey are taken, in the catalog."""

    kind = UnicodeAttribute(hash_key=True)
    sort = UnicodeAttribute(range_key=True)
    taken = NumberAttribute()


class MemberItem(Model):
    """Whose a number on a card is, in the catalog."""

    kind = UnicodeAttribute(hash_key=True)
    sort = UnicodeAttribute(range_key=True)
    friend_id = UnicodeAttribute()
    claimed_at = NumberAttribute(null=True)


class UsedCodeItem(Model):
    """That a one-time code was used, and by which request; in the catalog. ``expires_at``: seconds, for the TTL."""

    kind = UnicodeAttribute(hash_key=True)
    sort = UnicodeAttribute(range_key=True)
    token = UnicodeAttribute()
    expires_at = NumberAttribute()


@lru_cache(maxsize=64)  # stores share tables, and a container has one connection
def bind(model: type[Model], table_name: str, connection: Connection) -> type[Any]:
    """A subclass of a model that speaks to a table through a shared connection; always the same one."""
    meta = type("Meta", (), {"table_name": table_name, "region": connection.region, "host": connection.host})
    bound: Any = type(model.__name__, (model,), {"Meta": meta})
    table = bound._get_connection()  # describes the keys; opens nothing
    with suppress(ValueError):  # several models of one table: the first one bound has described it
        connection.add_meta_table(table.get_meta_table())
    table.connection = connection
    return bound
