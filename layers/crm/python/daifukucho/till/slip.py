"""A slip: the proof that a staff member has scanned a member card, good for ten minutes.

A slip names the staff member, the store, the friend and its own end, under an HMAC-SHA256; each act on a friend needs
one. So a staff member cannot act on a friend whose card this staff member has not read, whatever ids are known, nor go
on in one store with a slip of another. ``docs/adr/scan-slips.md`` says why nothing is stored.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass

from daifukucho.kernel.time import MINUTE, Clock
from daifukucho.staff.access import Staff
from daifukucho.till.refusals import SCAN_AGAIN

LIFE = 10 * MINUTE
_PURPOSE = b"daifukucho staff slip 2"
"""Derives the slips' own key from the cards' key, so that no code of a card is the seal of a slip, nor the other way
round."""


@dataclass(frozen=True, slots=True)
class Slip:
    """``text`` is good until before ``until`` (UTC epoch milliseconds)."""

    text: str
    until: int


class Slips:
    """Makes and reads slips. ``key`` gives the secret of the cards' codes. Neither reads nor writes anything else."""

    def __init__(self, key: Callable[[], bytes], clock: Clock) -> None:
        self._key = key
        self._clock = clock

    def make(self, staff: Staff, friend_id: str) -> Slip:
        """Raises Unavailable if there is no key."""
        until = self._clock() + LIFE
        content = json.dumps([*_owner(staff), friend_id, until], separators=(",", ":")).encode()
        return Slip(f"{_text(content)}.{_text(self._seal(content))}", until)

    def read(self, text: str, staff: Staff) -> str:
        """The id of the friend. Raises Denied (``scan_again``) for a slip that is not ours, is another staff member's,
        is of a store where the staff member no longer is, or has run out, and Unavailable if there is no key."""
        content, _, seal = text.partition(".")
        try:
            told = _bytes(content)
            if not hmac.compare_digest(self._seal(told), _bytes(seal)):
                raise SCAN_AGAIN()
        except (ValueError, binascii.Error):
            raise SCAN_AGAIN() from None
        *owner, friend_id, until = json.loads(told)
        if owner != _owner(staff) or until <= self._clock():
            raise SCAN_AGAIN()
        return str(friend_id)

    def _seal(self, content: bytes) -> bytes:
        own = hmac.digest(self._key(), _PURPOSE, hashlib.sha256)
        return hmac.digest(own, content, hashlib.sha256)


def _owner(staff: Staff) -> list[str]:
    return [staff.member.id, staff.store.id]


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
