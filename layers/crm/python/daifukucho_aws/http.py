"""JSON over HTTP for functions behind an API Gateway HTTP API (payload 2.0): Powertools' resolver behind a gate.

The gate says who may come in, finds the route and reads the body; Powertools then checks types and calls the route.
Whatever is refused becomes a problem document (RFC 9457), and nothing that a client sends is an internal error.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn, get_args, get_origin
from urllib.parse import parse_qsl, quote, unquote

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.api_gateway import Route
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError

from daifukucho.kernel.errors import DaifukuchoError, Fault, Unavailable
from daifukucho_aws.edge import (
    Answer,
    Counts,
    Event,
    Log,
    body_of,
    check_content_type,
    header_of,
    method_of,
    parse_object,
    refuse_if_exceeded,
    refused,
    request_id_of,
)
from daifukucho_aws.edge_refusals import (
    BODY_NEEDED,
    BY_TYPE,
    GIVEN_TWICE,
    INVALID,
    INVALID_QUERY,
    METHOD_NOT_ALLOWED,
    NO_PARAMETERS,
    OTHER_TYPE,
    ROUTE_NOT_FOUND,
    SCOPE_MISSING,
    TOKEN_MISSING,
    UNEXPECTED_BODY,
    UNKNOWN_PARAMETER,
)
from daifukucho_aws.metrics import Metric
from daifukucho_aws.problem import SECURE
from daifukucho_aws.rate_limit import Allowance, Limiter
from daifukucho_aws.strict_json import escaped, to_json

if TYPE_CHECKING:  # it takes a fifth of a second, and only the API's description needs it
    from aws_lambda_powertools.event_handler.openapi.compat import ModelField
    from aws_lambda_powertools.event_handler.openapi.models import OpenAPI

_PAGE_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Scopes:
    """Admits those whose token, which the gateway has verified, has the scope that the request needs.

    ``asking``: the paths at which a ``POST`` only reads; a part in braces stands for any.
    """

    read: str
    write: str
    asking: Collection[str] = ()

    def admit(self, event: Event) -> None:
        """Raises Refused (401) without a token, and (403) without its scope."""
        claims = claims_of(event)
        if not claims:
            raise TOKEN_MISSING(headers={"WWW-Authenticate": "Bearer"})
        needed = self.read if self._reads(event) else self.write
        if needed not in self.held(event):
            raise SCOPE_MISSING(scope=needed)

    def _reads(self, event: Event) -> bool:
        if method_of(event) != "POST":
            return method_of(event) in ("GET", "HEAD")
        return any(re.fullmatch(re.sub(r"{\w+}", "[^/]+", path), event["rawPath"]) for path in self.asking)

    def held(self, event: Event) -> list[str]:
        """Those of the two scopes that the token has; others say nothing here."""
        given = str(claims_of(event).get("scope", "")).split()
        return [scope for scope in (self.read, self.write) if scope in given]


def claims_of(event: Event) -> Mapping[str, Any]:
    """The claims of the token that the gateway's JWT authorizer has verified; empty without one."""
    authorizer = event["requestContext"].get("authorizer") or {}
    return (authorizer.get("jwt") or {}).get("claims") or {}


