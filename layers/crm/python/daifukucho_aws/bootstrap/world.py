"""What comes from outside of the code: time, chance, AWS, LINE.

Everything that is built is built of a function's settings and of a ``World``: of ``of_aws()`` where it is deployed, and of a
world of its own in a test. What takes long to import is imported when it is first asked for.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from daifukucho_aws.bootstrap.clients import client, clock
from daifukucho_aws.pause import pause

if TYPE_CHECKING:
    from pynamodb.connection import Connection

    from daifukucho.delivery.line import Messaging
    from daifukucho.kernel.ids import Ids
    from daifukucho.kernel.repeat import Pause
    from daifukucho.kernel.time import Clock
    from daifukucho.stores.store import Entropy
    from daifukucho_aws.id_token import Fetch
    from daifukucho_aws.line import LineAccess


class Client(Protocol):
    """Makes a client of one of AWS's services, as ``clients.client`` does."""

    def __call__(self, service: str, *, read: float = 5, attempts: int = 4, **more: Any) -> Any: ...


class Connect(Protocol):
    """Makes a connection to DynamoDB, as ``connection.connection`` does."""

    def __call__(self, connect: float = 1.0, read: float = 5.0, retries: int = 3) -> "Connection": ...


class OpenMessaging(Protocol):
    """Makes a sender to LINE, as ``line_send.LineMessaging`` is one."""

    def __call__(self, access: "LineAccess", senders: int = 1, notifiers: int = 0) -> "Messaging": ...


@dataclass(frozen=True, kw_only=True)
class World:
    """``entropy``: so many bytes that nobody can guess; ``below``: a whole number from 0, less than the one given, likewise.
    ``pause``: before a repeat; ``sleep``: seconds. ``line_keys``: how LINE's keys are fetched from LINE's address."""

    clock: "Clock"
    ids: "Ids"
    entropy: "Entropy"
    below: Callable[[int], int]
    pause: "Pause"
    sleep: Callable[[float], None]
    connect: Connect
    client: Client
    messaging: OpenMessaging
    line_keys: "Callable[[str], Fetch]"


def of_aws() -> World:
    """The world as it is where a function is deployed."""
    return World(
        clock=clock,
        ids=_ulid,
        entropy=secrets.token_bytes,
        below=secrets.randbelow,
        pause=pause,
        sleep=time.sleep,
        connect=_connect,
        client=client,
        messaging=_messaging,
        line_keys=_line_keys,
    )


def _ulid() -> str:
    from ulid import ULID

    return str(ULID())


def _connect(connect: float = 1.0, read: float = 5.0, retries: int = 3) -> "Connection":
    from daifukucho_aws.bootstrap.connection import connection

    return connection(connect, read, retries)


def _messaging(access: "LineAccess", senders: int = 1, notifiers: int = 0) -> "Messaging":
    from daifukucho_aws.line_send import LineMessaging

    return LineMessaging(access, senders, notifiers)


def _line_keys(api_base: str) -> "Fetch":
    from daifukucho_aws.id_token import fetch_from

    return fetch_from(api_base)
