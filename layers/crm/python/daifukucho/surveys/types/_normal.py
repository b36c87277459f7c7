"""What people type in many ways and the shop keeps in one: digits, postal codes, telephone numbers (Japan)."""

import re
import unicodedata

_LOST = re.compile(r"[\s\-‐‑‒–—―−ーｰ－()〒.]")
"""What people put between digits: spaces, every kind of dash (the long vowel mark included), brackets."""
_MOBILE = ("050", "060", "070", "080", "090", "0800")
"""Prefixes of numbers with 11 digits (Telecommunications Numbering Plan of Japan); all others have 10."""


def digits(given: str) -> str:
    """The text in half width without what people put between digits."""
    return _LOST.sub("", unicodedata.normalize("NFKC", given))


def postal_code(given: str) -> str | None:
    """Seven digits, zeros kept; ``None`` if it is no postal code."""
    found = digits(given)
    return found if re.fullmatch(r"[0-9]{7}", found) else None


def phone(given: str) -> str | None:
    """E.164; ``None`` if it is no telephone number. A zero that a spreadsheet has eaten is not guessed back."""
    found = unicodedata.normalize("NFKC", given).strip()
    if found.startswith("+"):
        found = "+" + digits(found[1:].replace("(0)", "", 1))
        if not found.startswith("+81"):
            return found if re.fullmatch(r"\+[1-9][0-9]{6,14}", found) else None
        found = "0" + found.removeprefix("+81")
    found = digits(found)
    length = 11 if found.startswith(_MOBILE) else 10
    return f"+81{found[1:]}" if re.fullmatch(r"0[1-9][0-9]+", found) and len(found) == length else None
