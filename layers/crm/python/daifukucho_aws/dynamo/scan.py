"""Walking the friends who match a segment, page by page.

On a plain botocore client: PynamoDB would build an object of every friend that passes. A page is one eventually
consistent Scan, which reads at most 1 MB (128 read units) whatever the filter lets through.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from daifukucho.friends.facts import field_facts
from daifukucho.segments.among import FRIENDS, among_friends
from daifukucho.segments.compile import Compiled, compile_filter
from daifukucho.segments.condition import from_typed
from daifukucho.segments.context import Context
from daifukucho.segments.evaluate import asked_of
from daifukucho.segments.history import Histories
from daifukucho.segments.tags import ScannedTags
from daifukucho.segments.tree import Node
from daifukucho_aws.cause import cause
from daifukucho_aws.dynamo.plain import read_plainly
from daifukucho_aws.refusals import SCAN_REFUSED, SCAN_SILENT, SIZE_UNKNOWN

if TYPE_CHECKING:
    from botocore.client import BaseClient

_KEY, _TAGS = "friend_id", "tags"
_AT_ONCE = 100
"""Friends whose pages are read before it is asked whether there is time for more."""


@dataclass(frozen=True, slots=True)
class ScanPage:
    """The friends of one page who match, in the order of the scan.

    ``cursor`` continues after the page (``None``: the segment of the table is at its end). The id of any friend of
    the page continues after that friend. ``scanned`` counts the friends read, and about those until the ``cursor`` if
    there was no time to decide about all of them. ``items``: those who match as DynamoDB returns them, with what was read of them.
    """

    matches: list[str]
    cursor: str | None
    scanned: int
    items: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class CountedPage:
    """How many friends of one page match; ``cursor`` and ``scanned`` as a ``ScanPage`` has them."""

    count: int
    cursor: str | None
    scanned: int


@dataclass(frozen=True, slots=True)
class Preview:
    """How many match of ``asked``, and a few of them; ``complete`` says whether the whole table was walked."""

    count: int
    sample_ids: list[str]
    asked: int
    complete: bool


class SegmentScan:
    """Scans the friends' table. The client's time-outs and retries are the caller's choice.

    ``histories`` reads the pages of those whom their items leave undecided; who never asks what happened needs none.
    """

    def __init__(self, client: "BaseClient", table_name: str, histories: Histories | None = None) -> None:
        self._client = client
        self._table_name = table_name
        self._histories = histories
        read_plainly(client, "Scan")

    def page(
        self,
        compiled: Compiled,
        segment: int = 0,
        total_segments: int = 1,
        after: str | None = None,
        limit: int | None = None,
        also: Collection[str] = (),
        deadline: Callable[[], bool] = lambda: False,
        glance: bool = False,
    ) -> ScanPage:
        """One page of one of the table's segments; ``limit`` is the most friends to read, if fewer than 1 MB hold.
        ``also``: attributes to read of those who match, beyond their ids.

        Costs half a read unit for each 4 KB read, matching or not, and what ``histories`` reads of those who are
        undecided. If ``deadline()`` becomes true over that, the page ends with those who were decided by then, a hundred
        at least; so it does at a ``glance`` if the table does not end with it. Raises Unavailable if DynamoDB refuses or
        does not answer.
        """
        request = self._request(compiled, segment, total_segments, after)
        wanted = sorted({*compiled.attributes, *also} - {_KEY})
        projected = {f"#p{i}": name for i, name in enumerate((_KEY, *wanted))}
        request["ProjectionExpression"] = ", ".join(projected)
        request["ExpressionAttributeNames"] = compiled.names | projected
        if limit is not None:
            request["Limit"] = limit
        answer = self._scan(request)
        items = answer["Items"]
        last = answer.get("LastEvaluatedKey")
        cursor, scanned = last[_KEY]["S"] if last else None, answer["ScannedCount"]
        if not compiled.exact:
            hurried = glance and last is not None
            passed = len(items)
            items, asked = self._accepted(compiled, items, lambda: hurried or deadline())
            if asked < passed:
                cursor, scanned = answer["Items"][asked - 1][_KEY]["S"], scanned * asked // passed
        return ScanPage([item[_KEY]["S"] for item in items], cursor, scanned, items)

    def _accepted(
        self, compiled: Compiled, items: Sequence[dict[str, Any]], deadline: Callable[[], bool]
    ) -> tuple[list[dict[str, Any]], int]:
        """Those of a page's friends who are in the segment; and how many were asked: fewer if there was no time."""
        asked: list[tuple[dict[str, Any], bool | None]] = []
        waiting: dict[str, Mapping[str, object]] = {}
        for item in items:
            facts = _facts(item)
            verdict = compiled.accepts(facts)
            asked.append((item, verdict))
            if verdict is None:
                waiting[item[_KEY]["S"]] = facts
        decided: dict[str, bool] = {}
        ids = list(waiting)
        for start in range(0, len(ids), _AT_ONCE):
            if decided and deadline():
                break
            decided |= self._refined(compiled, {i: waiting[i] for i in ids[start : start + _AT_ONCE]})
        accepted: list[dict[str, Any]] = []
        for number, (item, verdict) in enumerate(asked):
            friend_id = item[_KEY]["S"]
            if verdict is None and friend_id not in decided:
                return accepted, number
            if decided[friend_id] if verdict is None else verdict:
                accepted.append(item)
        return accepted, len(asked)

    def _refined(self, compiled: Compiled, waiting: Mapping[str, Mapping[str, object]]) -> dict[str, bool]:
        if self._histories is None:
            raise ValueError("the segment asks what happened, and nothing was given that reads it")
        return asked_of(compiled.node, waiting, compiled.context, self._histories)

    def count(
        self, compiled: Compiled, segment: int = 0, total_segments: int = 1, after: str | None = None
    ) -> CountedPage:
        """How many of one page match a segment that its filter says exactly; nothing of them travels.

        Costs and raises as ``page`` does.
        """
        if not compiled.exact:
            raise ValueError("the filter lets more through than the segment holds")
        request = self._request(compiled, segment, total_segments, after) | {"Select": "COUNT"}
        if compiled.names:
            request["ExpressionAttributeNames"] = compiled.names
        answer = self._scan(request)
        last = answer.get("LastEvaluatedKey")
        return CountedPage(answer["Count"], last[_KEY]["S"] if last else None, answer["ScannedCount"])

    def preview(
        self,
        node: Node,
        context: Context,
        sample: int,
        deadline: Callable[[], bool],
        limit: int | None = None,
        pages: int | None = None,
    ) -> Preview:
        """Count all friends who match, and name the first ``sample`` of them in the table's own order.

        Reads the whole table, page after page (``limit`` as for ``page``), unless ``deadline()`` is true after one, or
        there were ``pages`` of them. The order is DynamoDB's, by a hash of their ids: until then, it is a random sample.
        Raises as ``page`` does.
        """
        compiled = compile_filter(among_friends(node), context)
        sample_ids: list[str] = []
        count, asked, cursor = 0, 0, None
        for number in itertools.count(1):
            page = self.page(compiled, after=cursor, limit=limit, deadline=deadline, glance=number == pages)
            count += len(page.matches)
            asked += page.scanned
            sample_ids += page.matches[: sample - len(sample_ids)]
            cursor = page.cursor
            if cursor is None or number == pages or deadline():
                break
        return Preview(count, sample_ids, asked, complete=cursor is None)

    def size(self) -> int:
        """How many friends the table holds, as DynamoDB counts them every six hours; 0 before it has. One call. Raises
        Unavailable."""
        try:
            described = self._client.describe_table(TableName=self._table_name)["Table"]
        except (BotoCoreError, ClientError) as error:
            raise SIZE_UNKNOWN() from error
        return int(described.get("ItemCount", 0))

    def tags(self, deadline: Callable[[], bool], *, pages: int | None = None) -> ScannedTags:
        """How many friends have each tag. Reads, and raises, as ``preview`` does."""
        compiled = compile_filter(FRIENDS, Context(0))
        friends: Counter[str] = Counter()
        cursor = None
        for number in itertools.count(1):
            page = self.page(compiled, after=cursor, also=(_TAGS,))
            for item in page.items:
                friends.update(item.get(_TAGS, {}).get("M", {}).keys())
            cursor = page.cursor
            if cursor is None or number == pages or deadline():
                break
        return ScannedTags(friends, complete=cursor is None)

    def _request(self, compiled: Compiled, segment: int, total_segments: int, after: str | None) -> dict[str, Any]:
        request: dict[str, Any] = {
            "TableName": self._table_name,
            "Segment": segment,
            "TotalSegments": total_segments,
        }
        if after is not None:
            request["ExclusiveStartKey"] = {_KEY: {"S": after}}
        if compiled.expression is not None:
            request["FilterExpression"] = compiled.expression
        if compiled.values:
            request["ExpressionAttributeValues"] = compiled.values
        return request

    def _scan(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = self._client.scan(**request)
        except ClientError as error:
            raise SCAN_REFUSED(cause=cause(error)) from error
        except BotoCoreError as error:
            raise SCAN_SILENT() from error
        return answer


def _facts(item: dict[str, dict[str, Any]]) -> dict[str, object]:
    facts = {name: from_typed(value) for name, value in item.items()}
    fields: Any = facts.pop("fields", {})
    return facts | field_facts(fields)
