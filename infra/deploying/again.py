"""What restored tables would have sent again: they do not know what was sent after the moment of the restore."""

from collections.abc import Iterator

import botocore.session
from pynamodb.connection import Connection

from daifukucho.campaigns.campaign import Problem
from daifukucho.campaigns.report import RunStatus
from daifukucho.campaigns.run import RunState
from daifukucho.kernel.time import HOUR
from daifukucho_aws.dynamo.campaigns import CatalogCampaigns
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.outbox import DynamoOutbox
from daifukucho_aws.dynamo.runs import DynamoRuns
from infra.config import Config
from infra.deploying.account import Account
from infra.deploying.words import Refused, say

_AHEAD = HOUR
"""Until the functions read the restored table, campaigns that fall due are sent from the former one."""
_AT_ONCE = 100


def refuse_sweeps(account: Account, config: Config) -> None:
    """A sweep opens a run that it does not find, and would open it again in a restored table."""
    scheduler = account.client("scheduler")
    try:
        pages = scheduler.get_paginator("list_schedules").paginate(GroupName=config.name, NamePrefix="sweep-")
        names = [schedule["Name"] for page in pages for schedule in page["Schedules"]]
    except scheduler.exceptions.ResourceNotFoundException:
        return  # there is no stack yet
    if names:
        where = f"--group-name {config.name} --region {account.region}"
        raise Refused(
            "配信の途中の実行があります。このまま続けると、もう一度送るおそれがあります。中止して締まるのを待つか"
            "(daifukucho runs cancel)、それができなければ次を実行してください:",
            "Runs are under way, which might be sent once more. Cancel them and wait until they are closed "
            "(daifukucho runs cancel); if that cannot be done, run this:\n  "
            + "\n  ".join(f"aws scheduler delete-schedule {where} --name {name}" for name in names),
        )


def stop_runs(account: Account, outbox: str) -> None:
    """Pause the runs that were open. A query for each hundred, and a write for each found. Raises Unavailable."""
    paused = list(_pause(_connection(account), outbox))
    if paused:
        say(
            f"復元した時点で配信中だった実行を一時停止しました。送り直さないよう、中止してください: {', '.join(paused)}",
            "These runs were open at the moment of the restore, and are paused now. Cancel them, lest they are sent again: "
            "daifukucho runs cancel",
        )


def stop_campaigns(account: Account, catalog: str, now: int) -> None:
    """Take their time away from the campaigns that are due, or within the hour. A query, and a read and a write for each
    found. ``now``: UTC epoch milliseconds. Raises Unavailable."""
    campaigns = CatalogCampaigns(DynamoCatalog(_connection(account), catalog))
    stopped = []
    for intent in list(campaigns.due(now + _AHEAD)):
        campaigns.stop(intent, Problem.RESTORED)
        stopped.append(intent.campaign_id)
    if stopped:
        say(
            f"時刻が過ぎている、または1時間以内の予約を止めました。送る場合は日時を入れ直してください: {', '.join(stopped)}",
            "These campaigns were due already, or are within the hour, and are stopped. Give those a new time that are "
            "still to go out.",
        )


def _pause(connection: Connection, table: str) -> Iterator[str]:
    runs, outbox = DynamoRuns(connection, table), DynamoOutbox(connection, table)
    for status in (RunStatus.SENDING, RunStatus.HELD):
        cursor = None
        while True:
            page = runs.list(cursor, _AT_ONCE, status=status)
            for listed in page.items:
                among = (RunState.OPEN, RunState.HELD)
                if outbox.change_state(listed.run.run_id, RunState.PAUSED, among, reason=str(Problem.RESTORED)):
                    yield listed.run.run_id
            cursor = page.cursor
            if cursor is None:
                break


def _connection(account: Account) -> Connection:
    """PynamoDB's connection, with the identity of the deployment."""
    keys = account.environment
    session = botocore.session.get_session()
    session.set_credentials(keys["AWS_ACCESS_KEY_ID"], keys["AWS_SECRET_ACCESS_KEY"], keys.get("AWS_SESSION_TOKEN"))

    class Ours(Connection):
        @property
        def session(self) -> botocore.session.Session:
            return session

    return Ours(region=account.region)
