"""Who has which coupon: items on friends' pages of the ledger, an index by coupon, and what the catalog adds."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import DoesNotExist, PynamoDBException
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from daifukucho.coupons.holding import Gift, Holding, Issue, Use
from daifukucho.coupons.ports import Part, Written, part_of
from daifukucho.kernel.ids import fingerprint
from daifukucho.kernel.page import Page
from daifukucho.kernel.repeat import Pause
from daifukucho.ledger.entry import Entry
from daifukucho_aws.dynamo import cursor as cursors
from daifukucho_aws.dynamo import keys
from daifukucho_aws.dynamo.batches import read_many
from daifukucho_aws.dynamo.contention import TRIES
from daifukucho_aws.dynamo.errors import is_passing, reasons, translated, unavailable
from daifukucho_aws.dynamo.ledger import entry_item
from daifukucho_aws.dynamo.tables import LedgerItem, bind

_CONDITION = "ConditionalCheckFailed"
INDEX = "holders"


class CouponCountItem(Model):
    """``coupon_count`` / a coupon's id, in the catalog."""

    kind = UnicodeAttribute(hash_key=True)
    sort = UnicodeAttribute(range_key=True)
    redeemed = NumberAttribute(null=True)


class CouponCodeItem(Model):
    """``coupon_code`` / a code's hash, in the catalog: whose coupon the till has scanned."""

    kind = UnicodeAttribute(hash_key=True)
    sort = UnicodeAttribute(range_key=True)
    friend_id = UnicodeAttribute()
    coupon_id = UnicodeAttribute()


class DynamoHoldings:
    """``daifukucho.coupons.ports.Holdings``."""

    def __init__(self, connection: Connection, ledger: type[LedgerItem], catalog_table: str) -> None:
        self._connection = connection
        self._ledger: Any = ledger
        self._table = ledger.Meta.table_name
        self._counts = bind(CouponCountItem, catalog_table, connection)
        self._codes = bind(CouponCodeItem, catalog_table, connection)

    def get(self, friend_id: str, coupon_id: str) -> Holding | None:
        with translated():
            found = self._connection.get_item(
                self._table, friend_id, keys.coupon_sort(coupon_id), consistent_read=True
            ).get("Item")
        return holding_from_item(found) if found else None

    def of_friend(self, friend_id: str) -> list[Holding]:
        found: list[Holding] = []
        last = None
        while True:
            with translated():
                page = self._connection.query(
                    self._table,
                    friend_id,
                    range_key_condition=self._ledger.sort.startswith(keys.COUPONS),
                    exclusive_start_key=last,
                    consistent_read=True,
                )
            found += map(holding_from_item, page["Items"])
            last = page.get("LastEvaluatedKey")
            if last is None:
                return found

    def of_coupon(self, coupon_id: str, cursor: str | None, limit: int, part: Part | None = None) -> Page[Holding]:
        """One query of the index, which follows after a moment."""
        of = cursors.question("holders", coupon_id=coupon_id, part=part)
        last = None
        if cursor is not None:
            holder = cursors.decode(cursor, of=of)
            last = {
                "friend_id": {"S": keys.friend_of_holder(holder)},
                "sort": {"S": keys.coupon_sort(coupon_id)},
                "coupon_id": {"S": coupon_id},
                "holder": {"S": holder},
            }
        with translated():
            page = self._connection.query(
                self._table,
                coupon_id,
                index_name=INDEX,
                range_key_condition=None if part is None else self._ledger.holder.startswith(f"{part}#"),
                exclusive_start_key=last,
                limit=limit,
            )
        last = page.get("LastEvaluatedKey")
        return Page(
            list(map(holding_from_item, page["Items"])), cursors.encode(last["holder"]["S"], of) if last else None
        )

    def by_code(self, code: str) -> Holding | None:
        with translated():
            try:
                item = self._codes.get(keys.COUPON_CODE, _kept(code), consistent_read=True)
            except DoesNotExist:
                return None
        return self.get(item.friend_id, item.coupon_id)

    def save(self, before: Holding | None, after: Holding, entry: Entry, limit: int | None = None) -> Written:
        """One transaction of two to four writes. A conflict with another transaction is STALE, too."""
        more = after.used_in_all - (before.used_in_all if before else 0)
        try:
            with TransactWrite(connection=self._connection) as transaction:  # DynamoDB answers puts first, then updates
                transaction.save(_item(self._ledger, after), condition=self._as_read(before))
                transaction.save(entry_item(self._ledger, entry), condition=self._ledger.friend_id.does_not_exist())
                if more:
                    count = self._counts(keys.COUPON_COUNT, after.coupon_id)
                    redeemed = self._counts.redeemed
                    room = None
                    if more > 0 and limit is not None:
                        room = redeemed.does_not_exist() | (redeemed < limit)
                    transaction.update(count, actions=[redeemed.add(more)], condition=room)
                if after.code is not None and (before is None or before.code != after.code):
                    transaction.save(self._code(after), condition=self._codes.kind.does_not_exist())
                    if before is not None and before.code_before is not None:
                        transaction.delete(self._codes(keys.COUPON_CODE, _kept(before.code_before)))
        except PynamoDBException as error:
            codes = reasons(error)
            if len(codes) > 2 and codes[2] == _CONDITION and more > 0 and codes[:2] == [None, None]:
                return Written.FULL
            if _CONDITION in codes or any(map(is_passing, codes)):
                return Written.STALE
            raise unavailable(error) from error
        return Written.DONE

    def count(self, coupon_id: str) -> int:
        with translated():
            try:
                return int(self._counts.get(keys.COUPON_COUNT, coupon_id, consistent_read=True).redeemed or 0)
            except DoesNotExist:
                return 0

    def _code(self, holding: Holding) -> CouponCodeItem:
        item: CouponCodeItem = self._codes(
            keys.COUPON_CODE, _kept(holding.code or ""), friend_id=holding.friend_id, coupon_id=holding.coupon_id
        )
        return item

    def _as_read(self, before: Holding | None) -> Any:
        if before is None:
            return self._ledger.friend_id.does_not_exist()
        return self._ledger.revision == before.revision


