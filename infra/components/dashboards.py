"""Three dashboards: the shop's friends and campaigns, the functions, and the tables and queues on which they work."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from daifukucho_aws.metrics import DIMENSION, Metric
from infra.components.function import Function
from infra.components.tables import Tables
from infra.config import Config

_BUSINESS = {
    "Messages": (
        Metric.MESSAGES_SENT,
        Metric.MESSAGES_SKIPPED,
        Metric.MESSAGES_FAILED,
        Metric.MESSAGES_UNKNOWN,
    ),
    "Runs": (Metric.RUNS_OPENED, Metric.RUNS_CLOSED, Metric.RUNS_PAUSED, Metric.CAMPAIGNS_STOPPED),
    "Friends": (Metric.FRIENDS_FOLLOWED, Metric.FRIENDS_BLOCKED),
    "Friends: points and ranks settled, and not": (Metric.FRIENDS_SETTLED, Metric.FRIENDS_UNSETTLED),
    "Events from LINE": (Metric.EVENTS_RECEIVED, Metric.EVENTS_DUPLICATE, Metric.EVENTS_UNKNOWN),
    "Webhook: refused and failed": (Metric.WEBHOOKS_REFUSED, Metric.WEBHOOKS_FAILED),
    "Ledger": (Metric.ENTRIES_FOLDED, Metric.ENTRIES_PARKED),
    "Stores: wrong PINs on guard": (Metric.PINS_GUARDED,),
    "API: over the caller's limit, not counted": (Metric.REQUESTS_LIMITED, Metric.REQUESTS_UNCOUNTED),
}
_PERIOD = Duration.minutes(5)


class Dashboards(Construct):
    """The first three dashboards of an account are free, each as long as it shows at most 50 metrics."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        functions: Sequence[Function],
        streams: Sequence[Function],
        queues: Sequence[sqs.Queue],
        dead: Sequence[sqs.Queue],
        tables: Tables,
        api: apigateway.HttpApi,
    ) -> None:
        """``streams``: those of the functions that a table's stream feeds. ``dead``: the queues of what failed."""
        super().__init__(scope, id)
        stored = (tables.friends, tables.ledger, tables.catalog, tables.outbox)
        shown = {
            "Business": [_graph(title, [_count(config, name) for name in names]) for title, names in _BUSINESS.items()],
            "Functions": [
                _graph("Functions: invocations", [f.metric_invocations() for f in functions]),
                _graph("Functions: errors", [f.metric_errors() for f in functions]),
                _graph("Functions: duration (p99)", [f.metric_duration(statistic="p99") for f in functions]),
            ],
            "Technical": [
                _graph("API: requests", [api.metric_count(statistic="Sum")]),
                _graph("API: errors", [m(statistic="Sum") for m in (api.metric_client_error, api.metric_server_error)]),
                _graph("API: latency", [api.metric_latency(statistic=s) for s in ("p50", "p99")]),
                _graph("Functions: throttles", [f.metric_throttles() for f in functions]),
                _graph("Streams: how late (ms)", [f.metric("IteratorAge", statistic="Maximum") for f in streams]),
                _graph("Queues: waiting", [q.metric_approximate_number_of_messages_visible() for q in queues]),
                _graph("Queues: oldest message", [q.metric_approximate_age_of_oldest_message() for q in queues]),
                _graph("Queues: failed, parked", [q.metric_approximate_number_of_messages_visible() for q in dead]),
                _graph("Tables: read units", [t.resource.metric_consumed_read_capacity_units() for t in stored]),
                _graph("Tables: write units", [t.resource.metric_consumed_write_capacity_units() for t in stored]),
            ],
        }
        for id, widgets in shown.items():
            cloudwatch.Dashboard(self, id, dashboard_name=f"{config.name}-{id.lower()}", widgets=_rows(widgets))


def _count(config: Config, name: Metric) -> cloudwatch.IMetric:
    return cloudwatch.Metric(
        namespace=config.name, metric_name=name, dimensions_map=DIMENSION, statistic="Sum", label=name
    )


def _graph(title: str, metrics: Sequence[cloudwatch.IMetric]) -> cloudwatch.IWidget:
    return cloudwatch.GraphWidget(title=title, left=list(metrics), width=8, height=6, period=_PERIOD)


def _rows(widgets: Sequence[cloudwatch.IWidget]) -> list[list[cloudwatch.IWidget]]:
    return [list(widgets[start : start + 3]) for start in range(0, len(widgets), 3)]
