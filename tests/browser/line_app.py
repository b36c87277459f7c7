"""The LINE app, as far as a page can tell: its name, the tokens that it hands over, and its sheet to add a friend.

LINE's hosts are answered within the browser (see ``line_login``). What the app itself draws is not there: the address
``liff://subwindow`` leads nowhere, and the sheet's end is what LINE's host tells the SDK that waits for it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import BrowserContext

from local.pages.line_login import Answer, LineLogin, said

_NAME = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Safari Line/9.4.0 LIFF"


@dataclass
class LineApp(LineLogin):
    """``liff_id``: of the app that is opened. ``sheet``: what happens while the sheet is open; returns how it ends, ``submit``, ``close`` or ``cancel``."""

    liff_id: str = ""
    sheet: Callable[[], str] = lambda: "cancel"
    sheets: list[str] = field(default_factory=list)

    def install(self, context: BrowserContext) -> None:
        super().install(context)
        context.add_init_script(f"Object.defineProperty(navigator, 'userAgent', {{get: () => {_NAME!r}}})")

    def at(self, url: str) -> str:
        """The address at which the app opens a page."""
        tokens = self._tokens()
        handed = {
            "access_token": tokens["access_token"],
            "id_token": tokens["id_token"],
            "context_token": self._context(),
            "feature_token": "feature",
            "mst_challenge": "challenge",
            "mst_verifier": "verifier",
        }
        return f"{url}#{urlencode(handed)}"

    def answer(self, method: str, url: str) -> Answer | None:
        path = urlsplit(url).path
        if method != "OPTIONS" and path in _SAYS:
            return said(_SAYS[path](self))
        return super().answer(method, url)

    def _facts(self) -> dict[str, Any]:
        return super()._facts() | {
            "type": "utou",
            "liffId": self.liff_id,
            "availability": {"subwindowOpen": {"permission": True, "minVer": "1.0.0"}},
        }

    def _end(self) -> dict[str, Any]:
        self.sheets.append(self.sheet())
        return {"status": self.sheets[-1], "result": {}}


_SAYS: dict[str, Callable[[LineApp], object]] = {
    "/oauth2/v2.1/verify": lambda app: {
        "client_id": app.liff_id.partition("-")[0],
        "expires_in": 3600,
        "scope": "openid profile",
    },
    "/oauth2/v2.1/liff/friendship/validate": lambda app: {"valid": True},
    "/liff/v2/oaadd/rateLimit": lambda app: {},
    "/liff/v2/sub/msit": lambda app: {"msit": "msit"},
    "/liff/v2/sub/waitResult": LineApp._end,
}
"""What the SDK asks within the app, by path."""
