"""API Gateway in memory: what an HTTP client sends becomes an event for the API's handler, and its answer a response."""

from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote

import httpx


class Reply(Protocol):
    status: int
    headers: dict[str, str]
    text: str


Send = Callable[[dict[str, Any]], Reply]
"""The function behind the gateway: an event (payload 2.0), and what it answers."""

API_URL = "https://api.example/v1"
TOKEN_URL = "https://auth.example/oauth2/token"


class Gateway(httpx.BaseTransport):
    """Lets in whoever has a token that it knows, and gives one for the right client credentials.

    ``tokens``: scopes by token. Refuses as API Gateway and Cognito do, which is not by problem documents.
    """

    def __init__(self, send: Send, *, client_id: str = "my-id", client_secret: str = "my-secret") -> None:
        self._send = send
        self._credentials = httpx.BasicAuth(client_id, client_secret)
        self.tokens: dict[str, str] = {}
        self.requests: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        if str(request.url) == TOKEN_URL:
            return self._token(request)
        self.requests.append(request)
        assert request.url.host == "api.example", "a request went elsewhere"
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind != "Bearer" or token not in self.tokens:
            return httpx.Response(401, json={"message": "Unauthorized"})
        with redirect_stdout(StringIO()):  # the function's metrics are no output of whoever calls it
            reply = self._send(_event(request, self.tokens[token]))
        headers = {name: str(value) for name, value in reply.headers.items()}
        return httpx.Response(reply.status, headers=headers, content=reply.text.encode())

    def _token(self, request: httpx.Request) -> httpx.Response:
        form = dict(parse_qsl(request.content.decode()))
        expected = next(self._credentials.auth_flow(httpx.Request("POST", TOKEN_URL))).headers["authorization"]
        if request.headers.get("authorization") != expected or form["grant_type"] != "client_credentials":
            return httpx.Response(400, json={"error": "invalid_client"})
        token = f"token-{len(self.tokens) + 1}"
        self.tokens[token] = form["scope"]
        return httpx.Response(200, json={"access_token": token, "token_type": "Bearer", "expires_in": 3600})


def _event(request: httpx.Request, scope: str) -> dict[str, Any]:
    """As an HTTP API hands a request on: its path decoded, all but ``%25``."""
    raw_path, _, query = request.url.raw_path.decode().partition("?")
    path = unquote(raw_path.replace("%25", "%2525"))
    pairs = parse_qsl(query, keep_blank_values=True)
    names = dict.fromkeys(name for name, _ in pairs)
    return {
        "version": "2.0",
        "routeKey": f"{request.method} /v1/{{proxy+}}",
        "rawPath": path,
        "rawQueryString": query,
        "queryStringParameters": {name: ",".join(value for other, value in pairs if other == name) for name in names},
        "headers": {name: value for name, value in request.headers.items() if name != "authorization"},
        "requestContext": {
            "stage": "$default",
            "requestId": "Req-1=",
            "http": {"method": request.method, "path": path},
            "authorizer": {"jwt": {"claims": {"sub": "client-1", "client_id": "client-1", "scope": scope}}},
        },
        "body": request.content.decode() or None,
        "isBase64Encoded": False,
    }
