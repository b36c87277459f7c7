"""LINE's hosts, as far as the LIFF SDK asks them outside of the LINE app, answered in place of LINE.

The pages and the SDK are those that are deployed; the tokens come from the simulator, whose keys our server trusts on
the local stack.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from playwright.sync_api import BrowserContext, Route

from local.line.client import LineSimulator

HOSTS = {"https://access.line.me", "https://api.line.me", "https://liff.line.me"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host of LINE's says."""

    status: int
    headers: Mapping[str, str]
    body: str = ""


@dataclass
class LineLogin:
    """Logs whoever opens a page in as one LINE user. ``claims``: options of the simulator's ``id_token``."""

    line: LineSimulator
    liff: str
    user_id: str
    claims: dict[str, Any] = field(default_factory=dict)
    logins: int = 0
    api_headers: dict[str, str] = field(default_factory=dict)
    """What our own server is sent in place of what the page sends."""

    def install(self, context: BrowserContext) -> None:
        """Answer for LINE within the browser. Playwright turns its HTTP cache off then."""
        if self.api_headers:
            changed = {name.lower(): value for name, value in self.api_headers.items()}
            context.route("**/liff/api/**", lambda r: r.continue_(headers=r.request.headers | changed))
        context.route("https://*.line.me/**", self._fulfill)

    def answer(self, method: str, url: str) -> Answer | None:
        """What LINE would answer; ``None`` if it is not known here what that is."""
        parts = urlsplit(url)
        host, path = parts.netloc, parts.path
        if method == "OPTIONS":
            return Answer(204, _CORS | {"Access-Control-Allow-Headers": "*"})
        if host == "access.line.me" and path == "/liff/v1/authorize":
            self.logins += 1
            return Answer(302, {"Location": self._back(parse_qs(parts.query))})
        if path == "/oauth2/v2.1/token":
            return said(self._tokens() | {"token_type": "Bearer", "scope": "openid profile"})
        if path == "/oauth2/v2.1/certs":
            return said(httpx.get(f"{self.line.url}/oauth2/v2.1/certs", trust_env=False).json())
        if path == "/friendship/v1/status":
            return said({"friendFlag": False})
        if path.startswith("/liff/v2/apps/") and path.endswith("/contextToken"):
            return said({"contextToken": self._context()})
        return None

    def _fulfill(self, route: Route) -> None:
        answer = self.answer(route.request.method, route.request.url)
        if answer is None:
            route.abort()
        else:
            route.fulfill(status=answer.status, headers=dict(answer.headers), body=answer.body)

    def _back(self, asked: dict[str, list[str]]) -> str:
        """Where LINE sends the browser after the login: the page, with a code."""
        page = asked["redirect_uri"][0] if "redirect_uri" in asked else self.liff
        client_id = asked["app_id"][0].partition("-")[0]
        words = {"code": "code", "state": asked["state"][0], "liffClientId": client_id, "liffRedirectUri": page}
        return f"{page}{'&' if '?' in page else '?'}{urlencode(words)}"

    def _tokens(self) -> dict[str, Any]:
        return self.line.id_token(self.user_id, **self.claims)

    def _context(self) -> str:
        """The SDK reads the middle part alone."""
        return f".{base64.urlsafe_b64encode(json.dumps(self._facts()).encode()).decode()}."

    def _facts(self) -> dict[str, Any]:
        return {
            "type": "external",
            "liffId": "",
            "endpointUrl": self.liff,
            "permanentLinkPattern": "concat",
            "scope": ["openid", "profile"],
            "accessTokenHash": "",
            "availability": {},
        }


def said(body: object) -> Answer:
    """A JSON document, for any origin."""
    return Answer(200, _CORS | {"Content-Type": "application/json"}, json.dumps(body))


_CORS = {"Access-Control-Allow-Origin": "*"}
