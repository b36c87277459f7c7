"""Opens the runs of campaigns that are due, sweeps open runs once a minute, and watches over the plans.

Invoked by EventBridge Scheduler with ``{"kind": "due" | "sweep" | "watch", ...}``; see ``schedules.py``.
"""

from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from daifukucho.campaigns.open import Opener
from daifukucho.campaigns.sweep import Sweeper, Watch
from daifukucho.kernel.errors import Conflict, Invalid, NotFound
from daifukucho_aws.bootstrap.scheduler import build
from daifukucho_aws.bootstrap.world import of_aws
from daifukucho_aws.metrics import SERVICE, Metric
from daifukucho_aws.schedules import DUE, SWEEP, WATCH, intent_of
from daifukucho_aws.settings import SchedulerSettings

logger = Logger(service="scheduler")
metrics = Metrics(service=SERVICE)


@cache
def parts() -> tuple[Opener, Sweeper, Watch]:
    return build(SchedulerSettings.from_env(), of_aws())


@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> None:
    opener, sweeper, watch = parts()
    before = opener.stopped
    try:
        _do(event, opener, sweeper, watch)
    finally:
        if stopped := opener.stopped - before:
            metrics.add_metric(Metric.CAMPAIGNS_STOPPED, MetricUnit.Count, stopped)


def _do(event: dict[str, Any], opener: Opener, sweeper: Sweeper, watch: Watch) -> None:
    kind = event.get("kind")
    if kind == DUE:
        intent = intent_of(event)
        try:
            opener.open(intent)
        except (Conflict, NotFound, Invalid) as error:
            # The campaign was changed, sent or deleted after this schedule was made, or the reason why it cannot go
            # out is noted on it.
            logger.info("not opened", extra={"run": intent.run_id, "code": error.code})
            return
        metrics.add_metric(Metric.RUNS_OPENED, MetricUnit.Count, 1)
        logger.info("run opened", extra={"run": intent.run_id})
    elif kind == SWEEP:
        intent = intent_of(event)
        swept = sweeper.sweep(intent)
        metrics.add_metric(Metric.RUNS_OPENED, MetricUnit.Count, swept.opened)
        metrics.add_metric(Metric.RUNS_CLOSED, MetricUnit.Count, swept.closed)
        metrics.add_metric(Metric.RUNS_PAUSED, MetricUnit.Count, swept.paused)
        done = {"opened": swept.opened, "paused": swept.paused, "closed": swept.closed}
        logger.info("run swept", extra={"run": intent.run_id, **done})
    elif kind == WATCH:
        opened = watch.look()
        metrics.add_metric(Metric.RUNS_OPENED, MetricUnit.Count, opened)
        logger.info("plans watched", extra={"opened": opened})
    else:
        raise ValueError(f"no such kind of schedule: {kind!r}")
