"""Addresses that may be told a secret."""

import httpx

_HERE = ("localhost", "127.0.0.1", "::1")


def is_here(url: str) -> bool:
    """Whether an address is on this computer."""
    return httpx.URL(url).host in _HERE


def checked(url: str) -> str:
    """An address without a slash at its end. Raises ValueError unless it is ``https``, or on this computer."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        raise ValueError("this is not a URL") from None
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise ValueError("the URL must begin with https://")
    if parsed.scheme == "http" and not is_here(url):
        raise ValueError("the URL must begin with https://: a secret is sent to it")
    return url.rstrip("/")
