"""One call of an endpoint: what the handlers get."""

import json
import re
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from local.line import errors
from local.line.state import Platform, RetryKey

MAX_LINE_BYTES = 2 * 1024 * 1024
MAX_CONTROL_BYTES = 256 * 1024 * 1024
HEX_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def new_request_id() -> str:
    return str(uuid.uuid4())


@dataclass
class Call:
    request: web.Request
    platform: Platform
    body: Any = None
    """The parsed JSON object of a POST or PUT; None for other calls and for forms."""
    request_id: str = field(default_factory=new_request_id)
    retry_key: str | None = None

    def query(self, name: str) -> str | None:
        return self.request.query.get(name)

    @property
    def recipients(self) -> list[str]:
        """The user ids that this call names, wherever it names them."""
        to = self.body.get("to") if isinstance(self.body, dict) else None
        named = to if isinstance(to, list) else [to]
        return [name for name in [*named, self.request.match_info.get("userId")] if isinstance(name, str)]

    def retry_state(self) -> RetryKey | None:
        if self.retry_key is None:
            return None
        return self.platform.retry_key(self.retry_key, self.platform.now())


@dataclass(frozen=True)
class Answer:
    """A success that is not simply 200 with a JSON body."""

    body: Any
    status: int = 200


Handler = Callable[[Call], Awaitable[Any]]
"""Returns the JSON body of a 200, or an Answer; raises LineError."""


@dataclass(frozen=True)
class Endpoint:
    """A method and path with its name, which rate limits, faults and statistics go by."""

    name: str
    method: str
    path: str
    handle: Handler
    auth: bool = True
    """Whether it needs the channel access token."""
    form: bool = False
    """Whether its body is a form rather than JSON."""
    optional_body: bool = False
    retryable: bool = False


def read_retry_key(request: web.Request, endpoint: Endpoint) -> str | None:
    """Raises: LineError 400 for a key that is no hexadecimal UUID, or on an endpoint that takes none."""
    key = request.headers.get("X-Line-Retry-Key")
    if key is None:
        return None
    if not endpoint.retryable:
        raise errors.LineError(400, "X-Line-Retry-Key is not supported by this endpoint")
    if not HEX_UUID.fullmatch(key):
        raise errors.LineError(400, "X-Line-Retry-Key must be a UUID in hexadecimal format")
    return key.lower()


async def read_json(request: web.Request, limit: int = MAX_CONTROL_BYTES) -> dict[str, Any]:
    """The body as a JSON object of at most ``limit`` bytes. Raises: LineError 413, 415 or 400."""
    if request.content_type != "application/json":
        raise errors.unsupported_content_type(request.headers.get("Content-Type", "-"))
    if (request.content_length or 0) > limit:
        raise errors.payload_too_large()
    try:
        raw = await request.read()
    except web.HTTPRequestEntityTooLarge as error:
        raise errors.payload_too_large() from error
    if len(raw) > limit:
        raise errors.payload_too_large()
    try:
        body = json.loads(raw, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise errors.not_json(error.lineno, error.colno) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise errors.not_json(1, 1) from error
    if not isinstance(body, dict):
        raise errors.not_json(1, 1)
    return body


def _no_constant(name: str) -> None:
    raise json.JSONDecodeError(f"{name} is not JSON", name, 0)
