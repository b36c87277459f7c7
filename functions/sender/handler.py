"""Sends batches through LINE's Messaging API. Fed by the queue of batches, up to four batches an invocation."""

from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from daifukucho.campaigns.send import BATCHES_AT_ONCE, Sender, Sent
from daifukucho.delivery.patience import Patience
from daifukucho_aws.bootstrap.sender import build
from daifukucho_aws.bootstrap.world import World, of_aws
from daifukucho_aws.metrics import SERVICE, Metric
from daifukucho_aws.settings import SenderSettings
from daifukucho_aws.side_by_side import from_queue_side_by_side
from daifukucho_aws.sqs import batch_ref
from daifukucho_aws.start import started

logger = Logger(service="sender")
metrics = Metrics(service=SERVICE)

MARGIN = 16_000
"""Milliseconds before the deadline after which no call is begun: this leaves time for the wait for a turn (5 s at the
longest, when 200 senders share LINE's rate), one call (7 s at the longest) and a write."""


@cache
def world() -> World:
    return of_aws()


@cache
def sender() -> Sender:
    return build(SenderSettings.from_env(), world())


@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    def time_is_short() -> bool:
        return context.get_remaining_time_in_millis() < MARGIN

    sends = sender()  # built here, in one thread
    patience = Patience(time_is_short, world().sleep)
    return from_queue_side_by_side(
        event,
        lambda message: sends.send(batch_ref(message), patience),
        tell,
        logger,
        at_once=BATCHES_AT_ONCE,
        time_is_short=time_is_short,
    )


def tell(message: dict[str, Any], sent: Sent) -> None:
    """Count and log how a batch ended."""
    totals = sent.totals
    for name, count in {
        Metric.MESSAGES_SENT: totals.sent,
        Metric.MESSAGES_SKIPPED: sum(totals.skipped.values()),
        Metric.MESSAGES_FAILED: sum(totals.failed.values()),
        Metric.MESSAGES_UNKNOWN: totals.unknown,
        Metric.RUNS_PAUSED: sent.paused,
    }.items():
        metrics.add_metric(name, MetricUnit.Count, count)
    logger.info(
        "batch handled", extra={**message, "sent": totals.sent, "resolved": totals.resolved, "paused": sent.paused}
    )


started()
