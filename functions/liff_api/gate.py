"""The pages' API: who asks, what for, and what went wrong.

A small table and no framework, because a customer waits for the page: Powertools' resolver with its validation would
double the time of a cold start.
"""

import base64
import gzip
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from typing_extensions import TypedDict

from daifukucho.friends.attributes import Status
from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import Refusal
from daifukucho.kernel.shape import Shape
from daifukucho.kernel.words import Language
from daifukucho_aws.bootstrap.liff_api import LiffApi
from daifukucho_aws.codes import qr_svg
from daifukucho_aws.edge import (
    Answer,
    Counts,
    Event,
    Log,
    body_of,
    bytes_of,
    check_content_type,
    header_of,
    language_of,
    method_of,
    parse_object,
    refuse_if_exceeded,
    refused,
    request_id_of,
)
from daifukucho_aws.edge_refusals import (
    ID_TOKEN_MISSING,
    METHOD_NOT_ALLOWED,
    NOT_A_FRIEND,
    ROUTE_NOT_FOUND,
    UNEXPECTED_BODY,
)
from daifukucho_aws.problem import response

_WORTH_COMPRESSING = 1_000
"""Bytes; a smaller answer fits into one packet anyway."""

_HEADERS = {"Cache-Control": "no-store"}


class WayIn(TypedDict):
    """How a user becomes a friend outside of the LINE app: an address, and the same as a QR code (SVG)."""

    add_url: str
    qr: str


@dataclass(frozen=True, slots=True)
class Request:
    """What a route gets. ``user_id`` is verified; whether the user is a friend is asked with ``friend``. ``language``:
    that of the page. ``shape``: what the route takes as its body."""

    user_id: str
    language: Language
    liff: LiffApi
    log: Log
    metrics: Counts
    params: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    shape: Shape = field(default_factory=Shape)
    file: bytes = b""

    def friend(self) -> Friend:
        """The friend who asks. One consistent read. Raises Denied (``not_a_friend``), with the way to become a friend,
        if the user is no friend, or no longer one."""
        friend = self.liff.friends.get(self.user_id)
        if friend is None or friend.status is not Status.ACTIVE:
            way = self.way_in()
            raise NOT_A_FRIEND(facts={"add_url": way["add_url"], "qr": way["qr"]})
        return friend

    def told(self, invalid: Refusal) -> Any:
        """What the body says, as its shape keeps it. Raises ``invalid`` with every fault."""
        faults, fine = self.shape.read(self.body)
        if faults:
            raise invalid(*faults)
        return self.shape.make(**fine)

    def way_in(self) -> WayIn:
        return {"add_url": self.liff.add_url, "qr": qr_svg(self.liff.add_url)}


class Nothing(TypedDict):
    """The answer of a route that has nothing to tell."""


@dataclass(frozen=True, slots=True)
class Route:
    """``path`` below the API, with its parameters in braces; ``answer`` gives the JSON object of the answer, and the
    type that it says it returns, a TypedDict, describes the object. ``body``: the shape of the JSON object that the route
    takes. ``file_bytes``: the route takes a file of at most so many bytes, instead of JSON."""

    method: str
    path: str
    answer: Callable[[Request], Mapping[str, Any]]
    body: Shape | None = None
    file_bytes: int = 0

    def match(self, path: str) -> dict[str, str] | None:
        """The parameters, decoded, if it is this route's path."""
        ours, given = self.path.split("/"), path.split("/")
        if len(ours) != len(given):
            return None
        params = {}
        for mine, part in zip(ours, given, strict=True):
            if mine.startswith("{") and part:
                params[mine[1:-1]] = unquote(part)
            elif mine != part:
                return None
        return params


@dataclass(frozen=True, slots=True)
class Gate:
    """Finds the route, then the user who asks; every refusal becomes a problem document."""

    routes: Sequence[Route]
    log: Log
    metrics: Counts

    def __call__(self, event: Event, path: str, liff: Callable[[], LiffApi]) -> Answer:
        route = None
        try:
            route, params = self._find(method_of(event), path)
            made = liff()
            user_id = made.who(_token(event))
            refuse_if_exceeded(made.limiter.count(user_id))
            request = Request(user_id, language_of(event), made, self.log, self.metrics, params, **_read(event, route))
            answer = response(200, route.answer(request))
        except Exception as error:  # noqa: BLE001 - the boundary: API Gateway would answer without our words
            answer = refused(error, event, self.log)
        self.log.info(
            "request",
            extra={
                "method": method_of(event),
                "route": route.path if route else None,
                "status": answer["statusCode"],
                "request_id": request_id_of(event),
            },
        )
        return _compressed(event, {**answer, "headers": {**answer["headers"], **_HEADERS}})

    def _find(self, method: str, path: str) -> tuple[Route, dict[str, str]]:
        here = [(route, params) for route in self.routes if (params := route.match(path)) is not None]
        if not here:
            raise ROUTE_NOT_FOUND()
        for route, params in here:
            if route.method == method:
                return route, params
        allowed = ", ".join(sorted({route.method for route, _ in here}))
        raise METHOD_NOT_ALLOWED(allowed=allowed, headers={"Allow": allowed})


def _compressed(event: Event, answer: Answer) -> Answer:
    """API Gateway's HTTP APIs compress nothing themselves."""
    body = answer["body"].encode()
    if len(body) < _WORTH_COMPRESSING or "gzip" not in (header_of(event, "accept-encoding") or ""):
        return answer
    headers = {**answer["headers"], "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    packed = base64.b64encode(gzip.compress(body, mtime=0)).decode()
    return {**answer, "headers": headers, "body": packed, "isBase64Encoded": True}


def _token(event: Event) -> str:
    scheme, _, token = (header_of(event, "authorization") or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise ID_TOKEN_MISSING(headers={"WWW-Authenticate": "Bearer"})
    return token.strip()


def _read(event: Event, route: Route) -> dict[str, Any]:
    """What a request gives to its route of its body."""
    if route.file_bytes:
        return {"file": bytes_of(event, route.file_bytes)}
    text = body_of(event)
    if route.body is None:
        if text.strip():
            raise UNEXPECTED_BODY()
        return {}
    check_content_type(event)
    return {"body": parse_object(text), "shape": route.body}
