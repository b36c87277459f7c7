"""Reading many items by their keys."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pynamodb.connection import Connection

from daifukucho.kernel.repeat import Pause
from daifukucho_aws.dynamo.errors import translated
from daifukucho_aws.refusals import LEFT_UNREAD

_KEYS_PER_GET = 100
_ATTEMPTS = 8


def read_many(
    connection: Connection,
    table: str,
    wanted: Sequence[Mapping[str, str]],
    pause: Pause,
    attributes: Sequence[str] | None = None,
    *,
    consistent: bool = False,
) -> Iterator[Mapping[str, Mapping[str, Any]]]:
    """The items that there are, in no order; one call for each hundred keys, each given once, eventually consistent
    unless it is asked for more.

    ``attributes``: what is read of them (``None``: all). Raises Unavailable if the database does not answer, or leaves
    keys unread after eight attempts.
    """
    for start in range(0, len(wanted), _KEYS_PER_GET):
        waiting: Any = list(wanted[start : start + _KEYS_PER_GET])
        for attempt in range(_ATTEMPTS):
            with translated():
                answer = connection.batch_get_item(
                    table, waiting, consistent_read=consistent, attributes_to_get=attributes
                )
            yield from answer["Responses"].get(table, [])
            waiting = answer.get("UnprocessedKeys", {}).get(table, {}).get("Keys", [])
            if not waiting:
                break
            pause(attempt)
        else:
            raise LEFT_UNREAD()
