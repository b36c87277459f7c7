"""Work that arrives in batches and mostly waits: its messages are handled side by side, each failing alone.

``workers.from_queue`` handles one after the other; what it promises is promised here, too.
"""

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from daifukucho_aws.workers import Log, failure_of

T = TypeVar("T")


class _TooLate(Exception):
    """There was no time to begin with a message."""


def from_queue_side_by_side(
    event: Mapping[str, Any],
    handle: Callable[[dict[str, Any]], T],
    done: Callable[[dict[str, Any], T], object],
    log: Log,
    *,
    at_once: int,
    time_is_short: Callable[[], bool],
) -> dict[str, list[dict[str, str]]]:
    """Handle the messages of an SQS event, up to ``at_once`` of them at a time, each in a thread of its own.

    ``handle`` is called in these threads with a message's body, a JSON object; ``done`` in the caller's, message after
    message, with what ``handle`` returned, so that counting and logging need not know of threads. Once
    ``time_is_short()`` no further message is begun. Returns what failed and what was not begun, to be delivered again.
    No thread outlives the call.

    The event source must be set to report batch item failures.
    """

    def work(record: Mapping[str, Any]) -> tuple[dict[str, Any], T]:
        if time_is_short():
            raise _TooLate
        message: dict[str, Any] = json.loads(record["body"])
        return message, handle(message)

    failed = []
    with ThreadPoolExecutor(at_once) as pool:  # joined at its end
        for record, working in [(record, pool.submit(work, record)) for record in event["Records"]]:
            try:
                done(*working.result())
            except _TooLate:
                failed.append(record["messageId"])
            except Exception as error:  # noqa: BLE001 - the boundary: a failure is this message's alone
                log.error("message failed", extra={"message_id": record["messageId"], **failure_of(error)})
                failed.append(record["messageId"])
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}
