"""What changes in the roster is kept for its columnar copy. Fed by the stream of the friends' table."""

from functools import cache
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from daifukucho_aws.bootstrap.roster_copy import build
from daifukucho_aws.bootstrap.world import of_aws
from daifukucho_aws.roster_copy.changes import Deltas
from daifukucho_aws.settings import RosterCopySettings

logger = Logger(service="roster_copy")


@cache
def deltas() -> Deltas:
    return build(RosterCopySettings.from_env(), of_aws())


def handler(event: dict[str, Any], context: LambdaContext) -> None:
    """A DynamoDB stream's ``Records``. If they cannot be kept, this fails, and they are delivered again."""
    rows = deltas().keep(event["Records"])
    logger.info("kept", extra={"records": len(event["Records"]), "rows": rows})
