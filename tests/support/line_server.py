"""A Messaging API on 127.0.0.1 that answers as it is told, and keeps what it was sent."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


class LineServer:
    """``profiles`` by user id; ``followers``: pages of ids; ``answers``: (path, status) pairs used up one a request.

    ``secrets`` are the channel secrets that get a token; ``expired`` tokens are refused. ``sent``: path, retry key and
    document of each push and multicast; ``replies``: status and document with which they are answered, else with 200.
    """

    def __init__(self) -> None:
        self.url = ""
        self.profiles: dict[str, dict[str, Any]] = {}
        self.followers: list[list[str]] = []
        self.answers: dict[str, list[int]] = {}
        self.secrets = {"secret"}
        self.expired: set[str] = set()
        self.tokens = 0
        self.requests: list[tuple[str, str]] = []
        self.sent: list[tuple[str, str | None, Any]] = []
        self.replies: list[tuple[int, Any]] = []

    def answer(self, method: str, target: str, token: str | None, retry_key: str | None, body: str) -> tuple[int, Any]:
        url = urlsplit(target)
        self.requests.append((method, url.path))
        if self.answers.get(url.path):
            status = self.answers[url.path].pop(0)
            if status >= 400:
                return status, {"message": "refused for a test"}
        if url.path == "/oauth2/v3/token":
            return self._token(parse_qs(body))
        if token is None or token in self.expired:
            return 401, {"message": "Authentication failed"}
        if url.path.startswith("/v2/bot/profile/"):
            user_id = url.path.rpartition("/")[2]
            profile = self.profiles.get(user_id)
            return (200, {"userId": user_id, **profile}) if profile else (404, {"message": "Not found"})
        if url.path == "/v2/bot/followers/ids":
            page = int(parse_qs(url.query).get("start", ["0"])[0])
            more = {"next": str(page + 1)} if page + 1 < len(self.followers) else {}
            return 200, {"userIds": self.followers[page] if self.followers else [], **more}
        if url.path in ("/v2/bot/message/push", "/v2/bot/message/multicast"):
            self.sent.append((url.path, retry_key, json.loads(body)))
            return self.replies.pop(0) if self.replies else (200, {})
        return 404, {"message": "Not found"}

    def _token(self, form: dict[str, list[str]]) -> tuple[int, Any]:
        if form.get("grant_type") != ["client_credentials"] or form.get("client_id") != ["1234567890"]:
            return 400, {"error": "invalid_request"}
        if not set(form.get("client_secret", [])) & self.secrets:
            return 400, {"error": "invalid_client"}
        self.tokens += 1
        return 200, {"access_token": f"token-{self.tokens}", "expires_in": 900, "token_type": "Bearer"}


@contextmanager
def line_server() -> Iterator[LineServer]:
    """A server for the time of the block."""
    line = LineServer()

    class Handler(BaseHTTPRequestHandler):
        def _handle(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
            bearer = self.headers.get("authorization", "")
            token = bearer.removeprefix("Bearer ") if bearer.startswith("Bearer ") else None
            retry_key = self.headers.get("x-line-retry-key")
            status, document = line.answer(self.command, self.path, token, retry_key, body)
            content = document if isinstance(document, bytes) else json.dumps(document).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _handle

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    line.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield line
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
