"""Walking the whole roster, for the copy of it."""

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from daifukucho.friends.friend import ATTRIBUTES
from daifukucho.segments.sql import DID, NESTED
from daifukucho_aws.cause import cause
from daifukucho_aws.refusals import SCAN_REFUSED

if TYPE_CHECKING:
    from botocore.client import BaseClient

_SEGMENTS = 8
"""Pages that are asked for at once. A page takes longer to come than to be taken in."""

_WANTED = sorted({"friend_id", "revision", *ATTRIBUTES, *NESTED, DID})

Page = list[dict[str, Any]]


def pages(client: "BaseClient", table: str) -> Iterator[Page]:
    """All friends as items, with what segments may ask of them, in no order, a page of up to 1 MB at a time.

    Half a read unit for each 4 KB. Raises Unavailable if DynamoDB refuses or does not answer.
    """
    names = {f"#n{i}": name for i, name in enumerate(_WANTED)}
    request = {
        "TableName": table,
        "ProjectionExpression": ", ".join(names),
        "ExpressionAttributeNames": names,
        "TotalSegments": _SEGMENTS,
    }

    def ask(segment: int, after: dict[str, Any] | None) -> tuple[int, dict[str, Any]]:
        start = {"ExclusiveStartKey": after} if after else {}
        return segment, client.scan(**request, Segment=segment, **start)

    with ThreadPoolExecutor(_SEGMENTS) as pool:
        waiting: set[Future[tuple[int, dict[str, Any]]]] = {pool.submit(ask, n, None) for n in range(_SEGMENTS)}
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                try:
                    segment, answer = future.result()
                except (BotoCoreError, ClientError) as error:
                    raise SCAN_REFUSED(cause=cause(error)) from error
                if after := answer.get("LastEvaluatedKey"):
                    waiting.add(pool.submit(ask, segment, after))
                yield answer["Items"]