class DynamoGifts:
    """``daifukucho.coupons.giver.Gifts``."""

    def __init__(self, connection: Connection, ledger: type[LedgerItem], pause: Pause) -> None:
        self._connection = connection
        self._ledger: Any = ledger
        self._table = ledger.Meta.table_name
        self._pause = pause

    def held(self, friend_ids: Sequence[str], coupon_id: str) -> Mapping[str, Holding]:
        """BatchGetItem, a hundred keys a call."""
        wanted = [{"friend_id": friend_id, "sort": keys.coupon_sort(coupon_id)} for friend_id in friend_ids]
        found = map(holding_from_item, read_many(self._connection, self._table, wanted, self._pause, consistent=True))
        return {holding.friend_id: holding for holding in found}

    def put_new(self, gifts: Sequence[tuple[Holding, Entry]]) -> Sequence[str]:
        """One transaction of two writes a gift. Where somebody's holding is at another revision, DynamoDB refuses all of
        it and says whose; then another one for the others. Conflicts and throttling are tried again after a moment."""
        left, refused, attempt = list(gifts), [], 0
        while left:
            try:
                self._put(left)
                break
            except PynamoDBException as error:
                found = reasons(error)
                stale = [code == _CONDITION for code in found[::2]]  # of each holding; an entry has no condition
                if not any(stale):
                    if attempt == TRIES - 1 or not any(map(is_passing, found)):
                        raise unavailable(error) from error
                    self._pause(attempt)
                    attempt += 1
                    continue
                refused += [holding.friend_id for (holding, _), is_so in zip(left, stale, strict=True) if is_so]
                left = [gift for gift, is_so in zip(left, stale, strict=True) if not is_so]
        return refused

    def _put(self, gifts: Sequence[tuple[Holding, Entry]]) -> None:
        with TransactWrite(connection=self._connection) as transaction:
            for holding, entry in gifts:
                transaction.save(_item(self._ledger, holding), condition=self._as_before(holding))
                transaction.save(entry_item(self._ledger, entry))

    def _as_before(self, holding: Holding) -> Any:
        if holding.revision == 1:
            return self._ledger.friend_id.does_not_exist()
        return self._ledger.revision == holding.revision - 1


_BODY = ("viewed_at", "revoked_at", "used", "code", "run_id", "earlier", "used_before", "code_before", "gifts")
"""What of a holding is in its item's body only where there is something; the uses always are."""


def _said(value: Any) -> Any:
    """As it is in a body: without what is not known."""
    if isinstance(value, dict):
        return {name: _said(member) for name, member in value.items() if member is not None}
    return list(map(_said, value)) if isinstance(value, list | tuple) else value


def _kept(code: str) -> str:
    """What codes are looked up by. 160 random bits need no salt."""
    return fingerprint(code.encode("utf-8", "replace"))


def _item(model: Any, holding: Holding) -> Any:
    known = asdict(holding)
    body = {name: _said(known[name]) for name in _BODY if known[name]} | {"uses": _said(known["uses"])}
    return model(
        holding.friend_id,
        keys.coupon_sort(holding.coupon_id),
        kind="coupon",
        at=holding.got_at,
        body=json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        coupon_id=holding.coupon_id,
        holder=keys.holder(part_of(holding), holding.got_at, holding.friend_id),
        revision=holding.revision,
    )


def holding_from_item(item: Mapping[str, Mapping[str, Any]]) -> Holding:
    """The holding in an item as DynamoDB returns it."""
    body = json.loads(item["body"]["S"])
    return Holding(
        friend_id=item["friend_id"]["S"],
        coupon_id=item["coupon_id"]["S"],
        got_at=int(item["at"]["N"]),
        viewed_at=body.get("viewed_at"),
        revoked_at=body.get("revoked_at"),
        used=body.get("used", 0),
        uses=_uses(body),
        code=body.get("code"),
        run_id=body.get("run_id"),
        earlier=tuple(Issue(**issue | {"uses": _uses(issue)}) for issue in body.get("earlier", ())),
        used_before=body.get("used_before", 0),
        code_before=body.get("code_before"),
        gifts=tuple(Gift(**gift) for gift in body.get("gifts", ())),
        revision=int(item["revision"]["N"]),
    )


def _uses(body: Mapping[str, Any]) -> tuple[Use, ...]:
    return tuple(Use(**use) for use in body["uses"])
