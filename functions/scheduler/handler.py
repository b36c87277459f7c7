"""Opens the runs of campaigns that are due, sweeps open runs once a minute, and watches over the plans.

Invoked by EventBridge Scheduler with ``{"kind": "due" | "sweep" | "watch", ...}``; see ``schedules.py``.
"""

from functools import cache
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from daifukucho.campaigns.open import Opener
from daifukucho.campaigns.sweep import Sweeper, Watch
from daifukucho.kernel.errors import Conflict, NotFound
from daifukucho_aws import bootstrap
from daifukucho_aws.metrics import Metric, Metrics
from daifukucho_aws.schedules import DUE, SWEEP, WATCH, intent_of
from daifukucho_aws.settings import SchedulerSettings

logger = Logger(service="scheduler")


@cache
def parts() -> tuple[Opener, Sweeper, Watch, Metrics]:
    settings = SchedulerSettings.from_env()
    return *bootstrap.scheduler(settings), Metrics(settings.stage)


def handler(event: dict[str, Any], context: LambdaContext) -> None:
    opener, sweeper, watch, metrics = parts()
    kind = event.get("kind")
    if kind == DUE:
        intent = intent_of(event)
        try:
            opener.open(intent)
        except (Conflict, NotFound) as error:
            # The campaign was changed, sent or deleted after this schedule was made: it is not to go out.
            logger.info("not opened", extra={"run": intent.run_id, "code": error.code})
            return
        metrics.count({Metric.RUNS_OPENED: 1})
        logger.info("run opened", extra={"run": intent.run_id})
    elif kind == SWEEP:
        intent = intent_of(event)
        swept = sweeper.sweep(intent)
        metrics.count({Metric.RUNS_OPENED: swept.opened, Metric.RUNS_CLOSED: swept.closed})
        logger.info("run swept", extra={"run": intent.run_id, "opened": swept.opened, "closed": swept.closed})
    elif kind == WATCH:
        opened = watch.look()
        metrics.count({Metric.RUNS_OPENED: opened})
        logger.info("plans watched", extra={"opened": opened})
    else:
        raise ValueError(f"no such kind of schedule: {kind!r}")
