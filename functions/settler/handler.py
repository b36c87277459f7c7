"""Records, once a day, the points that have expired, and the ranks and figures of purchases that time has changed.

A schedule invokes it with ``{}``; it invokes itself for each part of the roster with ``{"part": 0}``, and where a part
goes on with ``{"part": 0, "after": "<friend id>"}``.
"""

from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from daifukucho.book.sweep import Part, Swept
from daifukucho_aws.bootstrap.settler import Settler, build
from daifukucho_aws.bootstrap.world import of_aws
from daifukucho_aws.metrics import SERVICE, Metric
from daifukucho_aws.settings import SettlerSettings

logger = Logger(service="settler")
metrics = Metrics(service=SERVICE)

PARTS = 4
"""How many invocations work at once. Lambda stops a function that has invoked itself sixteen times in a row. Four parts
of sixteen invocations of a quarter of an hour each get through ten million friends (docs/scale.md)."""

MARGIN = 120_000
"""Milliseconds before the deadline after which no page is begun: a page on which every friend changes takes seconds,
and a minute if the database is slow."""


@cache
def settler() -> Settler:
    return build(SettlerSettings.from_env(), of_aws())


def handler(event: dict[str, Any], context: LambdaContext) -> None:
    if "part" in event:
        settle(event["part"], event.get("after"), context)
    elif settler().in_use():
        for part in range(PARTS):
            settler().again.start({"part": part})
    else:
        logger.info("neither points nor ranks are set up, and there are no orders")


@metrics.log_metrics
def settle(part: int, after: str | None, context: LambdaContext) -> None:
    swept = Swept()
    try:
        for swept in settler().sweep.run(Part(part, PARTS), after):
            if swept.cursor is not None and context.get_remaining_time_in_millis() < MARGIN:
                settler().again.start({"part": part, "after": swept.cursor})
                break
    finally:
        metrics.add_metric(Metric.FRIENDS_SETTLED, MetricUnit.Count, swept.changed)
        metrics.add_metric(Metric.FRIENDS_UNSETTLED, MetricUnit.Count, swept.failed)
        done = {"friends": swept.friends, "changed": swept.changed, "failures": dict(swept.failures)}
        logger.info("settled", extra={"part": part, "ended": swept.cursor is None, **done})
