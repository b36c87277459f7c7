"""Why AWS refused, in one word."""

from botocore.exceptions import BotoCoreError, ClientError


def cause(error: BotoCoreError | ClientError) -> str:
    """AWS's error code, or the kind of failure to reach it; never its message, which may quote what was sent."""
    return error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__
