"""Asking the whole roster what would become of everybody who matches, for as long as a person waits."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from daifukucho.campaigns.preview import Tally
from daifukucho.delivery.look import Looking, attributes_for, troubled
from daifukucho.delivery.skip import Skip
from daifukucho.segments.among import among_friends
from daifukucho.segments.compile import Compiled, compile_filter
from daifukucho.segments.context import Context
from daifukucho.segments.history import Histories
from daifukucho.segments.tree import And, Node, parse
from daifukucho_aws.dynamo.friends import from_item
from daifukucho_aws.dynamo.scan import SegmentScan

if TYPE_CHECKING:
    from botocore.client import BaseClient

SEGMENTS = 4
"""Parts of the table that are read at once: DynamoDB reads while Python judges what came before."""

Matched = Counter[Skip | None]
Step = Callable[[int, str | None], tuple[Matched, int, str | None]]
"""Looks at a page of a segment of the table, after a key; what it found of how many, and the key to go on after."""


class DynamoRosterCount:
    """``daifukucho.campaigns.preview.Survey``."""

    def __init__(self, client: "BaseClient", table_name: str, histories: Histories | None = None) -> None:
        self._scan = SegmentScan(client, table_name, histories)

    def tally(
        self,
        where: Node,
        context: Context,
        seen_until: int,
        looking: Looking,
        deadline: Callable[[], bool],
    ) -> Tally:
        """Scans the roster, a page of 1 MB a call (128 read units), eventually consistent.

        Where DynamoDB can tell who matches, and who would be skipped, each page is counted, and read once more, so that
        only the skipped travel. Else each of those who match travels and is looked at, and the pages of those are read whom
        their items leave undecided. Raises Unavailable.
        """
        where = among_friends(where)
        everybody = compile_filter(where, context, first_seen_until=seen_until)
        needs_values = any(use.default is None for use in looking.wanted)
        if needs_values or looking.had or not everybody.exact:
            step = self._one_by_one(everybody, looking, deadline)
        else:
            trouble = And((where, parse(troubled(silent=looking.silent))))
            troubles = compile_filter(trouble, context, first_seen_until=seen_until)
            step = self._counted(everybody, troubles, looking)

        def part(segment: int) -> Tally:
            matched: Matched = Counter()
            asked, cursor = 0, None
            while True:
                found, scanned, cursor = step(segment, cursor)
                matched.update(found)
                asked += scanned
                if cursor is None or deadline():
                    return Tally(matched, asked, complete=cursor is None)

        with ThreadPoolExecutor(SEGMENTS) as pool:  # joined here: no thread outlives the invocation
            parts = list(pool.map(part, range(SEGMENTS)))
        total: Matched = Counter()
        for tally in parts:
            total.update(tally.matched)
        return Tally(total, sum(tally.asked for tally in parts), all(tally.complete for tally in parts))

    def size(self) -> int:
        """One DescribeTable call. Raises Unavailable."""
        return self._scan.size()

    def _one_by_one(self, everybody: Compiled, looking: Looking, deadline: Callable[[], bool]) -> Step:
        attributes = attributes_for(looking.wanted)

        def step(segment: int, after: str | None) -> tuple[Matched, int, str | None]:
            page = self._scan.page(everybody, segment, SEGMENTS, after, also=attributes, deadline=deadline)
            found = Counter(looking.at(from_item(item)) for item in page.items)
            return found, page.scanned, page.cursor

        return step

    def _counted(self, everybody: Compiled, troubled: Compiled, looking: Looking) -> Step:
        attributes = attributes_for(())

        def step(segment: int, after: str | None) -> tuple[Matched, int, str | None]:
            page = self._scan.count(everybody, segment, SEGMENTS, after)
            if not page.count:
                return Counter(), page.scanned, page.cursor
            # The same friends once more: as many as were read, from the same key on.
            again = self._scan.page(troubled, segment, SEGMENTS, after, limit=page.scanned, also=attributes)
            found: Matched = Counter(looking.at(from_item(item)) for item in again.items)
            found[None] += max(0, page.count - sum(found.values()))
            return found, page.scanned, page.cursor

        return step
