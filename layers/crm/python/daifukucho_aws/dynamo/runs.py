"""The list of runs, from the index that holds nothing else."""

from collections.abc import Mapping
from typing import Any

from pynamodb.connection import Connection

from daifukucho.campaigns.report import ListedRun, RunStatus
from daifukucho.kernel.page import Page
from daifukucho_aws.dynamo import cursor as cursors
from daifukucho_aws.dynamo import keys
from daifukucho_aws.dynamo.errors import translated
from daifukucho_aws.dynamo.outbox_items import BatchItem, RunItem, run_of
from daifukucho_aws.dynamo.tables import bind

_INDEX = "runs"
_QUERIES_PER_PAGE = 4
"""DynamoDB reads at most 1 MB a query, so a page reads at most 4 MB: about 6,000 runs."""


class DynamoRuns:
    """Lists runs. The index follows the runs after a moment; their reports are exact."""

    def __init__(self, connection: Connection, table: str) -> None:
        self._connection = connection
        self._table = table
        bind(BatchItem, table, connection)  # describes the table with its indexes, if no other store has yet
        self._runs = bind(RunItem, table, connection)

    def list(
        self,
        cursor: str | None,
        limit: int,
        *,
        campaign_id: str | None = None,
        status: RunStatus | None = None,
        newest_first: bool = True,
    ) -> Page[ListedRun]:
        """In the order in which they were opened: of a campaign, in a state.

        One query; where something is left out, up to four, and 4 MB. Raises Invalid for a cursor that is not ours and
        Unavailable if the database does not answer.
        """
        of = cursors.question("runs", campaign_id=campaign_id, status=status, newest_first=newest_first)
        last = _key(cursors.decode(cursor, of=of)) if cursor is not None else None
        narrowed = campaign_id is not None or status is not None
        found: list[ListedRun] = []
        for _ in range(_QUERIES_PER_PAGE if narrowed else 1):
            with translated():
                page = self._connection.query(
                    self._table,
                    keys.RUN_LIST,
                    index_name=_INDEX,
                    filter_condition=None if campaign_id is None else self._runs.campaign_id == campaign_id,
                    exclusive_start_key=last,
                    limit=None if narrowed else limit,
                    scan_index_forward=not newest_first,
                )
            read = [_listed(self._runs.from_raw_data(item)) for item in page["Items"]]
            found += [run for run in read if status in (None, run.status)]
            last = page.get("LastEvaluatedKey")
            if len(found) >= limit or last is None:
                break
        if len(found) > limit:  # a query may go on after any key, also in the middle of what DynamoDB returned
            found = found[:limit]
            return Page(found, cursors.encode(f"{found[-1].run.opened_at}#{found[-1].run.run_id}", of))
        return Page(found, cursors.encode(f"{last['opened_at']['N']}#{_run_id(last)}", of) if last else None)


def _listed(item: RunItem) -> ListedRun:
    return ListedRun(run_of(item), item.name)


def _run_id(key: Mapping[str, Any]) -> str:
    return keys.run_id_of(key["pk"]["S"])


def _key(text: str) -> dict[str, dict[str, str]]:
    """The key in the index after which a page begins."""
    opened_at, _, run_id = text.partition("#")
    if not (opened_at.isascii() and opened_at.isdigit() and run_id):
        raise cursors.refusal()
    return {
        "run_list": {"S": keys.RUN_LIST},
        "opened_at": {"N": opened_at},
        "pk": {"S": keys.run_key(run_id)},
        "sort": {"S": keys.RUN},
    }
