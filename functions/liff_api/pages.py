"""The built pages, as they are in this package: ``<page>.html`` and ``assets/``, compressed when they were built.

``web/README.md`` says how they are made. A page's HTML has ``{{root}}`` for the way back to ``/liff/``, because it may
be served from any path; ``{{liff_id}}``; and ``{{shop}}`` for the shop's name and picture, which are there
before any script has run, as its colours are.
"""

import base64
import gzip
import hashlib
import html
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from daifukucho.cards.settings import CardSettings
from daifukucho_aws.edge import Answer, Event, header_of, method_of
from daifukucho_aws.problem import SECURE

PAGES = {"": "card", "card": "card", "coupons": "coupons", "staff": "staff"}
"""Which page is at which path below ``/liff``."""

PAGES_WITH_ID = {"s": "survey", "c": "coupon", "r": "route"}
"""The pages whose path goes on with an id, which the page's own code reads."""

_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".html": "text/html; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_FOREVER = "public, max-age=31536000, immutable"
# What the LIFF SDK calls, and where a shop's own pictures may be; blob: is a picture that the friend has just chosen,
# before it is sent. static.line-scdn.net: in Android's browsers the SDK loads a dialog from there, and does not go on
# without it.
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' https://static.line-scdn.net",
        "style-src 'self'{colours}",
        "img-src 'self' data: blob: https:",
        "connect-src 'self' https://api.line.me https://liff.line.me https://access.line.me",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)


@dataclass(frozen=True, slots=True)
class Notice:
    """A page that says one thing, in both languages."""

    status: int
    ja: str
    en: str
    note: str = ""


_MISSING = Notice(404, "ページが見つかりません", "There is no such page")


class Site:
    """Serves the pages from a folder. A container reads and compresses each file once."""

    def __init__(self, folder: Path, liff_id: str, look: Callable[[], CardSettings | None]) -> None:
        """``look``: how the shop's pages look now; ``None``: as the product's own."""
        self._folder = folder
        self._liff_id = liff_id
        self._look = look
        self._file = lru_cache(maxsize=128)(self._read)
        self._page = lru_cache(maxsize=32)(self._render)

    def answer(self, event: Event, path: str, missing: list[str]) -> Answer:
        """What is at a path below ``/liff``. ``missing``: the settings that the deployment lacks, which the page then
        names."""
        if method_of(event) not in ("GET", "HEAD"):
            return {
                "statusCode": 405,
                "headers": {"Allow": "GET, HEAD", **SECURE},
                "body": "",
                "isBase64Encoded": False,
            }
        if path.startswith("assets/"):
            return self._asset(event, path.removeprefix("assets/"))
        if path in ("sw.js", "licences.txt"):
            return self._asset(event, path, folder="", cache="no-cache")
        depth = str(event["rawPath"]).count("/") - 1
        root = "../" * (depth - 1) if depth else "liff/"
        if missing:
            return self._notice(event, root, _not_set(missing))
        name = _page_at(path)
        if name is None:
            return self._notice(event, root, _MISSING)
        look = self._look()
        return _reply(event, 200, self._page(name, root, None, look), _page_headers(_colours(look)))

    def _notice(self, event: Event, root: str, notice: Notice) -> Answer:
        return _reply(event, notice.status, self._page("notice", root, notice, None), _page_headers(""))

    def _render(self, name: str, root: str, notice: Notice | None, look: CardSettings | None) -> dict[str, bytes]:
        text = (self._folder / f"{name}.html").read_text("utf-8")
        if colours := _colours(look):
            text = text.replace("</head>", f"<style>{colours}</style></head>", 1)
        words = {"root": root, "liff_id": self._liff_id}
        if notice:
            words |= {"ja": notice.ja, "en": notice.en, "note": notice.note}
        for word, value in words.items():
            text = text.replace("{{" + word + "}}", html.escape(value))
        text = text.replace("{{shop}}", _sign(look))  # last, so that nothing in the shop's own words is replaced
        plain = text.encode()
        return {"": plain, "gzip": gzip.compress(plain, 9, mtime=0)}

    def _asset(self, event: Event, name: str, folder: str = "assets", cache: str = _FOREVER) -> Answer:
        kind = _TYPES.get(Path(name).suffix)
        found = self._file(folder, name) if kind and "/" not in name else {}
        if not kind or not found:
            headers = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store", **SECURE}
            return {"statusCode": 404, "headers": headers, "body": "Not found", "isBase64Encoded": False}
        return _reply(event, 200, found, {"Content-Type": kind, "Cache-Control": cache, **SECURE})

    def _read(self, folder: str, name: str) -> dict[str, bytes]:
        """A file as it is and as it was compressed, by encoding; empty if there is none. Many files are there
        compressed alone, because hardly any browser asks for them uncompressed."""
        where = self._folder / folder
        files = {"": where / name} | {encoding: where / f"{name}{end}" for encoding, end in _ENCODINGS}
        found = {encoding: file.read_bytes() for encoding, file in files.items() if file.is_file()}
        if "" not in found and "gzip" in found:
            found[""] = gzip.decompress(found["gzip"])
        return found


def _page_at(path: str) -> str | None:
    first, _, rest = path.partition("/")
    if not rest:
        return PAGES.get(first)
    return PAGES_WITH_ID.get(first) if "/" not in rest else None


def _not_set(missing: list[str]) -> Notice:
    contexts = {"liff_id": "liffId", "login_channel_id": "loginChannelId"}
    return Notice(
        503,
        "このページはまだ準備中です",
        "This page is not ready yet",
        "cdk deploy: -c " + " -c ".join(f"{contexts[name]}=…" for name in missing),
    )


def _colours(look: CardSettings | None) -> str:
    """CSS that overrides that of the pages' own files."""
    if look is None or look.accent is None:
        return ""
    return f"html:root{{--accent:{look.accent};--on-accent:{look.on_accent}}}"


def _sign(look: CardSettings | None) -> str:
    """The shop's picture and name, as HTML."""
    picture, name = (look.image_url, look.shop_name) if look else (None, None)
    parts = [f'<img src="{html.escape(picture)}" alt="" />'] if picture else []
    parts += [f"<p>{html.escape(name)}</p>"] if name else []
    return f'<div class="shop">{"".join(parts)}</div>' if parts else ""


def _page_headers(colours: str) -> dict[str, str]:
    digest = base64.b64encode(hashlib.sha256(colours.encode()).digest()).decode()
    return {
        "Content-Type": _TYPES[".html"],
        "Cache-Control": "no-cache",
        "Content-Security-Policy": _POLICY.format(colours=f" 'sha256-{digest}'" if colours else ""),
        **SECURE,
    }


def _reply(event: Event, status: int, content: dict[str, bytes], headers: dict[str, str]) -> Answer:
    """In the best encoding that the browser takes; without content if the browser has this very content."""
    accepted = {part.split(";")[0].strip() for part in (header_of(event, "accept-encoding") or "").lower().split(",")}
    encoding = next((name for name, _ in _ENCODINGS if name in accepted and name in content), "")
    tag = f'"{hashlib.sha256(content[""]).hexdigest()[:16]}"'
    headers = {**headers, "ETag": tag, "Vary": "Accept-Encoding"}
    if status == 200 and tag in (header_of(event, "if-none-match") or "").replace("W/", ""):
        return {"statusCode": 304, "headers": headers, "body": "", "isBase64Encoded": False}
    if encoding:
        headers["Content-Encoding"] = encoding
    body = b"" if method_of(event) == "HEAD" else content[encoding]
    return {"statusCode": status, "headers": headers, "body": base64.b64encode(body).decode(), "isBase64Encoded": True}