def caller_of(event: Event) -> str:
    """Who calls: a person's id or, with client credentials, the client's (which is then the token's ``sub``, too)."""
    claims = claims_of(event)
    return str(claims.get("sub") or claims["client_id"])


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
                if allowance is not None:
                    refuse_if_exceeded(allowance)
            route = self._route(event)
            event = self._read(event, route)
            self.app.append_context(log=self.log, metrics=metrics, **given)
            answer = _tagged(event, self.app.resolve(event, context))
        except Exception as error:  # noqa: BLE001 - the boundary: above it nobody answers in our words
            answer = self._refused(error, event)
        self.log.info(
            "request",
            extra={
                "method": method_of(event),
                "route": route.openapi_path if route else None,
                "status": answer["statusCode"],
                "request_id": request_id_of(event),
            },
        )
        return _finished(answer, allowance)

    def _counted(self, event: Event, limiter: Callable[[], Limiter] | None, metrics: Counts | None) -> Allowance | None:
        """What the caller has left with a token of this scope; ``None`` if it could not be counted: then the request is let
        through.

        Each scope has a count of its own, so that a program that reads cannot use up what one that sends needs.

        (A shop that cannot work because we cannot count would be the greater harm; and what a caller can do while the
        database does not answer is little.)
        """
        if limiter is None:
            return None
        counted = None
        try:
            allowance = limiter().count(" ".join((caller_of(event), *self.scopes.held(event))))
        except Unavailable as error:
            self.log.error("not counted", extra={"code": error.code, "request_id": request_id_of(event)})
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
            raise ROUTE_NOT_FOUND()
        for route in here:
            if route.method == method_of(event):
                return route
        allowed = ", ".join(sorted({route.method for route in here}))
        raise METHOD_NOT_ALLOWED(allowed=allowed, headers={"Allow": allowed})

    def _read(self, event: Event, route: Route) -> Event:
        """The event with its body as text, if the route can take that and its query."""
        if event["rawPath"] not in self.public:
            _check_query(event, {str(param.alias): _is_list(param) for param in route.dependant.query_params})
        if not route.dependant.body_params:
            if (event.get("body") or "").strip():
                raise UNEXPECTED_BODY()
            return {**event, "body": "", "isBase64Encoded": False}
        body = body_of(event)
        check_content_type(event)
        return {**event, "body": body, "isBase64Encoded": False}

    def _refused(self, error: Exception, event: Event) -> Answer:
        if isinstance(error, RequestValidationError) and not _of_answer(error):
            error = _invalid(error)
        return refused(error, event, self.log)


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


def _encoded(event: Event) -> Event:
    """The event with its path percent-encoded throughout.

    An HTTP API decodes the path, all but ``%25``, so ``unquote`` is what makes it whole. The resolver's routes match
    only some characters (no emoji, for one), so it gets the path encoded.
    """
    path = unquote(event["rawPath"].encode("utf-8", "replace").decode())
    return {**event, "rawPath": quote(path, safe="/")}


def _is_list(param: "ModelField") -> bool:
    """Whether a parameter may be given more than once."""
    annotation = param.field_info.annotation
    return any(get_origin(of) is list for of in (annotation, *get_args(annotation)))


def _check_query(event: Event, known: Mapping[str, bool]) -> None:
    """Raises Invalid for a parameter that the route does not have, and for one that is given twice and may not be.
    ``known``: whether it may."""
    unknown = UNKNOWN_PARAMETER if known else NO_PARAMETERS
    faults = [
        unknown.at(f"/{escaped(name)}", known=", ".join(sorted(known)))
        for name in event.get("queryStringParameters") or {}
        if name not in known
    ]
    names = [name for name, _ in parse_qsl(event.get("rawQueryString") or "", keep_blank_values=True)]
    faults += [GIVEN_TWICE.at(f"/{name}") for name, many in known.items() if not many and names.count(name) > 1]
    if faults:
        raise INVALID_QUERY(*faults)


def _invalid(error: RequestValidationError) -> DaifukuchoError:
    """What the types found wrong, in our words; the values, which Powertools would quote, are left out."""
    return INVALID(*map(_fault, error.errors()))


def _fault(found: Mapping[str, Any]) -> Fault:
    pointer = "".join(f"/{escaped(part)}" for part in found["loc"][1:])
    if found["type"] == "missing" and not pointer:
        return BODY_NEEDED.at(pointer)
    values = {name: _as_told(value) for name, value in found.get("ctx", {}).items()}
    return BY_TYPE.get(found["type"], OTHER_TYPE).at(pointer, **values)


def _as_told(value: object) -> object:
    """A value of pydantic's as people write it: 0 for 0.0, and "a, b, c" for "'a', 'b' or 'c'", the choices there are."""
    if isinstance(value, str):
        return value.replace("'", "").replace(" or ", ", ")
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _tagged(event: Event, answer: Answer) -> Answer:
    """An answer that was found, with its ETag: the version that its route has put there, and a digest of the rest.

    Not everything that an answer shows changes its version (a campaign's run, a sentence in other words). Edits ask for
    the version alone. A caller who has this very answer gets no body (RFC 9110, 13.1.2).
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


def _finished(answer: Answer, allowance: Allowance | None) -> Answer:
    """What every answer carries. Most hold what only the caller may see."""
    headers = {"Cache-Control": "no-store", **answer.get("headers", {}), **SECURE}
    headers |= allowance.headers() if allowance else {}
    if headers.get("Content-Type", "").startswith("text/html"):
        headers["Content-Security-Policy"] = _PAGE_POLICY
    return {**answer, "headers": headers, "body": answer["body"] or ""}
