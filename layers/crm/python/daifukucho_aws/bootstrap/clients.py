"""The clock, and clients of AWS: all that a function needs for which a person waits from its first moment."""

import os
import time
from functools import cache
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.session import Session


def clock() -> int:
    """The present instant in UTC epoch milliseconds."""
    return time.time_ns() // 1_000_000  # noqa: TID251 - this is the clock that the product is given


@cache
def session() -> Session:
    """The one session of a container: each one reads the data of AWS's services anew. Clients are made in one thread.

    They have a short name: by itself botocore describes this machine and its Python in each request anew, which takes a tenth
    of its time.
    """
    found = botocore.session.get_session()
    found.set_default_client_config(Config(user_agent="daifukucho"))
    return found


def client(service: str, *, read: float = 5, attempts: int = 4, **more: Any) -> Any:
    """A botocore client with time-outs fit for a Lambda. ``boto3`` would add a third to the cold start. Seconds."""
    retries: Any = {"mode": "standard", "total_max_attempts": attempts}
    config = Config(connect_timeout=1, read_timeout=read, retries=retries, max_pool_connections=16, **more)
    return session().create_client(service, region_name=os.environ["AWS_REGION"], config=config)
