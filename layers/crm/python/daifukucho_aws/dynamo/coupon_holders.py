"""All who have a coupon, by the ledger's index: so that a segment that asks for it can be counted without their pages.

On a plain botocore client, which several threads may share.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from daifukucho.coupons.coupon import Coupon
from daifukucho.coupons.holding import Holding
from daifukucho.coupons.ports import Part
from daifukucho.kernel.defined import Defined
from daifukucho.kernel.errors import NotFound
from daifukucho.kernel.time import SECOND, Clock
from daifukucho.segments.context import Context
from daifukucho.segments.holders import Answer, answer, coupon_leaves
from daifukucho.segments.tree import Node
from daifukucho_aws.cause import cause
from daifukucho_aws.dynamo.holdings import INDEX, holding_from_item
from daifukucho_aws.refusals import DATABASE_REFUSED, DATABASE_SILENT

if TYPE_CHECKING:
    from botocore.client import BaseClient

PATIENCE = 5 * SECOND

MOST_LISTED = 150_000
"""So many ids fit into a call of Lambda, which takes 6 MB."""


class CouponHolders:
    """``coupon``: a coupon's definition; raises NotFound."""

    def __init__(
        self, client: "BaseClient", ledger_table: str, coupon: Callable[[str], Defined[Coupon]], clock: Clock
    ) -> None:
        self._client = client
        self._table = ledger_table
        self._coupon = coupon
        self._clock = clock

    def answers(self, node: Node, context: Context) -> list[Answer]:
        """What holds of whom of the segment's conditions on coupons; nothing if there are none, or too many holders.

        Queries the index, three at once: a call and 128 read units for each MB, some 3,000 holders; for five seconds at most. A
        read for each coupon's definition. Raises Unavailable.
        """
        asked = coupon_leaves(node)
        until = self._clock() + PATIENCE
        read = {}
        for coupon_id in {leaf.value.coupon_id for leaf in asked}:
            holdings = self._holdings(coupon_id, until)
            if holdings is None:
                return []
            read[coupon_id] = self._definition(coupon_id), holdings
        found = [answer(leaf, *read[leaf.value.coupon_id], context) for leaf in asked]
        return found if sum(len(told.others) for told in found) <= MOST_LISTED else []

    def of(self, coupon_id: str) -> list[Holding] | None:
        """``daifukucho.campaigns.preview.Holders``. As ``answers`` reads them."""
        return self._holdings(coupon_id, self._clock() + PATIENCE)

    def _holdings(self, coupon_id: str, until: int) -> list[Holding] | None:
        """``None``: there was no time for all of them."""
        with ThreadPoolExecutor(len(Part)) as pool:  # joined here: no thread outlives the invocation
            parts = list(pool.map(lambda part: self._part(coupon_id, part, until), Part))
        return None if None in parts else [holding for part in parts for holding in part or ()]

    def _part(self, coupon_id: str, part: Part, until: int) -> list[Holding] | None:
        request: dict[str, Any] = {
            "TableName": self._table,
            "IndexName": INDEX,
            "KeyConditionExpression": "coupon_id = :coupon AND begins_with(holder, :part)",
            "ExpressionAttributeValues": {":coupon": {"S": coupon_id}, ":part": {"S": f"{part}#"}},
        }
        found: list[Holding] = []
        while True:
            answered = self._query(request)
            found += map(holding_from_item, answered["Items"])
            if "LastEvaluatedKey" not in answered:
                return found
            if self._clock() >= until:
                return None
            request["ExclusiveStartKey"] = answered["LastEvaluatedKey"]

    def _query(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            answered: dict[str, Any] = self._client.query(**request)
        except ClientError as error:
            raise DATABASE_REFUSED(cause=cause(error)) from error
        except BotoCoreError as error:
            raise DATABASE_SILENT() from error
        return answered

    def _definition(self, coupon_id: str) -> Coupon | None:
        try:
            return self._coupon(coupon_id).says
        except NotFound:
            return None
