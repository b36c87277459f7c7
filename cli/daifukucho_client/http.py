"""One request to the API: repeated where that is safe, its answer read into a model, its refusal raised."""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from email.utils import parsedate_to_datetime
from types import NoneType
from typing import Any, Generic, TypeVar
from urllib.parse import quote
from uuid import uuid4

import httpx
import msgspec

from daifukucho_client.address import checked, is_here
from daifukucho_client.errors import (
    BadArgument,
    Fault,
    NoAnswer,
    NotFound,
    Refused,
    TokenRefused,
    TooManyRequests,
    Unavailable,
    UnexpectedAnswer,
    class_of,
)

T = TypeVar("T")

_FIRST_WAIT, _LONGEST_WAIT = 0.5, 8.0
"""Seconds, as below."""
_LONGEST_RETRY_AFTER = 60.0
"""Whoever is told to wait longer is told so instead."""
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass(frozen=True, kw_only=True)
class Page(Generic[T]):
    """Part of a list; ``cursor`` gives the next one, ``None`` says that there is none."""

    items: list[T]
    cursor: str | None


@dataclass(frozen=True, kw_only=True)
class Tagged:
    """What can be edited. ``etag`` names the state that was read: given back as ``if_match``, the edit is made only if
    nobody has made another since (else Changed is raised). The items of a list have none."""

    etag: str | None = None


class Http:
    """Speaks with one deployment. Raises ValueError for an address that would carry a token unencrypted."""

    def __init__(
        self,
        url: str,
        auth: httpx.Auth,
        *,
        language: str | None,
        timeout: float,
        attempts: int,
        transport: httpx.BaseTransport | None,
        sleep: Callable[[float], None],
    ) -> None:
        self._url = checked(url)
        self._attempts = attempts
        self._sleep = sleep
        self._http = httpx.Client(
            auth=auth,
            timeout=httpx.Timeout(timeout, connect=min(5.0, timeout)),
            transport=transport,
            trust_env=not is_here(url),  # a proxy does not reach this computer
            headers={"Accept": "application/json"} | ({"Accept-Language": language} if language else {}),
        )

    def close(self) -> None:
        self._http.close()

    def call(
        self,
        method: str,
        path: str,
        answer: type[T],
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        key: str | None = None,
        if_match: str | None = None,
    ) -> T:
        """One operation. What is ``None`` in a query is left out. ``key``: of an operation that makes or sends something;
        all others are the same done twice, but for a conditional change without a key, which would meet itself and
        seem to have met somebody else's.

        Raises Refused, NoAnswer, TokenRefused, UnexpectedAnswer, and BadArgument.
        """
        read, etag = self.tagged(method, path, answer, query=query, body=body, key=key, if_match=if_match)
        return replace(read, etag=etag) if isinstance(read, Tagged) else read

    def tagged(
        self,
        method: str,
        path: str,
        answer: type[T],
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        key: str | None = None,
        if_match: str | None = None,
    ) -> tuple[T, str | None]:
        """The same, and the answer's etag beside it."""
        headers = {
            "Content-Type": None if body is None else "application/json",
            "Idempotency-Key": _in_header(key),
            "If-Match": _in_header(if_match),
        }
        request = self._request(method, path, query, body, headers)
        deletes = answer is NoneType
        response = self._send(request, deletes or key is not None or if_match is None, deletes)
        return _read(response, answer), response.headers.get("ETag")

    def parts(self, path: str, *, query: Mapping[str, Any]) -> Iterator[str]:
        """The parts of a text that goes on where ``Link`` says (RFC 8288), fetched as they are needed. Raises as
        ``call`` does."""
        while True:
            response = self._send(self._request("GET", path, query, None, {"Accept": "text/csv"}), True, False)
            yield response.text
            following = response.links.get("next")
            if following is None:
                return
            query = {**query, "cursor": httpx.URL(following["url"]).params["cursor"]}

    def _request(
        self,
        method: str,
        path: str,
        query: Mapping[str, Any] | None,
        body: Mapping[str, Any] | None,
        headers: Mapping[str, str | None],
    ) -> httpx.Request:
        try:
            return self._http.build_request(
                method,
                self._url + path,
                params={name: _in_query(value) for name, value in (query or {}).items() if value not in (None, [], ())},
                headers={name: value for name, value in headers.items() if value is not None},
                content=None if body is None else msgspec.json.encode(body),
            )
        except UnicodeEncodeError:
            raise BadArgument("half a surrogate pair is no character") from None

    def _send(self, request: httpx.Request, repeatable: bool, deletes: bool) -> httpx.Response:
        """The answer, after as many attempts as are safe and allowed."""
        attempt = 1
        while True:
            try:
                return self._attempt(request)
            except (Refused, TokenRefused, NoAnswer) as error:
                if isinstance(error, NotFound) and deletes and attempt > 1:
                    return httpx.Response(204, request=request)  # an attempt whose answer was lost has done it
                if attempt >= self._attempts or not _may_repeat(error, repeatable):
                    raise
                self._sleep(_wait(error, attempt))
                attempt += 1

    def _attempt(self, request: httpx.Request) -> httpx.Response:
        try:
            response = self._http.send(request)
        except httpx.RequestError as error:
            asked = error.request.url  # of the token, perhaps
            in_doubt = asked == request.url and not isinstance(error, _NEVER_SENT)
            raise NoAnswer(asked.host, type(error).__name__, in_doubt=in_doubt) from None
        if not response.is_success:
            raise _refusal(response)
        return response


