"""What DynamoDB refuses, in the words of the core."""

from collections.abc import Iterator
from contextlib import contextmanager

from pynamodb.exceptions import PynamoDBException, TransactWriteError, VerboseClientError

from daifukucho.kernel.errors import DaifukuchoError
from daifukucho_aws.refusals import DATABASE_REFUSED, DATABASE_REJECTED

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
_OWN = {"ValidationError", "ValidationException", "ItemCollectionSizeLimitExceeded"}
"""What is wrong with the request or one of its items: no repeat will change it."""


def is_passing(code: str | None) -> bool:
    """Whether an error code, or the reason of a cancelled transaction, may be gone a moment later."""
    return code in _PASSING


def code_of(error: PynamoDBException) -> str | None:
    """DynamoDB's code; ``None`` if there was no answer.

    (PynamoDB's own ``cause_response_code`` breaks when botocore timed out: such an error's response is None.)
    """
    response = getattr(error.cause, "response", None) or {}
    return response.get("Error", {}).get("Code")


def reasons(error: PynamoDBException) -> list[str | None]:
    """Why DynamoDB refused: one code, or for a transaction one for each item (none where it had no objection)."""
    if isinstance(error, TransactWriteError) and isinstance(error.cause, VerboseClientError):
        found = [reason.code if reason else None for reason in error.cancellation_reasons]
        if found:
            return found
    return [code_of(error)]


def unavailable(error: PynamoDBException) -> DaifukuchoError:
    """The error as the core knows it; its ``code`` names DynamoDB's, or says that there was no answer.

    ``Rejected`` if the request, or one of its items, is not what DynamoDB takes.
    """
    refusal = DATABASE_REFUSED if _OWN.isdisjoint(reasons(error)) else DATABASE_REJECTED
    return refusal(cause=code_of(error) or "no_answer")


@contextmanager
def translated() -> Iterator[None]:
    """Raises Unavailable for whatever PynamoDB raises within."""
    try:
        yield
    except PynamoDBException as error:
        raise unavailable(error) from error
