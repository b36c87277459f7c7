"""Counts a segment over the roster's columnar copy. Called by the API; see ``daifukucho_aws/segment_count.py``."""

from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from daifukucho_aws.bootstrap.segment_count import build
from daifukucho_aws.bootstrap.world import of_aws
from daifukucho_aws.settings import RosterCopySettings

if TYPE_CHECKING:
    from daifukucho_aws.segment_count import Counting

logger = Logger(service="segment_count")


@cache
def counting() -> "Counting":
    return build(RosterCopySettings.from_env(), of_aws())


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    answer = counting().answer(event)
    logger.info("asked", extra={"answered": "count" in answer})
    return answer
