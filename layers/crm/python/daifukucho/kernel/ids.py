"""Ids: made from entropy that the caller passes in, or derived from what they stand for."""

import hashlib
import re
import uuid
from collections.abc import Callable

Ids = Callable[[], str]
"""Returns a new ULID: 26 characters of Crockford base 32, sortable by time."""

_NAMESPACE = uuid.UUID("5d0b1a3e-64b4-5f0f-9d62-2f3f9c6f5a11")
USER_ID = re.compile(r"U[0-9a-f]{32}")
"""A user id, as the Messaging API reference describes it. Nothing else is a friend's id."""
_CROCKFORD = {c: i for i, c in enumerate("0123456789ABCDEFGHJKMNPQRSTVWXYZ")}


def derived_uuid(*parts: str | int) -> str:
    """The UUIDv5 of some parts: the same parts always give the same id."""
    return str(uuid.uuid5(_NAMESPACE, "/".join(map(str, parts))))


def ulid_time(ulid: str) -> int | None:
    """The milliseconds that a ULID carries in its first ten characters; ``None`` if it is not a ULID."""
    if len(ulid) != 26:
        return None
    value = 0
    for c in ulid.upper()[:10]:
        if c not in _CROCKFORD:
            return None
        value = value * 32 + _CROCKFORD[c]
    return value if value < 1 << 48 else None


def is_user_id(text: str) -> bool:
    """Whether a text is a user id, and nothing else."""
    return USER_ID.fullmatch(text) is not None


def fingerprint(text: str | bytes) -> str:
    """The SHA-256 of a text in hexadecimal digits."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()
