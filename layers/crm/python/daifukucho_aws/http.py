"""JSON over HTTP for functions behind an API Gateway HTTP API (payload 2.0): Powertools' resolver behind a gate.

The gate says who may come in, finds the route and reads the body; Powertools then checks types and calls the route.
Whatever is refused becomes a problem document (RFC 9457), and nothing that a client sends is an internal error.
"""

import base64
import hashlib
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn, Protocol
from urllib.parse import parse_qsl, quote, unquote

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.api_gateway import Route
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError

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
from daifukucho_aws.metrics import Metric
from daifukucho_aws.problem import problem
from daifukucho_aws.rate_limit import Allowance, Limiter
from daifukucho_aws.strict_json import NotJson, escaped, parse, to_json

if TYPE_CHECKING:  # it takes a fifth of a second, and only the API's description needs it
    from aws_lambda_powertools.event_handler.openapi.models import OpenAPI

MOST_BYTES = 256 * 1024
"""Bytes that a request's body may have; DynamoDB's items are at most 400 KB."""

RETRY_AFTER = 5
"""Seconds after which a caller may try again when something did not answer."""

_JSON = "application/json"
_STATUS = {Invalid: 422, NotFound: 404, Conflict: 409, Denied: 403, QuotaExceeded: 429}
_STATUS_BY_CODE = {"version_mismatch": 412}
_PAGE_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

Event = Mapping[str, Any]
Answer = dict[str, Any]


class Counts(Protocol):
    """As much of Powertools' Metrics as is used here."""

    def add_metric(self, name: str, unit: Any, value: float) -> None: ...

    def flush_metrics(self) -> None: ...


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


@dataclass(frozen=True, slots=True)
class Scopes:
    """Admits those whose token, which the gateway has verified, has the scope that the method needs."""

    read: str
    write: str

    def admit(self, event: Event) -> None:
        """Raises Refusal (401) without a token and Denied (403) without its scope."""
        claims = claims_of(event)
        if not claims:
            detail = "Send a token: 'Authorization: Bearer …'."
            raise Refusal(401, "token_missing", detail, headers={"WWW-Authenticate": "Bearer"})
        needed = self.read if method_of(event) in ("GET", "HEAD") else self.write
        if needed not in str(claims.get("scope", "")).split():
            raise Denied(f"The token lacks the scope {needed}.", code="scope_missing")


def claims_of(event: Event) -> Mapping[str, Any]:
    """The claims of the token that the gateway's JWT authorizer has verified; empty without one."""
    authorizer = event["requestContext"].get("authorizer") or {}
    return (authorizer.get("jwt") or {}).get("claims") or {}


def caller_of(event: Event) -> str:
    """Who calls: a person's id or, with client credentials, the client's (which is then the token's ``sub``, too)."""
    claims = claims_of(event)
    return str(claims.get("sub") or claims["client_id"])


def method_of(event: Event) -> str:
    return str(event["requestContext"]["http"]["method"]).upper()


