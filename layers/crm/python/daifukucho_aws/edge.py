"""The edge of every function behind an API Gateway HTTP API (payload 2.0): reading a request, answering a refusal.

It loads no framework, so that a function that somebody waits for may use it.
"""

import base64
import traceback
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from daifukucho.kernel.errors import (
    Conflict,
    DaifukuchoError,
    Denied,
    Fault,
    Invalid,
    NotFound,
    QuotaExceeded,
    Unavailable,
)
from daifukucho_aws.problem import problem
from daifukucho_aws.rate_limit import Allowance
from daifukucho_aws.strict_json import NotJson, parse

MOST_BYTES = 256 * 1024
"""Bytes that a request's body may have; DynamoDB's items are at most 400 KB."""

RETRY_AFTER = 5
"""Seconds after which a caller may try again when something did not answer."""

_JSON = "application/json"
_STATUS = {Invalid: 422, NotFound: 404, Conflict: 409, Denied: 403, QuotaExceeded: 429}
_STATUS_BY_CODE = {"version_mismatch": 412, "id_token_invalid": 401}

Event = Mapping[str, Any]
Answer = dict[str, Any]


class Log(Protocol):
    """As much of Powertools' Logger as is used here."""

    def info(self, msg: object, *, extra: Mapping[str, object]) -> None: ...

    def error(self, msg: object, *, extra: Mapping[str, object]) -> None: ...


class Refusal(DaifukuchoError):
    """A refusal of HTTP's own, of which the core knows nothing."""

    def __init__(
        self, status: int, code: str, detail: str, *, faults: Sequence[Fault] = (), headers: Mapping[str, str] = {}
    ) -> None:
        super().__init__(detail, code=code, faults=faults)
        self.status = status
        self.headers = headers


def method_of(event: Event) -> str:
    return str(event["requestContext"]["http"]["method"]).upper()


def header_of(event: Event, name: str) -> str | None:
    """A request's header; ``name`` in lower case."""
    headers = event.get("headers") or {}
    return next((value for given, value in headers.items() if given.lower() == name), None)


def request_id_of(event: Event) -> str | None:
    return event["requestContext"].get("requestId")


def bytes_of(event: Event, most: int = MOST_BYTES) -> bytes:
    """The body. Raises Refusal if it is larger than ``most``, or not encoded as it says."""
    text = event.get("body") or ""
    try:
        raw = base64.b64decode(text, validate=True) if event.get("isBase64Encoded") else text.encode()
    except ValueError:
        raise Refusal(400, "malformed_json", "The body is not encoded as it says.") from None
    if len(raw) > most:
        raise Refusal(413, "body_too_large", f"The body has more than {most // 1024} KB.")
    return raw


def body_of(event: Event) -> str:
    """The body as text. Raises Refusal if it is too large, or no text."""
    try:
        return bytes_of(event).decode()
    except UnicodeDecodeError:
        raise Refusal(400, "malformed_json", "The body is not text in UTF-8.") from None


def check_content_type(event: Event) -> None:
    """Raises Refusal (415) for a body that is not sent as JSON."""
    given = header_of(event, "content-type")
    if (_JSON if given is None else given).split(";")[0].strip().lower() != _JSON:
        raise Refusal(415, "not_json", f"Send the body as JSON, with 'Content-Type: {_JSON}'.")


def parse_object(text: str) -> dict[str, Any]:
    """A request's body. Raises Refusal (400) unless it is a JSON object."""
    try:
        value = parse(text)
    except NotJson as error:
        faults = [] if error.pointer is None else [Fault(error.pointer, f"Here {error.reason}.")]
        detail = f"The body is not JSON that we can read: {error.reason}."
        raise Refusal(400, "malformed_json", detail, faults=faults) from None
    if not isinstance(value, dict):
        raise Refusal(400, "malformed_json", "The body must be a JSON object: {…}.")
    return value


def refuse_if_exceeded(allowance: Allowance) -> None:
    """Raises Refusal (429) for a caller who has made more requests than the allowance has."""
    if allowance.exceeded:
        raise Refusal(
            429,
            "rate_limited",
            f"More than {allowance.limit} requests within a minute; nothing was done. Go on in {allowance.reset} s.",
            headers={"Retry-After": str(allowance.reset)},
        )


def refused(error: Exception, request_id: str | None, log: Log) -> Answer:
    """The problem document of whatever went wrong; what is our fault is logged."""
    if isinstance(error, Refusal):
        return problem(error.status, error, request_id, error.headers)
    if isinstance(error, Unavailable):
        log.error("unavailable", extra={"code": error.code, "request_id": request_id})
        return problem(503, error, request_id, {"Retry-After": str(RETRY_AFTER)})
    if isinstance(error, DaifukuchoError):
        return problem(_status_of(error), error, request_id)
    # Its own words may quote what somebody wrote, so of an error that we did not foresee only its class and its
    # place are logged.
    log.error("unexpected", extra={"error": _classes(error), "stack": _stack(error), "request_id": request_id})
    told = DaifukuchoError("This was not foreseen. Report it, with the request's id.", code="internal")
    return problem(500, told, request_id)


def _status_of(error: DaifukuchoError) -> int:
    if error.code in _STATUS_BY_CODE:
        return _STATUS_BY_CODE[error.code]
    return next(status for kind, status in _STATUS.items() if isinstance(error, kind))


def _classes(error: BaseException | None) -> list[str]:
    """The classes of an error and of what led to it."""
    found = []
    while error is not None:
        found.append(f"{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__ or error.__context__
    return found


def _stack(error: BaseException) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
