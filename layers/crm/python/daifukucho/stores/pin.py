"""PINs are kept as scrypt hashes (RFC 7914), each with a salt of its own.

A PIN of a few digits can be guessed from its hash by whoever has the database; the hash only keeps it from being read.
Guessing at the till is prevented by counting the tries (``till.py``).
"""

import hashlib
import hmac

_N, _R, _P = 1 << 14, 8, 1
"""16 MB and about 50 ms for each try: OWASP's second choice, which fits a Lambda."""


def hashed(pin: str, salt: bytes) -> str:
    """The hash of a PIN, with everything that comparing needs."""
    return f"scrypt${_N}${_R}${_P}${salt.hex()}${_digest(pin, salt, _N, _R, _P).hex()}"


def is_pin(pin: str, kept: str) -> bool:
    """Whether a PIN is the one that was hashed; in constant time."""
    _, n, r, p, salt, digest = kept.split("$")
    return hmac.compare_digest(_digest(pin, bytes.fromhex(salt), int(n), int(r), int(p)), bytes.fromhex(digest))


def _digest(pin: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(pin.encode("utf-8", "replace"), salt=salt, n=n, r=r, p=p, dklen=32)