@dataclass
class Api:
    """A resolver behind its gate. ``public``: the paths of documents that need no token.

    Path parameters reach the routes percent-encoded: read them with ``urllib.parse.unquote``.
    """

    log: Log
    scopes: Scopes
    public: frozenset[str]
    app: APIGatewayHttpResolver = field(init=False)

    def __post_init__(self) -> None:
        self.app = _Resolver(
            enable_validation=True,
            json_body_deserializer=parse_object,
            serializer=to_json,
        )
        self.app.exception_handler(Exception)(_raise)

    @cached_property
    def routes(self) -> list[Route]:
        """Every route, in the order in which Powertools tries them."""
        return [*self.app._static_routes, *self.app._dynamic_routes]

    def __call__(
        self,
        event: Event,
        context: Any,
        *,
        metrics: Counts | None = None,
        limiter: Callable[[], Limiter] | None = None,
        **given: Any,
    ) -> Answer:
        """Answer a request. The routes find the log, the metrics, and what is ``given``, in their context.

        ``limiter`` gives what counts the requests that need a token; without it they are not counted.
        """
        event = _encoded(event)
        route = allowance = None
        try:
            if event["rawPath"] not in self.public:
                self.scopes.admit(event)
                allowance = self._counted(event, limiter, metrics)
                _refuse_if_exceeded(allowance)
            route = self._route(event)
            event = self._read(event, route)
            self.app.append_context(log=self.log, metrics=metrics, **given)
            answer = _tagged(event, self.app.resolve(event, context))
        except Exception as error:  # noqa: BLE001 - the boundary: above it nobody answers in our words
            answer = self._refused(error, _request_id(event))
        self.log.info(
            "request",
            extra={
                "method": method_of(event),
                "route": route.openapi_path if route else None,
                "status": answer["statusCode"],
                "request_id": _request_id(event),
            },
        )
        return _finished(answer, allowance)

    def _counted(self, event: Event, limiter: Callable[[], Limiter] | None, metrics: Counts | None) -> Allowance | None:
        """What the caller has left; ``None`` if it could not be counted: then the request is let through.

        (A shop that cannot work because we cannot count would be the greater harm; and what a caller can do while the
        database does not answer is little.)
        """
        if limiter is None:
            return None
        counted = None
        try:
            allowance = limiter().count(caller_of(event))
        except Unavailable as error:
            self.log.error("not counted", extra={"code": error.code, "request_id": _request_id(event)})
            counted, allowance = Metric.REQUESTS_UNCOUNTED, None
        if allowance is not None and allowance.exceeded:
            counted = Metric.REQUESTS_LIMITED
        if counted and metrics is not None:
            metrics.add_metric(counted, "Count", 1)
            metrics.flush_metrics()
        return allowance

    def _route(self, event: Event) -> Route:
        here = [route for route in self.routes if route.rule.match(event["rawPath"])]
        if not here:
            raise Refusal(404, "route_not_found", "There is nothing at this path.")
        for route in here:
            if route.method == method_of(event):
                return route
        allowed = ", ".join(sorted({route.method for route in here}))
        raise Refusal(405, "method_not_allowed", f"This path takes {allowed}.", headers={"Allow": allowed})

    def _read(self, event: Event, route: Route) -> Event:
        """The event with its body as text, if the route can take that and its query."""
        if event["rawPath"] not in self.public:
            _check_query(event, [str(param.alias) for param in route.dependant.query_params])
        if not route.dependant.body_params:
            if (event.get("body") or "").strip():
                raise Refusal(400, "unexpected_body", "This takes no body, and nothing was done; leave it out.")
            return {**event, "body": "", "isBase64Encoded": False}
        body = _body(event)
        _check_content_type(event)
        return {**event, "body": body, "isBase64Encoded": False}

    def _refused(self, error: Exception, request_id: str | None) -> Answer:
        if isinstance(error, RequestValidationError) and not _of_answer(error):
            error = _invalid(error)
        if isinstance(error, Refusal):
            return problem(error.status, error, request_id, error.headers)
        if isinstance(error, Unavailable):
            self.log.error("unavailable", extra={"code": error.code, "request_id": request_id})
            return problem(503, error, request_id, {"Retry-After": str(RETRY_AFTER)})
        if isinstance(error, DaifukuchoError):
            return problem(_status_of(error), error, request_id)
        # Its own words may quote what somebody wrote, so of an error that we did not foresee only its class and its
        # place are logged.
        self.log.error("unexpected", extra={"error": _classes(error), "stack": _stack(error), "request_id": request_id})
        told = DaifukuchoError("This was not foreseen. Report it, with the request's id.", code="internal")
        return problem(500, told, request_id)


class _Resolver(APIGatewayHttpResolver):
    def get_openapi_schema(self, **about: Any) -> "OpenAPI":
        """The API's description, path by path, without the errors that Powertools would answer and we do not."""
        described = super().get_openapi_schema(**about)
        described.paths = dict(sorted((described.paths or {}).items()))
        if described.components and described.components.schemas:
            for name in ("HTTPValidationError", "ValidationError", "ResponseValidationError"):
                described.components.schemas.pop(name, None)
        return described


def _of_answer(error: RequestValidationError) -> bool:
    """Powertools raises the same for an answer of ours that is not as its route says."""
    return any(found["loc"][0] == "response" for found in error.errors())


def _raise(error: Exception) -> NoReturn:
    """Hands an error to the gate, past Powertools' own answers to some."""
    raise error


def _status_of(error: DaifukuchoError) -> int:
    if error.code in _STATUS_BY_CODE:
        return _STATUS_BY_CODE[error.code]
    return next(status for kind, status in _STATUS.items() if isinstance(error, kind))


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


def _encoded(event: Event) -> Event:
    """The event with its path percent-encoded throughout.

    An HTTP API decodes the path, all but ``%25``, so ``unquote`` is what makes it whole. The resolver's routes match
    only some characters (no emoji, for one), so it gets the path encoded.
    """
    path = unquote(event["rawPath"].encode("utf-8", "replace").decode())
    return {**event, "rawPath": quote(path, safe="/")}


def _request_id(event: Event) -> str | None:
    return event["requestContext"].get("requestId")


