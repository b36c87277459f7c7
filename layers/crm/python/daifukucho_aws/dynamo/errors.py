"""What DynamoDB refuses, in the words of the core."""

from collections.abc import Iterator
from contextlib import contextmanager

from pynamodb.exceptions import PynamoDBException

from daifukucho.kernel.errors import Unavailable

_PASSING = {
    "TransactionConflict",
    "TransactionConflictException",
    "TransactionInProgressException",
    "ThrottlingError",
    "ThrottlingException",
    "ProvisionedThroughputExceeded",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "InternalServerError",
}


def is_passing(code: str | None) -> bool:
    """Whether an error code, or the reason of a cancelled transaction, may be gone a moment later."""
    return code in _PASSING


def code_of(error: PynamoDBException) -> str | None:
    """DynamoDB's code; ``None`` if there was no answer.

    (PynamoDB's own ``cause_response_code`` breaks when botocore timed out: such an error's response is None.)
    """
    response = getattr(error.cause, "response", None) or {}
    return response.get("Error", {}).get("Code")


def unavailable(error: PynamoDBException) -> Unavailable:
    """The error as the core knows it; its ``code`` names DynamoDB's, or says that there was no answer."""
    code = code_of(error)
    return Unavailable("The database did not take the request.", code=f"dynamodb_{code or 'no_answer'}")


@contextmanager
def translated() -> Iterator[None]:
    """Raises Unavailable for whatever PynamoDB raises within."""
    try:
        yield
    except PynamoDBException as error:
        raise unavailable(error) from error
