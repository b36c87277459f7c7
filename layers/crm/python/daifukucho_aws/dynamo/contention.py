"""Conditional writes under contention: a failed condition is an answer; a conflict is tried again with jitter."""

from collections.abc import Callable

from pynamodb.exceptions import PynamoDBException

from daifukucho_aws.dynamo.errors import is_passing, reasons, unavailable
from daifukucho_aws.pause import pause as _pause

TRIES = 8
_CONDITION = ("ConditionalCheckFailed", "ConditionalCheckFailedException")


def conditional(write: Callable[[], object], pause: Callable[[int], None] = _pause) -> bool:
    """Do a conditional write. True: done; False: its condition failed.

    Conflicts and throttling are tried again, up to eight times in all. Raises Unavailable when that does not help, or
    DynamoDB does not answer.
    """
    for attempt in range(TRIES):
        try:
            write()
        except PynamoDBException as error:
            found = reasons(error)
            if any(reason in _CONDITION for reason in found):
                return False
            if attempt == TRIES - 1 or not any(map(is_passing, found)):
                raise unavailable(error) from error
            pause(attempt)
        else:
            return True
    raise AssertionError("unreachable")
