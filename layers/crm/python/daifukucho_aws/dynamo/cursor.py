"""Cursors: the last key of a page, as a string that says nothing to the reader."""

import base64
import binascii

from daifukucho.kernel.errors import Fault, Invalid


def encode(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def decode(cursor: str, first: str = "", last: str | None = None) -> str:
    """The key in a cursor.

    Raises Invalid for what ``encode`` has not made, and for a key that is not between ``first`` and ``last`` (both
    included): DynamoDB refuses to start outside of what a query asks for.
    """
    try:
        key = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        key = ""
    if not key or key < first or (last is not None and key > last):
        raise Invalid(
            "The cursor is not one of ours. Start again without it.",
            code="invalid_cursor",
            faults=[Fault("/cursor", "must be the cursor of a page")],
        )
    return key
