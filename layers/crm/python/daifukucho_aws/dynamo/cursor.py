"""Cursors: the last key of a page, as a string that says nothing to the reader."""

import base64
import binascii

from daifukucho.kernel.errors import Fault, Invalid


def encode(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def decode(cursor: str) -> str:
    """Raises Invalid for what ``encode`` has not made."""
    try:
        key = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        key = ""
    if not key:
        raise Invalid(
            "The cursor is not one of ours. Start again without it.",
            faults=[Fault("/cursor", "must be the cursor of a page")],
        )
    return key
