"""Who is calling: a token, or client credentials that get tokens."""

import threading
import time
from collections.abc import Callable, Generator, Sequence

import httpx

from daifukucho_client.address import checked
from daifukucho_client.errors import TokenRefused, UnexpectedAnswer

SCOPES = ("daifukucho/read", "daifukucho/write")

_EARLY = 60.0
"""Seconds before its end at which a token is no longer used: a request may take a while."""


class Token(httpx.Auth):
    """A token that somebody else has got. Nobody renews it."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


class ClientCredentials(httpx.Auth):
    """OAuth's client credentials grant (RFC 6749, 4.4): one token, kept in memory until a minute before its end, and
    renewed once if the API does not accept it. May be shared by threads.

    Raises ValueError if the token URL would carry the secret unencrypted; while calling, TokenRefused.
    """

    requires_response_body = True

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        token_url: str,
        *,
        scopes: Sequence[str] = SCOPES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = httpx.BasicAuth(client_id, client_secret)
        self._token_url = checked(token_url)
        self._scopes = tuple(scopes)
        self._clock = clock
        self._lock = threading.Lock()
        self._token: str | None = None
        self._until = 0.0

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        token = yield from self._get(unlike=None)
        request.headers["Authorization"] = f"Bearer {token}"
        response = yield request
        if response.status_code == 401:
            request.headers["Authorization"] = f"Bearer {(yield from self._get(unlike=token))}"
            yield request

    def _get(self, unlike: str | None) -> Generator[httpx.Request, httpx.Response, str]:
        """The token that is kept, if it still lives and is not one that was refused; else a new one."""
        with self._lock:
            if self._token is None or self._token == unlike or self._clock() >= self._until:
                asked_at = self._clock()
                answer = yield self._request()
                self._token, seconds = _read(answer)
                self._until = asked_at + seconds - _EARLY
            return self._token

    def _request(self) -> httpx.Request:
        form = {"grant_type": "client_credentials", "scope": " ".join(self._scopes)}
        request = httpx.Request("POST", self._token_url, data=form, headers={"Accept": "application/json"})
        return next(self._client.auth_flow(request))


def _read(answer: httpx.Response) -> tuple[str, float]:
    """The token in an answer, and for how many seconds it lives. What is wrong is told without the answer's text."""
    try:
        content = answer.json()
    except ValueError:
        content = None
    said = content if isinstance(content, dict) else {}
    if answer.status_code != 200:
        reason = said.get("error")
        raise TokenRefused(answer.status_code, reason if isinstance(reason, str) else "no reason given")
    token, seconds = said.get("access_token"), said.get("expires_in")
    if not isinstance(token, str) or not isinstance(seconds, int | float):
        raise UnexpectedAnswer(f"{answer.url.host} gave no token: is the token URL right?")
    return token, float(seconds)
