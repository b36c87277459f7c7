"""Two dashboards: how the shop's friends and campaigns do, and how the machinery does."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from daifukucho_aws.metrics import Metric
from infra.components.function import Function
from infra.components.queue import WorkQueue
from infra.components.tables import Tables
from infra.config import Config

_BUSINESS = {
    "Messages": (
        Metric.MESSAGES_SENT,
        Metric.MESSAGES_SKIPPED,
        Metric.MESSAGES_FAILED,
        Metric.MESSAGES_UNKNOWN,
    ),
    "Runs": (Metric.RUNS_OPENED, Metric.RUNS_CLOSED, Metric.RUNS_PAUSED),
    "Friends": (Metric.FRIENDS_FOLLOWED, Metric.FRIENDS_BLOCKED),
    "Friends: points and ranks settled, and not": (Metric.FRIENDS_SETTLED, Metric.FRIENDS_UNSETTLED),
    "Events from LINE": (Metric.EVENTS_RECEIVED, Metric.EVENTS_DUPLICATE, Metric.EVENTS_UNKNOWN),
    "Webhook: refused and failed": (Metric.WEBHOOKS_REFUSED, Metric.WEBHOOKS_FAILED),
    "Ledger": (Metric.ENTRIES_FOLDED, Metric.ENTRIES_PARKED),
    "API: over the caller's limit, not counted": (Metric.REQUESTS_LIMITED, Metric.REQUESTS_UNCOUNTED),
}
_PERIOD = Duration.minutes(5)


class Dashboards(Construct):
    """The first three dashboards of an account are free."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        functions: Sequence[Function],
        queues: Sequence[WorkQueue],
        dead: Sequence[sqs.Queue],
        tables: Tables,
        api: apigateway.HttpApi,
    ) -> None:
        super().__init__(scope, id)
        cloudwatch.Dashboard(
            self,
            "Business",
            dashboard_name=f"{config.name}-business",
            widgets=_rows(
                [_graph(title, [_count(config, name) for name in names]) for title, names in _BUSINESS.items()]
            ),
        )
        waiting = [queue.queue for queue in queues]
        failed = [*(queue.failed for queue in queues), *dead]
        stored = (tables.friends, tables.ledger, tables.catalog, tables.outbox)
        cloudwatch.Dashboard(
            self,
            "Technical",
            dashboard_name=f"{config.name}-technical",
            widgets=_rows(
                [
                    _graph("API: requests", [api.metric_count(statistic="Sum")]),
                    _graph(
                        "API: errors", [m(statistic="Sum") for m in (api.metric_client_error, api.metric_server_error)]
                    ),
                    _graph("API: latency", [api.metric_latency(statistic=s) for s in ("p50", "p99")]),
                    _graph("Functions: invocations", [f.metric_invocations() for f in functions]),
                    _graph("Functions: errors", [f.metric_errors() for f in functions]),
                    _graph("Functions: throttles", [f.metric_throttles() for f in functions]),
                    _graph("Functions: duration (p99)", [f.metric_duration(statistic="p99") for f in functions]),
                    _graph("Queues: waiting", [q.metric_approximate_number_of_messages_visible() for q in waiting]),
                    _graph("Queues: oldest message", [q.metric_approximate_age_of_oldest_message() for q in waiting]),
                    _graph(
                        "Queues: failed, parked", [q.metric_approximate_number_of_messages_visible() for q in failed]
                    ),
                    _graph("Tables: read units", [t.resource.metric_consumed_read_capacity_units() for t in stored]),
                    _graph("Tables: write units", [t.resource.metric_consumed_write_capacity_units() for t in stored]),
                ]
            ),
        )


def _count(config: Config, name: Metric) -> cloudwatch.IMetric:
    """The sum over the functions that count it, whatever dimensions they add."""
    search = f"SEARCH('Namespace=\"{config.name}\" MetricName=\"{name}\"', 'Sum', {_PERIOD.to_seconds()})"
    return cloudwatch.MathExpression(expression=f"SUM({search})", label=name, using_metrics={}, period=_PERIOD)


def _graph(title: str, metrics: Sequence[cloudwatch.IMetric]) -> cloudwatch.IWidget:
    return cloudwatch.GraphWidget(title=title, left=list(metrics), width=8, height=6, period=_PERIOD)


def _rows(widgets: Sequence[cloudwatch.IWidget]) -> list[list[cloudwatch.IWidget]]:
    return [list(widgets[start : start + 3]) for start in range(0, len(widgets), 3)]
