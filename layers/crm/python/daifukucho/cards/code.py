"""One-time codes: what a card shows instead of its number, so that a picture of it is worth nothing a minute later.

A code is the member number and ten digits of an HMAC-SHA256 over the number and the 30-second step, truncated as RFC
4226 (5.3) does. All of it is digits, so a QR code stays small. The present step and the one before are good; a shop
takes each code once (see ``members.Members``).
"""

import hashlib
import hmac
from dataclasses import dataclass

from daifukucho.kernel.card_numbers import LENGTH, is_number
from daifukucho.kernel.time import SECOND

STEP = 30 * SECOND
DIGITS = 10


@dataclass(frozen=True, slots=True)
class Code:
    """A code, and the instant (UTC epoch milliseconds) from which on there is another one."""

    text: str
    until: int


@dataclass(frozen=True, slots=True)
class Step:
    """A code that was found to be good: the member number, and the step."""

    member_no: str
    step: int


def code_of(key: bytes, member_no: str, now: int) -> Code:
    """The code of a member at an instant."""
    step = now // STEP
    return Code(member_no + _digits(key, member_no, step), (step + 1) * STEP)


def read_code(key: bytes, text: str, now: int) -> Step | None:
    """What a code stands for; ``None`` if it is no code, or no longer good. Compared in constant time."""
    member_no, digits = text[:LENGTH], text[LENGTH:]
    if not is_number(member_no) or len(digits) != DIGITS or not digits.isascii():
        return None
    present = now // STEP
    found = None
    for step in (present, present - 1):
        if hmac.compare_digest(_digits(key, member_no, step), digits):
            found = Step(member_no, step)
    return found


def _digits(key: bytes, member_no: str, step: int) -> str:
    mac = hmac.new(key, f"{member_no}/{step}".encode(), hashlib.sha256).digest()
    offset = mac[-1] & 0x0F
    return f"{(int.from_bytes(mac[offset : offset + 8]) & (2**63 - 1)) % 10**DIGITS:0{DIGITS}d}"
