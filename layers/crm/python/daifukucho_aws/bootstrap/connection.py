"""The connection to DynamoDB."""

import os

from botocore.session import Session
from pynamodb.connection import Connection

from daifukucho_aws.bootstrap.clients import session


class _Connection(Connection):
    """PynamoDB would make a session for each of its connections and threads."""

    @property
    def session(self) -> Session:
        return session()


def connection(connect: float = 1.0, read: float = 5.0, retries: int = 3) -> Connection:
    """The one connection to DynamoDB of a container; its own time-outs are 15 s and 30 s. Seconds."""
    return _Connection(
        region=os.environ["AWS_REGION"],
        connect_timeout_seconds=connect,
        read_timeout_seconds=read,
        max_retry_attempts=retries,
    )
