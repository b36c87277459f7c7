"""Texts as people compare them."""

import unicodedata


def plain(text: str) -> str:
    """A text without what people do not mean to tell apart: full and half width (NFKC), and case."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
