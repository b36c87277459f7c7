"""Evaluates a slice of a run's audience and closes its batches. Fed by the queue of slices."""

from functools import cache
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from daifukucho.campaigns.evaluate import Evaluator
from daifukucho_aws import workers
from daifukucho_aws.bootstrap.segment_eval import build
from daifukucho_aws.bootstrap.world import of_aws
from daifukucho_aws.settings import SegmentEvalSettings
from daifukucho_aws.start import started

logger = Logger(service="segment_eval")

MARGIN = 15_000
"""Milliseconds before the deadline at which the last batch is closed: this leaves time for a page of the scan and a
transaction."""


@cache
def evaluator() -> Evaluator:
    return build(SegmentEvalSettings.from_env(), of_aws())


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    def evaluate(message: dict[str, Any]) -> None:
        run_id, slice_no = message["run"], message["slice"]
        done = evaluator().evaluate(run_id, slice_no, lambda: context.get_remaining_time_in_millis() < MARGIN)
        logger.info("slice evaluated", extra={**message, "batches": done.batches, "planned": done.planned})

    return workers.from_queue(event, evaluate, logger)


started()
