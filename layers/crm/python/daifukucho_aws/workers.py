"""Work that arrives in batches: one bad record never costs the others, and none is lost.

An error is logged by its code or class and its place in our code, never with its message, which may quote what
somebody wrote.
"""

import json
import traceback
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from daifukucho.kernel.errors import DaifukuchoError


class Log(Protocol):
    """As much of Powertools' Logger as is used here."""

    def error(self, msg: object, *, extra: Mapping[str, object]) -> None: ...


def failure_of(error: Exception) -> dict[str, str]:
    """What may be logged of an error: its code or class, and where in our code it was raised; of one without a code that has
    a cause (an entry that is not understood), those of the cause."""
    begun = error if isinstance(error, DaifukuchoError) else error.__cause__ or error
    frames = [frame for frame in traceback.extract_tb(begun.__traceback__) if "daifukucho" in frame.filename]
    where = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "unknown"
    return {"cause": begun.code if isinstance(begun, DaifukuchoError) else type(begun).__name__, "where": where}


def from_queue(
    event: Mapping[str, Any], handle: Callable[[dict[str, Any]], object], log: Log
) -> dict[str, list[dict[str, str]]]:
    """Handle each message of an SQS event; its body is a JSON object. Returns what failed, to be delivered again.

    The event source must be set to report batch item failures.
    """
    failed = []
    for record in event["Records"]:
        try:
            handle(json.loads(record["body"]))
        except Exception as error:  # noqa: BLE001 - the boundary: a failure is this message's alone
            log.error("message failed", extra={"message_id": record["messageId"], **failure_of(error)})
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
