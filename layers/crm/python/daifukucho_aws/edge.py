"""The edge of every function behind an API Gateway HTTP API (payload 2.0): reading a request, answering a refusal.

It loads no framework, so that a function that somebody waits for may use it.
"""

import base64
import re
import traceback
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, Protocol

from daifukucho.kernel.errors import (
    Conflict,
    DaifukuchoError,
    Denied,
    Invalid,
    NotFound,
    QuotaExceeded,
    Unavailable,
)
from daifukucho.kernel.refusals import HALF_A_PAIR
from daifukucho.kernel.words import Language
from daifukucho_aws.edge_refusals import (
    BADLY_ENCODED,
    BODY_TOO_LARGE,
    INTERNAL,
    NO_OBJECT,
    NOT_JSON,
    NOT_SENT_AS_JSON,
    NOT_UTF_8,
    RATE_LIMITED,
    Refused,
)
from daifukucho_aws.problem import problem
from daifukucho_aws.rate_limit import Allowance
from daifukucho_aws.strict_json import NotJson, parse

MOST_BYTES = 256 * 1024
"""Bytes that a request's body may have; DynamoDB's items are at most 400 KB."""

RETRY_AFTER = 5
"""Seconds after which a caller may try again when something did not answer."""

_JSON = "application/json"
_LANGUAGES: tuple[Language, ...] = ("en", "ja")
_LANGUAGE_RANGE = re.compile(
    r"\s*(\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?", re.ASCII
)
_STATUS = {Invalid: 422, NotFound: 404, Conflict: 409, Denied: 403, QuotaExceeded: 429, Unavailable: 503}
_STATUS_BY_CODE = {"version_mismatch": 412, "id_token_invalid": 401}

Event = Mapping[str, Any]
Answer = dict[str, Any]


class Log(Protocol):
    """As much of Powertools' Logger as is used here."""

    def info(self, msg: object, *, extra: Mapping[str, object]) -> None: ...

    def error(self, msg: object, *, extra: Mapping[str, object]) -> None: ...


class Counts(Protocol):
    """As much of Powertools' Metrics as is used here."""

    def add_metric(self, name: str, unit: Any, value: float) -> None: ...

    def flush_metrics(self) -> None: ...


def method_of(event: Event) -> str:
    return str(event["requestContext"]["http"]["method"]).upper()


def header_of(event: Event, name: str) -> str | None:
    """A request's header; ``name`` in lower case."""
    headers = event.get("headers") or {}
    return next((value for given, value in headers.items() if given.lower() == name), None)


def request_id_of(event: Event) -> str | None:
    return event["requestContext"].get("requestId")


def bytes_of(event: Event, most: int = MOST_BYTES) -> bytes:
    """The body. Raises Refused if it is larger than ``most``, or not encoded as it says."""
    text = event.get("body") or ""
    try:
        raw = base64.b64decode(text, validate=True) if event.get("isBase64Encoded") else text.encode()
    except ValueError:
        raise BADLY_ENCODED() from None
    if len(raw) > most:
        raise BODY_TOO_LARGE(most=most // 1024)
    return raw


def body_of(event: Event) -> str:
    """The body as text. Raises Refused if it is too large, or no text."""
    try:
        return bytes_of(event).decode()
    except UnicodeDecodeError:
        raise NOT_UTF_8() from None


def check_content_type(event: Event) -> None:
    """Raises Refused (415) for a body that is not sent as JSON."""
    given = header_of(event, "content-type")
    if (_JSON if given is None else given).split(";")[0].strip().lower() != _JSON:
        raise NOT_SENT_AS_JSON()


def parse_object(text: str) -> dict[str, Any]:
    """A request's body. Raises Refused (400) unless it is a JSON object."""
    try:
        value = parse(text)
    except NotJson as error:
        faults = [] if error.pointer is None else [HALF_A_PAIR.at(error.pointer)]
        raise NOT_JSON(*faults, reason=error.reason) from None
    if not isinstance(value, dict):
        raise NO_OBJECT()
    return value


def refuse_if_exceeded(allowance: Allowance) -> None:
    """Raises Refused (429) for a caller who has made more requests than the allowance has."""
    if allowance.exceeded:
        raise RATE_LIMITED(limit=allowance.limit, reset=allowance.reset, headers={"Retry-After": str(allowance.reset)})


def language_of(event: Event) -> Language:
    """The language in which a caller wants to be answered (RFC 9110, 12.5.4): of the two that are spoken, the one with
    the greater weight, and the first if both have the same. English if the caller asks for none, for any, or only for
    others."""
    parts = map(_LANGUAGE_RANGE.fullmatch, (header_of(event, "accept-language") or "").split(","))
    asked = [(part[1].partition("-")[0].lower(), float(part[2] or 1)) for part in parts if part]
    named = {name for name, _ in asked}
    for name, weight in sorted(asked, key=lambda range: -range[1]):
        for language in _LANGUAGES:
            if weight and (name == language or (name == "*" and language not in named)):
                return language
    return "en"


def refused(error: Exception, event: Event, log: Log) -> Answer:
    """The problem document of whatever went wrong with a request, in the caller's language; what is our fault is logged."""
    request_id = request_id_of(event)
    headers: Mapping[str, str] = {}
    if isinstance(error, Refused):
        headers = error.headers
    elif isinstance(error, Unavailable):
        log.error("unavailable", extra={"code": error.code, "request_id": request_id})
        headers = {"Retry-After": str(RETRY_AFTER)}
    elif not isinstance(error, DaifukuchoError):
        # Its own words may quote what somebody wrote, so of an error that we did not foresee only its class and its
        # place are logged.
        log.error("unexpected", extra={"error": _classes(error), "stack": _stack(error), "request_id": request_id})
        error = INTERNAL()
    return problem(status_of(error), error, language_of(event), request_id, headers)


def status_of(error: DaifukuchoError) -> int:
    """The HTTP status that an error is answered with."""
    if isinstance(error, Refused):
        return error.status
    if error.code in _STATUS_BY_CODE:
        return _STATUS_BY_CODE[error.code]
    return next(status for kind, status in _STATUS.items() if isinstance(error, kind))


def _classes(error: Exception) -> list[str]:
    """The classes of an error and of what led to it."""
    return [f"{type(found).__module__}.{type(found).__qualname__}" for found in _chain(error)]


def _stack(error: Exception) -> list[str]:
    """Where an error was raised, and after that where what led to it was."""
    frames = chain.from_iterable(traceback.extract_tb(found.__traceback__) for found in _chain(error))
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what led to it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
