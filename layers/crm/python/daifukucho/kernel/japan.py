"""What people in Japan type in many ways and the shop keeps in one form: digits, postal codes, telephone numbers, kana,
kanji."""

import re
import unicodedata
from functools import cache
from itertools import pairwise

from daifukucho.kernel.text import plain, seen
from daifukucho.kernel.variants import STANDARD, VARIANTS

_LOST = re.compile(r"[\s\-‐‑‒–—―−ーｰ－()〒.]")
"""What people put between digits: spaces, every kind of dash (the long vowel mark included), brackets."""
_POSTAL_CODE = re.compile(r"〒? *([0-9]{3})(?: ?[\-‐‑‒–—―−ーｰ] ?| )?([0-9]{4})")
_MOBILE = ("050", "060", "070", "080", "090", "0800")
"""Prefixes of numbers with 11 digits (Telecommunications Numbering Plan of Japan); all others have 10."""

_ABROAD = re.compile(r"^00(?=81)")
"""The country code of Japan for calls from abroad. No number within Japan begins like this."""

_TO_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_VOICED = re.compile(r" *([\u3099\u309a])")
"""A voiced mark that follows its kana; one that stands alone becomes a space and a mark by NFKC."""
_SPACES = re.compile(r"\s+")
_KANA = re.compile(r"[\u30a1-\u30fa\u30fc-\u30fe・ ]+")


def digits(given: str) -> str:
    """The text in half width without what people put between digits, and without invisible characters."""
    return _LOST.sub("", unicodedata.normalize("NFKC", seen(given)))


def postal_code(given: str) -> str | None:
    """Seven digits, zeros kept; ``None`` if it is no postal code. After the third digit there may be a hyphen or a
    space, and nowhere else: ``600001.0``, which a spreadsheet made of 060-0001, is none."""
    found = _POSTAL_CODE.fullmatch(unicodedata.normalize("NFKC", given).strip())
    return found[1] + found[2] if found else None


def phone(given: str) -> str | None:
    """E.164; ``None`` if it is no telephone number. A zero that a spreadsheet has dropped is not guessed."""
    found = digits(given)
    if found.startswith(("+", "0081")):
        found = _ABROAD.sub("+", digits(unicodedata.normalize("NFKC", given).replace("(0)", "", 1)))
    if found.startswith("+") and not found.startswith("+81"):
        return found if re.fullmatch(r"\+[1-9][0-9]{6,14}", found) else None
    if found.startswith("+81"):
        found = "0" + found.removeprefix("+81").removeprefix("0")
    length = 11 if found.startswith(_MOBILE) else 10
    return f"+81{found[1:]}" if re.fullmatch(r"0[1-9][0-9]+", found) and len(found) == length else None


def phone_written(number: str) -> str:
    """A number in E.164 as people in Japan write it: ``090-1234-5678``. Where an area code ends, only the whole
    numbering plan says; outside of Tokyo and Osaka, the part that is not known is left together: ``0751234567``. A
    number of another country stays as it is."""
    if not number.startswith("+81"):
        return number
    national = "0" + number.removeprefix("+81")
    parts = (2, 6) if national.startswith(("03", "06")) else (3, 7) if len(national) == 11 else ()
    if national.startswith(("0120", "0570", "0800")):
        parts = (4, 7)
    ends = (0, *parts, len(national))
    return "-".join(national[start:end] for start, end in pairwise(ends))


def lacks_zero(given: str) -> bool:
    """Whether the text would be a telephone number with a 0 before it: a spreadsheet that took it for a figure has
    dropped the 0."""
    found = digits(given)
    return bool(re.fullmatch(r"[1-9][0-9]*", found)) and phone(given) is None and phone(f"0{found}") is not None


def katakana(given: str) -> str:
    """A text with its kana in the one form by which kana are compared: full width, katakana, voiced marks composed."""
    folded = unicodedata.normalize("NFKC", seen(given)).translate(_TO_KATAKANA)
    return unicodedata.normalize("NFC", _VOICED.sub(lambda mark: mark[1], folded))


@cache
def _standard() -> dict[int, int]:
    return str.maketrans(VARIANTS + "〜", STANDARD + "~")


def searchable(given: str) -> str:
    """The form in which names and searched words are compared: ``plain``, in katakana, with one kanji for all of
    its variants (髙, 高), without spaces. Empty if there is nothing to see. About 20 µs for a name."""
    return unicodedata.normalize("NFC", _SPACES.sub("", katakana(plain(given)))).translate(_standard())


def is_kana(given: str) -> bool:
    """Whether a text is kana alone, of either kind and width, with spaces and middle dots."""
    return bool(_KANA.fullmatch(katakana(given)))
