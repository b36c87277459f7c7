"""Cursors: the last key of a page, as a string that says nothing to the reader."""

import base64
import binascii
import hashlib
import json

from daifukucho.kernel.errors import DaifukuchoError
from daifukucho_aws.refusals import INVALID_CURSOR, OTHER_CURSOR

_MARK = 6
"""Bytes that tell one question from another: enough against mistakes; a cursor guards nothing secret."""


def question(name: str, **filters: object) -> str:
    """The words of a list and of what narrows and sorts it, for ``encode`` and ``decode``."""
    return json.dumps([name, {key: value for key, value in filters.items() if value is not None}], sort_keys=True)


def encode(key: str, of: str = "") -> str:
    """``of``: the question whose answer the page is a part of; the cursor goes on with that one alone."""
    return base64.urlsafe_b64encode(_mark(of) + key.encode()).decode().rstrip("=")


def decode(cursor: str, first: str = "", last: str | None = None, *, of: str = "") -> str:
    """The key in a cursor.

    Raises Invalid for what ``encode`` has not made, or has made for another question, and for a key that is not
    between ``first`` and ``last`` (both included): DynamoDB refuses to start outside of what a query asks for.
    """
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        key = raw[_MARK:].decode() if raw[:_MARK] == _mark(of) else ""
    except (binascii.Error, ValueError):
        key = ""
    if not key or key < first or (last is not None and key > last):
        raise refusal()
    return key


def refusal() -> DaifukuchoError:
    """What is raised for a cursor that cannot be used."""
    return INVALID_CURSOR(OTHER_CURSOR.at("/cursor"))


def _mark(of: str) -> bytes:
    return hashlib.sha256(of.encode()).digest()[:_MARK]
