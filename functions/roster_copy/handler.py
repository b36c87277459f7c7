"""What changes in the roster is kept for its columnar copy. Fed by the stream of the friends' table."""

from functools import cache
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from daifukucho.kernel.errors import Unavailable
from daifukucho_aws.bootstrap.roster_copy import Keeper, build
from daifukucho_aws.bootstrap.world import of_aws
from daifukucho_aws.settings import RosterDeltasSettings

logger = Logger(service="roster_copy")


@cache
def keeper() -> Keeper:
    return build(RosterDeltasSettings.from_env(), of_aws())


def handler(event: dict[str, Any], context: LambdaContext) -> None:
    """A DynamoDB stream's ``Records``. If they cannot be kept, this fails, and they are delivered again."""
    rows = keeper().deltas.keep(event["Records"])
    logger.info("kept", extra={"records": len(event["Records"]), "rows": rows, "rang": _rang(rows)})


def _rang(rows: int) -> bool:
    """They are kept, whether or not it can be rung for them: the compaction's schedule finds them, too."""
    try:
        return keeper().bell.kept(rows)
    except Unavailable as error:
        logger.warning("the compaction could not be rung for", extra={"cause": error.code})
        return False
