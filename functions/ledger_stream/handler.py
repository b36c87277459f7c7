"""New entries of the ledger change their friends. Fed by the ledger's stream, or with parked entries to try again."""

from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from daifukucho_aws.bootstrap.ledger_stream import build
from daifukucho_aws.bootstrap.world import of_aws
from daifukucho_aws.ledger_stream import StreamWorker
from daifukucho_aws.metrics import SERVICE, Metric
from daifukucho_aws.refusals import DELIVERED_AGAIN
from daifukucho_aws.settings import LedgerStreamSettings

logger = Logger(service="ledger_stream")
metrics = Metrics(service=SERVICE)


MARGIN = 15_000
"""Milliseconds before the deadline after which no friend is begun: this leaves time for thirty entries of a friend,
also while the database is slow."""


@cache
def settings() -> LedgerStreamSettings:
    return LedgerStreamSettings.from_env()


@cache
def worker() -> StreamWorker:
    return build(settings(), of_aws())


@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """A DynamoDB stream's ``Records``, or ``{"parked": [{"friend_id", "sort"}, …]}``, answered with an ``ok`` each."""
    if "parked" in event:
        results = worker().redrive(event["parked"])
        succeeded = sum(result["ok"] for result in results)
        metrics.add_metric(Metric.ENTRIES_FOLDED, MetricUnit.Count, succeeded)
        logger.info("redriven", extra={"tried": len(results), "succeeded": succeeded})
        return {"parked": results}
    consumed = worker().consume(event["Records"], logger, lambda: context.get_remaining_time_in_millis() < MARGIN)
    told: dict[str, int] = {"records": len(event["Records"])}
    for name, count in consumed.counts.items():
        metrics.add_metric(name, MetricUnit.Count, count)
        told[name] = count
    logger.info("folded", extra=told)
    if consumed.again_from is None:
        return {"batchItemFailures": []}
    if settings().local:
        # The emulator of AWS takes no notice of items that failed, and delivers a batch again if the function fails.
        raise DELIVERED_AGAIN()
    return {"batchItemFailures": [{"itemIdentifier": consumed.again_from}]}
