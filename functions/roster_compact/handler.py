"""Keeps the roster's columnar copy compact, and builds it. Called every ten minutes, when there is mostly nothing to do, and
rung for by ``roster_copy`` when much has changed.

``{}``, or ``{"rebuild": true}`` to build it anew, or ``{"force": true}`` to compact whatever there is.
"""

from functools import cache
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from daifukucho.kernel.errors import Conflict
from daifukucho_aws.bootstrap.roster_compact import build
from daifukucho_aws.bootstrap.world import of_aws
from daifukucho_aws.roster_copy.compaction import Compactor
from daifukucho_aws.settings import RosterCopySettings

logger = Logger(service="roster_compact")

TRIES = 3
"""Of one that others were faster than: what had come since they looked is still to be taken in."""


@cache
def compactor() -> Compactor:
    return build(RosterCopySettings.from_env(), of_aws())


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    rebuild = event.get("rebuild") is True
    for _ in range(TRIES):
        try:
            outcome = compactor().run(rebuild=rebuild, force=event.get("force") is True)
        except Conflict:
            if rebuild:
                raise  # what is missing is missing still; a compaction was faster, so call it again
            logger.info("another one was first")
            continue
        said = {"done": str(outcome.done), "deltas": outcome.deltas, "rows": outcome.rows, "removed": outcome.removed}
        logger.info("compacted", extra=said)
        return said
    return {"done": "beaten"}
