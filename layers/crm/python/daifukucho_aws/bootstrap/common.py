"""What several builders share: ids, the connection to DynamoDB, access to LINE, and what is in ``clients``."""

import os
from functools import cache
from typing import Any

from botocore.session import Session
from pynamodb.connection import Connection
from ulid import ULID

from daifukucho_aws.bootstrap.clients import client, clock, session
from daifukucho_aws.line import LineAccess, api_base
from daifukucho_aws.s3 import S3Uploads
from daifukucho_aws.secrets import ChannelSecret
from daifukucho_aws.settings import LineSettings

__all__ = ["client", "clock", "connection", "line_access", "new_id", "s3", "uploads"]


def new_id() -> str:
    """A new ULID."""
    return str(ULID())


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


def s3() -> Any:
    """A client of S3, whose presigned addresses are of the present kind and name the region's host. By itself botocore
    goes on making them of the former kind, for the host of all regions: that sends whoever comes to a new bucket
    elsewhere, with a signature that is for the first host alone."""
    return client("s3", signature_version="s3v4", s3={"addressing_style": "virtual"})


def uploads(bucket: str) -> S3Uploads:
    """The pictures of answers. S3's client takes long to make, so that waits until somebody has a picture."""
    return S3Uploads(cache(s3), bucket)


def line_access(settings: LineSettings) -> LineAccess:
    secret = ChannelSecret(client("secretsmanager"), settings.line_secret_id, clock)
    return LineAccess(secret, api_base(settings), clock)
