"""What a month costs in which nothing happens, counted from the template."""

import json
from dataclasses import dataclass
from typing import Any

from bench.support import prices
from tests.infra.reading import resources

Template = dict[str, Any]

MONTH_SECONDS = 30 * 86_400
POLLERS, POLL_SECONDS = 5, 20
"""How many of Lambda's pollers ask an empty queue, and how long each waits for an answer (assumed)."""
FREE_SQS_REQUESTS = 1_000_000
IDLE_METRICS = 1
"""Of our own, that an idle month writes: the watch over plans says each time how many runs it has opened."""
WATCH_SECONDS, LOOK_SECONDS = 0.3, 0.2
"""How long an invocation takes of the function that watches, or settles, and of the one that looks after the copy (assumed)."""


@dataclass(frozen=True)
class Line:
    """USD in an account of its own, and in one whose free allowances are used up."""

    alone: float
    used_up: float


def bill(template: Template) -> dict[str, Line]:
    """The lines of which the sum is made."""
    month, usd = json.loads(prices.FILE.read_text("utf-8"))["per_month"], prices.load().usd
    alarms = sum(alarm_metrics(template).values())
    shown = dashboard_metrics(template)
    small = sum(count <= month["dashboard"]["free_metrics"] for count in shown.values())
    free = min(month["dashboard"]["free"], small)
    polls = empty_polls(template)
    watch = watches(template) * (usd["lambda_request"] + WATCH_SECONDS * 0.5 * usd["lambda_gb_second"])
    memory_gb = _memory_mb(template, "roster_compact") / 1024
    listings = 2 * looks(template) * usd["s3_put_or_list"]
    look = looks(template) * (usd["lambda_request"] + LOOK_SECONDS * memory_gb * usd["lambda_gb_second"])
    secrets = len(resources(template, "AWS::SecretsManager::Secret")) * month["secret"]["usd"]
    return {
        "alarms": _beyond(alarms, month["alarm_metric"]),
        "dashboards": Line(*((len(shown) - given) * month["dashboard"]["usd"] for given in (free, 0))),
        "metrics": _beyond(IDLE_METRICS, month["metric"]),
        "secrets": Line(secrets, secrets),
        "queues": Line(max(0, polls - FREE_SQS_REQUESTS) * usd["sqs_request"], polls * usd["sqs_request"]),
        "watch": Line(0, watch),
        "copy": Line(listings, listings + look),
        "keys": Line(*(2 * [len(resources(template, "AWS::KMS::Key")) * month["key"]["usd"]])),
    }


def alarm_metrics(template: Template) -> dict[str, int]:
    """How many metrics each alarm reads, by its name without the stack's; that many alarms are billed."""
    alarms = resources(template, "AWS::CloudWatch::Alarm").values()
    return {
        alarm["AlarmName"].removeprefix(f"{stack_of(template)}-"): sum(
            "MetricStat" in metric for metric in alarm.get("Metrics", [{"MetricStat": alarm["MetricName"]}])
        )
        for alarm in alarms
    }


def stack_of(template: Template) -> str:
    """``daifukucho-prod``"""
    (pool,) = resources(template, "AWS::Cognito::UserPool").values()
    return pool["UserPoolName"]


def dashboard_metrics(template: Template) -> dict[str, int]:
    """How many metrics each dashboard shows. Raises ValueError for an expression, of which nobody can say how many it finds."""
    return {
        board["DashboardName"]: sum(
            _one(metric) for widget in _body(board)["widgets"] for metric in widget["properties"]["metrics"]
        )
        for board in resources(template, "AWS::CloudWatch::Dashboard").values()
    }


def metrics_shown(template: Template) -> set[tuple[str, str]]:
    """The namespaces and names of all metrics on dashboards."""
    boards = map(_body, resources(template, "AWS::CloudWatch::Dashboard").values())
    return {(metric[0], metric[1]) for body in boards for w in body["widgets"] for metric in w["properties"]["metrics"]}


def empty_polls(template: Template) -> int:
    sources = resources(template, "AWS::Lambda::EventSourceMapping").values()
    queues = [source for source in sources if "StartingPosition" not in source]
    return len(queues) * POLLERS * MONTH_SECONDS // POLL_SECONDS


def watches(template: Template) -> int:
    """Invocations a month by the standing schedules."""
    return sum(_times(s["ScheduleExpression"]) for s in resources(template, "AWS::Scheduler::Schedule").values())


def looks(template: Template) -> int:
    """Invocations a month by rules."""
    return sum(_times(rule["ScheduleExpression"]) for rule in resources(template, "AWS::Events::Rule").values())


def _times(expression: str) -> int:
    match expression.strip(")").replace("(", " ").split():
        case ["rate", minutes, "minutes"]:
            return MONTH_SECONDS // (60 * int(minutes))
        case ["cron", minute, hour, "*", "*", "?", "*"] if minute.isdigit() and hour.isdigit():
            return MONTH_SECONDS // 86_400
    raise ValueError(f"how often is {expression}?")


def _beyond(count: int, price: dict[str, float]) -> Line:
    return Line(max(0, count - price["free"]) * price["usd"], count * price["usd"])


def _memory_mb(template: Template, name: str) -> int:
    found = resources(template, "AWS::Lambda::Function").values()
    (memory,) = [
        function["MemorySize"]
        for function in found
        if function["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"] == name
    ]
    return memory


def _body(board: dict[str, Any]) -> dict[str, Any]:
    """A dashboard's body, with a word for each reference in it."""
    body = board["DashboardBody"]
    if isinstance(body, dict):
        body = "".join(part if isinstance(part, str) else "x" for part in body["Fn::Join"][1])
    return json.loads(body)


def _one(metric: list[Any]) -> int:
    if not isinstance(metric[0], str):
        raise ValueError(f"an expression: {metric[0]}")
    return 1
