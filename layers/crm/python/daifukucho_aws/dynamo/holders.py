"""Walking those who have an account of points or orders, part by part and page by page."""

from typing import Any

from pynamodb.connection import Connection

from daifukucho.book.sweep import HoldersPage, Part
from daifukucho_aws.dynamo.errors import translated
from daifukucho_aws.dynamo.friends import from_item
from daifukucho_aws.dynamo.tables import FriendItem

_READ = ["friend_id", "status", "points", "point_lots", "rank", "spent", "earned"]
_READ += ["orders_due_on", "orders_judged_by"]


class DynamoHolders:
    """``daifukucho.book.sweep.Holders``."""

    def __init__(self, connection: Connection, model: type[FriendItem]) -> None:
        self._connection = connection
        self._model = model

    def holders(self, part: Part, after: str | None) -> HoldersPage:
        """One eventually consistent Scan, which reads at most 1 MB (128 read units), whoever has either."""
        columns = self._model.get_attributes()
        begin: Any = {"friend_id": {"S": after}} if after else None
        with translated():
            page = self._connection.scan(
                self._model.Meta.table_name,
                filter_condition=columns["points"].exists() | columns["orders_judged_by"].exists(),
                attributes_to_get=_READ,
                segment=part.number,
                total_segments=part.of,
                exclusive_start_key=begin,
            )
        last = page.get("LastEvaluatedKey")
        return HoldersPage([from_item(item) for item in page["Items"]], last["friend_id"]["S"] if last else None)
