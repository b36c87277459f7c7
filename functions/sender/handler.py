"""Sends a batch through LINE's Messaging API. Rung through the batches queue, one batch an invocation."""

import time
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from daifukucho.campaigns.send import Patience, Sender
from daifukucho_aws import workers
from daifukucho_aws.bootstrap.sender import build
from daifukucho_aws.metrics import SERVICE, Metric
from daifukucho_aws.settings import SenderSettings
from daifukucho_aws.sqs import batch_ref

logger = Logger(service="sender")
metrics = Metrics(service=SERVICE)

MARGIN = 10_000
"""Milliseconds before the deadline after which no call is begun: one call (7 s at the longest) and a write fit in."""


@cache
def sender() -> Sender:
    return build(SenderSettings.from_env())


@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    patience = Patience(lambda: context.get_remaining_time_in_millis() < MARGIN, time.sleep)

    def send(message: dict[str, Any]) -> None:
        sent = sender().send(batch_ref(message), patience)
        totals = sent.totals
        for name, count in {
            Metric.MESSAGES_SENT: totals.sent,
            Metric.MESSAGES_SKIPPED: sum(totals.skipped.values()),
            Metric.MESSAGES_FAILED: sum(totals.failed.values()),
            Metric.MESSAGES_UNKNOWN: totals.unknown,
            Metric.RUNS_PAUSED: sent.paused,
        }.items():
            metrics.add_metric(name, MetricUnit.Count, count)
        done = {"sent": totals.sent, "resolved": totals.resolved, "paused": sent.paused}
        logger.info("batch handled", extra={**message, **done})

    return workers.from_queue(event, send, logger)
