"""Writes what was sent into the ledgers of the friends to whom it was sent. Fed by the queue of receipts."""

from functools import cache
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from daifukucho.campaigns.receipts import Receipts
from daifukucho_aws import workers
from daifukucho_aws.bootstrap.receipts import build
from daifukucho_aws.bootstrap.world import of_aws
from daifukucho_aws.settings import ReceiptsSettings
from daifukucho_aws.sqs import batch_ref

logger = Logger(service="receipts")


@cache
def receipts() -> Receipts:
    return build(ReceiptsSettings.from_env(), of_aws())


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    def write(message: dict[str, Any]) -> None:
        written = receipts().write(batch_ref(message))
        logger.info("receipt written", extra={**message, "entries": written})

    return workers.from_queue(event, write, logger)
