"""The audience of a run: the friends' table, scanned in slices."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from daifukucho.campaigns.ports import AudiencePage, Question
from daifukucho.campaigns.run import SLICE_LIMIT, Run
from daifukucho.delivery.look import attributes_for, look
from daifukucho.segments.among import among_friends
from daifukucho.segments.compile import compile_filter
from daifukucho.segments.history import Histories
from daifukucho_aws.dynamo.friends import from_item
from daifukucho_aws.dynamo.scan import SegmentScan
from daifukucho_aws.refusals import SIZE_UNKNOWN

FEWEST_SLICES = 4
SLICE_MB = 32
"""A slice of this size is scanned and written in some ten seconds by one function, and a million friends have twenty."""


def slices_of(size: int, slice_mb: int) -> int:
    """Into how many slices a roster of so many bytes is divided."""
    return max(FEWEST_SLICES, min(SLICE_LIMIT, -(-size // (slice_mb * 1024 * 1024))))


class DynamoAudience:
    """``daifukucho.campaigns.ports.Audience``. ``histories``: who only asks for ``slices`` needs none. ``slice_mb``: how much
    of the roster is a slice."""

    def __init__(
        self, client: Any, table_name: str, histories: Histories | None = None, slice_mb: int = SLICE_MB
    ) -> None:
        self._client = client
        self._table_name = table_name
        self._slice_mb = slice_mb
        self._scan = SegmentScan(client, table_name, histories)

    def slices(self) -> int:
        """One DescribeTable call. DynamoDB brings the table's size up to date every six hours."""
        try:
            size = self._client.describe_table(TableName=self._table_name)["Table"].get("TableSizeBytes", 0)
        except (BotoCoreError, ClientError) as error:
            raise SIZE_UNKNOWN() from error
        return slices_of(size, self._slice_mb)

    def page(self, asked: Question, run: Run, slice_no: int, after: str | None) -> AudiencePage:
        """One Scan of at most 1 MB, and what is read of the pages of those whom it leaves undecided. Only where it is asked
        who would be skipped do more than ids travel. Raises Unavailable.
        """
        compiled = compile_filter(among_friends(asked.where), asked.context, first_seen_until=run.opened_at)
        also = () if asked.wanted is None else attributes_for(asked.wanted)
        page = self._scan.page(compiled, slice_no, run.total_slices, after, also=also, deadline=asked.time_is_short)
        if asked.wanted is None:
            return AudiencePage(page.matches, page.cursor)
        friends = map(from_item, page.items)
        unreachable = {
            friend.friend_id for friend in friends if look(friend, asked.wanted, silent=asked.silent)[0] is not None
        }
        return AudiencePage(page.matches, page.cursor, unreachable)
