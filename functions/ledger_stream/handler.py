"""What is new in the ledger changes its friend. Fed by the ledger's stream, or with parked entries to try again."""

from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from daifukucho_aws.bootstrap.ledger_stream import build
from daifukucho_aws.metrics import SERVICE, Metric
from daifukucho_aws.settings import LedgerStreamSettings
from daifukucho_aws.workers import StreamWorker

logger = Logger(service="ledger_stream")
metrics = Metrics(service=SERVICE)


@cache
def worker() -> StreamWorker:
    return build(LedgerStreamSettings.from_env())


@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """A DynamoDB stream's ``Records``, or ``{"parked": [{"friend_id", "sort"}, …]}``, answered with an ``ok`` each."""
    if "parked" in event:
        results = worker().redrive(event["parked"])
        succeeded = sum(result["ok"] for result in results)
        metrics.add_metric(Metric.ENTRIES_FOLDED, MetricUnit.Count, succeeded)
        logger.info("redriven", extra={"tried": len(results), "succeeded": succeeded})
        return {"parked": results}
    counts = worker().consume(event["Records"], logger)
    told: dict[str, int] = {"records": len(event["Records"])}
    for name, count in counts.items():
        metrics.add_metric(name, MetricUnit.Count, count)
        told[name] = count
    logger.info("folded", extra=told)
    # No failures: what could not be processed is parked. An emulator of AWS may ignore them, too.
    return {"batchItemFailures": []}