def _check_query(event: Event, known: Sequence[str]) -> None:
    """Raises Invalid for a parameter that the route does not have, and for one that is given twice."""
    there_is = f"there is {', '.join(sorted(known))}" if known else "there is none here"
    faults = [
        Fault(f"/{escaped(name)}", f"There is no parameter of this name; {there_is}.")
        for name in event.get("queryStringParameters") or {}
        if name not in known
    ]
    names = [name for name, _ in parse_qsl(event.get("rawQueryString") or "", keep_blank_values=True)]
    faults += [Fault(f"/{name}", "This parameter is given twice.") for name in known if names.count(name) > 1]
    if faults:
        raise Invalid("The query cannot be used.", code="invalid_query", faults=faults)


def _body(event: Event) -> str:
    """The body as text. Raises Refusal if it is too large, or no text."""
    text = event.get("body") or ""
    try:
        raw = base64.b64decode(text, validate=True) if event.get("isBase64Encoded") else text.encode()
        if len(raw) > MOST_BYTES:
            raise Refusal(413, "body_too_large", f"The body has more than {MOST_BYTES // 1024} KB.")
        return raw.decode()
    except ValueError:
        raise Refusal(400, "malformed_json", "The body is not text in UTF-8.") from None


def _check_content_type(event: Event) -> None:
    given = header_of(event, "content-type")
    if (_JSON if given is None else given).split(";")[0].strip().lower() != _JSON:
        raise Refusal(415, "not_json", f"Send the body as JSON, with 'Content-Type: {_JSON}'.")


def _invalid(error: RequestValidationError) -> Invalid:
    """What the types found wrong, in our words; the values, which Powertools would quote, are left out."""
    return Invalid("The request cannot be accepted as it is.", faults=[_fault(found) for found in error.errors()])


def _fault(found: Mapping[str, Any]) -> Fault:
    pointer = "".join(f"/{escaped(part)}" for part in found["loc"][1:])
    match found["type"]:
        case "missing":
            return Fault(pointer, "This is needed." if pointer else "A body is needed: a JSON object.")
        case "extra_forbidden":
            return Fault(pointer, "There is no such thing here; remove it.")
        case _:
            return Fault(pointer, f"{found['msg']}.")


def _refuse_if_exceeded(allowance: Allowance | None) -> None:
    if allowance is not None and allowance.exceeded:
        raise Refusal(
            429,
            "rate_limited",
            f"More than {allowance.limit} requests within a minute; nothing was done. Go on in {allowance.reset} s.",
            headers={"Retry-After": str(allowance.reset)},
        )


def _tagged(event: Event, answer: Answer) -> Answer:
    """An answer that was found, with its ETag: the version that its route has put there, and a digest of the rest.

    Not all that an answer shows changes its version (a campaign's run, a sentence in other words). Edits ask for the
    version alone. Whoever holds this very answer gets no body (RFC 9110, 13.1.2).
    """
    headers, reading = answer["headers"], method_of(event) == "GET"
    if answer["statusCode"] not in (200, 201) or not (reading or "ETag" in headers):
        return answer
    digest = hashlib.sha256((answer["body"] or "").encode()).hexdigest()[:16]
    version = headers["ETag"].strip('"') + "-" if "ETag" in headers else ""
    headers = {**headers, "ETag": f'"{version}{digest}"'}
    if reading and headers["ETag"] in _held(event):
        kept = {name: value for name, value in headers.items() if not name.startswith("Content-")}
        return {**answer, "statusCode": 304, "headers": kept, "body": "", "isBase64Encoded": False}
    return {**answer, "headers": headers}


def _held(event: Event) -> list[str]:
    """The tags in an ``If-None-Match`` header; weak and strong ones are the same here."""
    return [tag.strip().removeprefix("W/") for tag in (header_of(event, "if-none-match") or "").split(",")]


def header_of(event: Event, name: str) -> str | None:
    """A request's header; ``name`` in lower case."""
    headers = event.get("headers") or {}
    return next((value for given, value in headers.items() if given.lower() == name), None)


def _finished(answer: Answer, allowance: Allowance | None) -> Answer:
    """What every answer carries. Most hold what only the caller may see."""
    headers = {"Cache-Control": "no-store", **answer.get("headers", {}), "X-Content-Type-Options": "nosniff"}
    headers |= allowance.headers() if allowance else {}
    if headers.get("Content-Type", "").startswith("text/html"):
        headers["Content-Security-Policy"] = _PAGE_POLICY
    return {**answer, "headers": headers, "body": answer["body"] or ""}


def _classes(error: BaseException | None) -> list[str]:
    """The classes of an error and of what led to it."""
    found = []
    while error is not None:
        found.append(f"{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__ or error.__context__
    return found


def _stack(error: BaseException) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
