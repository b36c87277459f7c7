"""Reading of friends' pages what segments ask for. On a plain botocore client, which several threads may share."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from daifukucho.book.kinds import keys_ever
from daifukucho.coupons.coupon import Coupon
from daifukucho.coupons.holding import Holding
from daifukucho.kernel.defined import Defined
from daifukucho.kernel.errors import NotFound
from daifukucho.kernel.repeat import Pause
from daifukucho.ledger.entry import Entry
from daifukucho.orders.order import Order
from daifukucho.segments.history import Held, History, Need, counting
from daifukucho_aws.cause import cause
from daifukucho_aws.dynamo import keys
from daifukucho_aws.dynamo.holdings import holding_from_item
from daifukucho_aws.dynamo.ledger import entry_from_item
from daifukucho_aws.dynamo.orders import order_from_item
from daifukucho_aws.refusals import DATABASE_REFUSED, DATABASE_SILENT, LEFT_UNREAD

if TYPE_CHECKING:
    from botocore.client import BaseClient

AT_ONCE = 8
"""Calls at the same time, of one reader."""
_KEYS_PER_GET = 100
_ATTEMPTS = 8

Items = list[dict[str, Any]]


class DynamoHistories:
    """``daifukucho.segments.history.Histories``.

    A query of the page for each friend of whom entries are needed (the page from the earliest instant on, half a read
    unit for each 4 KB), another one for the orders, and half a read unit for each coupon, a hundred a call; also a read
    for the definition of each coupon. ``at_once`` calls at a time; no thread outlives ``read``. ``consistent``:
    strongly, for twice the units; else eventually, as the scan that finds the friends is.
    """

    def __init__(
        self,
        client: "BaseClient",
        ledger_table: str,
        coupon: Callable[[str], Defined[Coupon]],
        pause: Pause,
        at_once: int = AT_ONCE,
        *,
        consistent: bool = False,
    ) -> None:
        self._client = client
        self._table = ledger_table
        self._coupon = coupon
        self._pause = pause
        self._at_once = at_once
        self._consistent = consistent

    def read(self, needs: Mapping[str, Need], until: int) -> Mapping[str, History]:
        """See ``daifukucho.segments.history.Histories``."""
        held = self._held({(friend_id, c) for friend_id, need in needs.items() for c in need.coupons})
        with ThreadPoolExecutor(self._at_once) as pool:  # joined here: no thread outlives the invocation
            found = pool.map(lambda friend_id: self._page(friend_id, needs[friend_id], until), needs)
            return {
                friend_id: replace(history, coupons={c: held[friend_id, c] for c in needs[friend_id].coupons})
                for friend_id, history in zip(needs, found, strict=True)
            }

    def _page(self, friend_id: str, need: Need, until: int) -> History:
        entries = self._entries(friend_id, need.kinds, until) if need.kinds else ()
        return History(counting(entries), {}, tuple(self._orders(friend_id)) if need.orders else ())

    def _entries(self, friend_id: str, kinds: Mapping[str, int], until: int) -> Iterator[Entry]:
        """Those of the kinds, from the earliest of their instants on; the operators look at the time of each."""
        first, last = keys.entries_between(min(kinds.values()), until + 1)
        if first > last:
            return
        names = {f":k{i}": {"S": key} for i, key in enumerate(chain.from_iterable(map(keys_ever, kinds)))}
        items = self._query(
            "#sort BETWEEN :first AND :last",
            {":page": {"S": friend_id}, ":first": {"S": first}, ":last": {"S": last}, **names},
            {"#kind": "kind"},
            FilterExpression=f"#kind IN ({', '.join(names)})",
        )
        yield from map(entry_from_item, items)

    def _orders(self, friend_id: str) -> Iterator[Order]:
        values = {":page": {"S": friend_id}, ":orders": {"S": keys.ORDERS}}
        yield from map(order_from_item, self._query("begins_with(#sort, :orders)", values, {}))

    def _query(
        self, sort: str, values: Mapping[str, Any], names: Mapping[str, str], **more: str
    ) -> Iterator[dict[str, Any]]:
        request: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": f"friend_id = :page AND {sort}",
            "ExpressionAttributeValues": values,
            "ExpressionAttributeNames": {"#sort": "sort", **names},
            **more,
        } | ({"ConsistentRead": True} if self._consistent else {})
        while True:
            answer = self._call("query", request)
            yield from answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def _held(self, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], Held]:
        """Each friend's coupon, with its definition."""
        pairs = sorted(wanted)
        if not pairs:
            return {}
        coupons = {coupon_id: self._definition(coupon_id) for coupon_id in {c for _, c in pairs}}
        chunks = [pairs[start : start + _KEYS_PER_GET] for start in range(0, len(pairs), _KEYS_PER_GET)]
        with ThreadPoolExecutor(self._at_once) as pool:
            holdings = {
                (holding.friend_id, holding.coupon_id): holding
                for some in pool.map(self._get, chunks)
                for holding in some
            }
        return {pair: Held(holdings.get(pair), coupons[pair[1]]) for pair in pairs}

    def _get(self, pairs: Sequence[tuple[str, str]]) -> list[Holding]:
        items: Items = []
        waiting = [{"friend_id": {"S": page}, "sort": {"S": keys.coupon_sort(c)}} for page, c in pairs]
        for attempt in range(_ATTEMPTS):
            answer = self._call(
                "batch_get_item", {"RequestItems": {self._table: {"Keys": waiting, "ConsistentRead": self._consistent}}}
            )
            items += answer["Responses"].get(self._table, [])
            waiting = answer.get("UnprocessedKeys", {}).get(self._table, {}).get("Keys", [])
            if not waiting:
                return list(map(holding_from_item, items))
            self._pause(attempt)
        raise LEFT_UNREAD()

    def _definition(self, coupon_id: str) -> Coupon | None:
        try:
            return self._coupon(coupon_id).says
        except NotFound:
            return None

    def _call(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = getattr(self._client, operation)(**request)
        except ClientError as error:
            raise DATABASE_REFUSED(cause=cause(error)) from error
        except BotoCoreError as error:
            raise DATABASE_SILENT() from error
        return answer
