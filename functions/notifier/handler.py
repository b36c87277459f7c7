"""Asks LINE for something for one friend because of an entry in the ledger: to tell the friend something, or for
the friend's profile. Fed by the queue of notices, one message at a time."""

from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from daifukucho.delivery.patience import Patience
from daifukucho.delivery.single import NoticeOutcome
from daifukucho_aws import workers
from daifukucho_aws.bootstrap.notifier import Parts, build
from daifukucho_aws.bootstrap.world import World, of_aws
from daifukucho_aws.metrics import SERVICE, Metric
from daifukucho_aws.settings import NotifierSettings

logger = Logger(service="notifier")
metrics = Metrics(service=SERVICE)

MARGIN = 10_000
"""Milliseconds before the deadline after which no call is begun: this leaves time for one call (7 s at the longest) and
a write."""

_COUNTED = {
    NoticeOutcome.SENT: Metric.MESSAGES_SENT,
    NoticeOutcome.SKIPPED: Metric.MESSAGES_SKIPPED,
    NoticeOutcome.FAILED: Metric.MESSAGES_FAILED,
    NoticeOutcome.UNKNOWN: Metric.MESSAGES_UNKNOWN,
}


@cache
def world() -> World:
    return of_aws()


@cache
def parts() -> Parts:
    return build(NotifierSettings.from_env(), world())


@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    patience = Patience(lambda: context.get_remaining_time_in_millis() < MARGIN, world().sleep)

    def notify(message: dict[str, Any]) -> None:
        notice = parts().notifier.notify(message["friend_id"], message["sort"], message["occasion"], patience)
        outcome, reason = (notice.outcome, notice.reason) if notice else (None, None)
        for counted, name in _COUNTED.items():
            metrics.add_metric(name, MetricUnit.Count, outcome is counted)
        logger.info("notice handled", extra={"sort": message["sort"], "outcome": outcome, "reason": reason})

    def handle(message: dict[str, Any]) -> None:
        if "profile_since" in message:
            fetched = parts().profiles.update(message["friend_id"], message["profile_since"])
            logger.info("profile handled", extra={"fetched": fetched})
        else:
            notify(message)

    return workers.from_queue(event, handle, logger)
