"""The roster: reading friends from their table."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, fields, replace
from functools import reduce
from operator import and_, or_
from typing import Any

from pynamodb.connection import Connection
from pynamodb.expressions.condition import Condition

from daifukucho.friends.attributes import INDEXED_BY, Status
from daifukucho.friends.filters import Filters, Within
from daifukucho.friends.friend import DECLARED, Friend
from daifukucho.friends.search import EVERYBODY, Search, search_of
from daifukucho.kernel.page import Page
from daifukucho.kernel.repeat import Pause
from daifukucho_aws.dynamo import cursor as cursors
from daifukucho_aws.dynamo.errors import translated
from daifukucho_aws.dynamo.tables import FriendItem, value_of
from daifukucho_aws.refusals import LEFT_UNREAD

_FIELDS = frozenset(f.name for f in fields(Friend))
_PERHAPS_EMPTY = [name for name, said in DECLARED.items() if said.sparse and said.kind.unknown is not None]
_KEYS_PER_GET = 100
_GET_ATTEMPTS = 8
_SCANS_PER_PAGE = 4
"""DynamoDB reads at most 1 MB a scan call, so a page reads at most 4 MB."""


class _Has(Condition):
    """A map has a member: a tag, a store. (PynamoDB's own paths take ``[0]`` in a name for an index.)"""

    def __init__(self, attribute: str, member: str) -> None:
        super().__init__("attribute_exists")
        self._path = attribute, member

    def serialize(self, placeholder_names: dict[str, str], expression_attribute_values: dict[str, Any]) -> str:
        path = [placeholder_names.setdefault(name, f"#{len(placeholder_names)}") for name in self._path]
        return f"attribute_exists ({'.'.join(path)})"


class FriendRepository:
    """Reads friends. Writes go through ``book.py``, since most change the ledger as well."""

    def __init__(self, connection: Connection, model: type[FriendItem], pause: Pause) -> None:
        self._connection = connection
        self._model = model
        self._table = model.Meta.table_name
        self._pause = pause

    def get(self, friend_id: str, *, consistent: bool = True) -> Friend | None:
        """One read. Raises Unavailable if the database does not answer."""
        with translated():
            found = self._connection.get_item(self._table, friend_id, consistent_read=consistent).get("Item")
        if not found:
            return None
        friend = from_item(found)
        indexed_by = value_of(found["indexed_by"]) if "indexed_by" in found else 0
        return friend if friend.name_index is None else replace(friend, indexed_by=indexed_by)

    def get_many(
        self, friend_ids: Collection[str], *, consistent: bool = True, attributes: Collection[str] | None = None
    ) -> dict[str, Friend]:
        """Those of the friends that exist, by id; one call for each hundred. ``attributes``: what is read of them
        (``None``: all); what is not, they do not have. DynamoDB charges the same, but what is not read need not be parsed.

        Raises Unavailable if the database does not answer, or leaves keys unread after eight attempts.
        """
        ids = list(dict.fromkeys(friend_ids))
        found: dict[str, Friend] = {}
        wanted = None if attributes is None else sorted({"friend_id", "status", *attributes})
        for start in range(0, len(ids), _KEYS_PER_GET):
            for item in self._get_batch(ids[start : start + _KEYS_PER_GET], consistent, wanted):
                friend = from_item(item)
                found[friend.friend_id] = friend
        return found

    def list(
        self,
        cursor: str | None = None,
        limit: int = 50,
        *,
        q: str | None = None,
        filters: Filters = EVERYBODY,
        within: Within | None = None,
    ) -> Page[Friend]:
        """Friends in no particular order; ``q``: as ``daifukucho.friends.search`` reads it. ``within``: the segment that the
        filters name.

        Reads at most 4 MB, or as many as the segment can be asked of, then returns what it has found, perhaps nothing, with a
        cursor. Raises Invalid for a cursor that is not ours and Unavailable if the database does not answer.
        """
        condition = self._filter(filters, q)
        of = cursors.question("friends", q=q, **asdict(filters))
        after: Any = {"friend_id": {"S": cursors.decode(cursor, of=of)}} if cursor else None
        found: list[Friend] = []
        judged = ""
        for _ in range(_SCANS_PER_PAGE):
            with translated():
                page = self._connection.scan(
                    self._table,
                    filter_condition=condition,
                    limit=limit - len(found) if condition is None and within is None else None,
                    exclusive_start_key=after,
                )
            friends = [from_item(item) for item in page["Items"]]
            held = [True] * len(friends) if within is None else within.hold(friends)
            after = page.get("LastEvaluatedKey")
            for friend, is_held in zip(friends, held, strict=False):
                if is_held and len(found) == limit:  # a scan may go on after any key, also in the middle of a page
                    return Page(found, cursors.encode(judged, of))
                found += [friend] if is_held else []
                judged = friend.friend_id
            if len(held) < len(friends):
                return Page(found, cursors.encode(judged, of))
            if len(found) >= limit or after is None:
                break
        return Page(found, cursors.encode(after["friend_id"]["S"], of) if after else None)

    def _filter(self, filters: Filters, q: str | None) -> Condition | None:
        columns = self._model.get_attributes()
        conditions: list[Condition] = []
        if filters.status:
            conditions.append(columns["status"] == str(filters.status))
        conditions += [_Has("tags", filters.tag)] if filters.tag else []
        conditions += [_Has("stores", filters.store)] if filters.store else []
        conditions += [columns["assignee"] == filters.assignee] if filters.assignee else []
        conditions += [columns["rank"] == filters.rank] if filters.rank else []
        if q:
            conditions.append(self._search(search_of(q)))
        return reduce(and_, conditions) if conditions else None

    def _search(self, wanted: Search) -> Condition:
        columns = self._model.get_attributes()
        words = [
            columns["name_index"].contains(word.form)
            | columns["kana_index"].contains(word.form)
            # of a friend whom nothing has written since the index holds all names, as they were typed
            | columns["display_name"].contains(word.typed)
            | columns["alias"].contains(word.typed)
            for word in wanted.words
        ]
        numbers = [
            columns[number].contains(part) for part in wanted.digits for number in ("phone", "member_no", "card_no")
        ]
        return reduce(or_, [reduce(and_, words), *numbers])

    def with_phone(self, number: str) -> Sequence[Friend]:
        """Those who have a telephone number: a query of the index, which follows after a moment, and a read for a hundred.

        At most a hundred. Raises Unavailable if the database does not answer.
        """
        with translated():
            page = self._connection.query(self._table, number, index_name="phones", limit=_KEYS_PER_GET)
        found = self.get_many([item["friend_id"]["S"] for item in page["Items"]])
        return [friend for friend in found.values() if friend.phone == number]

    def _get_batch(
        self, ids: Sequence[str], consistent: bool, attributes: Sequence[str] | None
    ) -> Sequence[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        keys: Any = [{"friend_id": friend_id} for friend_id in ids]
        for attempt in range(_GET_ATTEMPTS):
            with translated():
                answer = self._connection.batch_get_item(
                    self._table, keys, consistent_read=consistent, attributes_to_get=attributes
                )
            items += answer["Responses"].get(self._table, [])
            keys = answer.get("UnprocessedKeys", {}).get(self._table, {}).get("Keys", [])
            if not keys:
                return items
            self._pause(attempt)
        raise LEFT_UNREAD()


def from_item(item: Mapping[str, Mapping[str, Any]]) -> Friend:
    """A friend from an item as DynamoDB returns it. (PynamoDB's own reader takes ten times as long.)"""
    values = {name: value_of(value) for name, value in item.items() if name in _FIELDS}
    values["status"] = Status(values["status"])
    return Friend.of(values)


def to_item(model: type[FriendItem], friend: Friend) -> FriendItem:
    """The item of a friend: what is not known is left out, never empty."""
    values = {name: getattr(friend, name) for name in DECLARED}
    values |= {name: values[name] or None for name in _PERHAPS_EMPTY}
    values["status"] = str(friend.status)
    values["indexed_by"] = INDEXED_BY if values["name_index"] else None
    return model(**values)
