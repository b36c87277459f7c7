"""Resources of an earlier stack under names that a new stack needs."""

from collections.abc import Iterator
from typing import Any

from infra.deploying.words import Refused


def refuse_leftovers(client: Any, name: str, region: str) -> None:
    """Before a stack is made: refuse with the commands that make room for it. ``client`` makes boto3's clients.

    Other names are made by CloudFormation, and never twice. Five calls. Raises ClientError.
    """
    commands = [
        f"{command} --region {region}"
        for command in (*_logs(client, name), *_group(client, name), *_watching(client, name))
    ]
    if commands:
        raise Refused(
            "以前のスタックの残りが、新しいスタックの作成を妨げます。次を実行してから、もう一度:",
            "What an earlier stack has left is in the way of a new one. Run this, then repeat:\n  "
            + "\n  ".join(commands),
        )


def _logs(client: Any, name: str) -> Iterator[str]:
    logs = client("logs")
    for prefix in (f"/aws/lambda/{name}-", f"/aws/apigateway/{name}"):
        for page in logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=prefix):
            for group in page["logGroups"]:
                if group["logGroupName"].startswith("/aws/lambda/") or group["logGroupName"] == prefix:
                    yield f"aws logs delete-log-group --log-group-name {group['logGroupName']}"


def _group(client: Any, name: str) -> Iterator[str]:
    scheduler = client("scheduler")
    try:
        scheduler.get_schedule_group(Name=name)
    except scheduler.exceptions.ResourceNotFoundException:
        return
    # The group's schedules are deleted with it, which takes some minutes.
    yield f"aws scheduler delete-schedule-group --name {name}"


def _watching(client: Any, name: str) -> Iterator[str]:
    cloudwatch = client("cloudwatch")
    pages = cloudwatch.get_paginator("describe_alarms").paginate(AlarmNamePrefix=f"{name}-")
    alarms = [alarm["AlarmName"] for page in pages for alarm in page["MetricAlarms"]]
    if alarms:
        yield f"aws cloudwatch delete-alarms --alarm-names {' '.join(alarms)}"
    found = cloudwatch.list_dashboards(DashboardNamePrefix=f"{name}-")["DashboardEntries"]
    if found:
        yield "aws cloudwatch delete-dashboards --dashboard-names " + " ".join(e["DashboardName"] for e in found)