def _may_repeat(error: Refused | TokenRefused | NoAnswer, repeatable: bool) -> bool:
    """Whether the same request may go out again after this."""
    match error:
        case NoAnswer():
            return repeatable or not error.in_doubt
        case TokenRefused():
            return error.status == 429 or error.status >= 500
        case TooManyRequests():
            return (error.retry_after or 0.0) <= _LONGEST_RETRY_AFTER
        case Unavailable():
            return repeatable and (error.retry_after or 0.0) <= _LONGEST_RETRY_AFTER
        case _:
            return False


def _wait(error: Refused | TokenRefused | NoAnswer, attempt: int) -> float:
    """Seconds before the next attempt: as many as the API asks for; else doubled each time, and spread, so that many
    callers do not come back together."""
    if isinstance(error, Refused) and error.retry_after is not None:
        return error.retry_after
    return random.uniform(0.5, 1.0) * min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** (attempt - 1))


def new_key() -> str:
    """An idempotency key: the same for every attempt at one request."""
    return str(uuid4())


def at(*parts: str) -> str:
    """A path of some parts. Raises BadArgument for one that cannot be a part of a path."""
    for part in parts:
        if part in ("", ".", ".."):
            raise BadArgument(f"this cannot be an id: {part!r}")
    try:
        return "".join(f"/{quote(part, safe='')}" for part in parts)
    except UnicodeEncodeError:
        raise BadArgument("half a surrogate pair is no character") from None


def every(page: Callable[[str | None], Page[T]]) -> Iterator[T]:
    """The items of all pages, fetched as they are needed."""
    cursor: str | None = None
    while True:
        found = page(cursor)
        yield from found.items
        cursor = found.cursor
        if cursor is None:
            return


def _in_header(value: str | None) -> str | None:
    if value is not None and not (value.isascii() and value.isprintable()):
        raise BadArgument("an idempotency key or an etag is printable ASCII")
    return value


def _in_query(value: Any) -> str | list[str]:
    """A value as text; a parameter that is given more than once as a list."""
    if isinstance(value, list | tuple):
        return [str(_in_query(each)) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value).lower() if isinstance(value, bool) else str(value)


def _read(response: httpx.Response, answer: type[T]) -> T:
    try:
        return msgspec.json.decode(response.content or b"null", type=answer)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        what = f"{response.request.method} {response.request.url.path}"
        raise UnexpectedAnswer(f"the answer to {what} is not as expected: {error}") from None


@dataclass(frozen=True)
class _Problem:
    code: str
    detail: str
    title: str = ""
    faults: tuple[Fault, ...] = ()
    instance: str | None = None


def _refusal(response: httpx.Response) -> Refused:
    status = response.status_code
    try:
        problem = msgspec.json.decode(response.content, type=_Problem)
    except (msgspec.DecodeError, UnicodeDecodeError):
        problem = _Problem(f"http_{status}", response.reason_phrase or "no reason given")
    return class_of(status)(
        status,
        problem.code,
        problem.detail,
        title=problem.title,
        faults=problem.faults,
        instance=problem.instance,
        retry_after=_retry_after(response.headers.get("Retry-After")),
    )


def _retry_after(given: str | None) -> float | None:
    """The seconds that a ``Retry-After`` header says (RFC 9110, 10.2.3), as a number or as a date."""
    if given is None:
        return None
    if given.strip().isdecimal():
        return float(given)
    try:
        now = time.time()  # noqa: TID251 - the header's date is one of the real clock
        return max(0.0, parsedate_to_datetime(given).timestamp() - now)
    except ValueError:
        return None
