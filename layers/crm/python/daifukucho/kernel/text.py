"""Texts as people see and compare them.

Invisible characters: spaces of every kind, controls, and what Unicode calls default ignorable (zero width characters,
bidi controls, variation selectors, tags, Hangul fillers), and a few that are drawn as nothing (U+2800, the empty
Braille pattern).
"""

import re
import unicodedata
from functools import lru_cache

_IGNORABLE = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""``Default_Ignorable_Code_Point`` of the Unicode Character Database."""
_UNSEEN = _IGNORABLE + "\x00-\x08\x0e-\x1f\x7f-\x9f\u2800\ufff9-\ufffb\U00016fe4\U0001d159"
_UNSEEN_ONLY = re.compile(rf"[\s{_UNSEEN}]*")
_EMOJI = "\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u27bf\u2934\u2935\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_EMOJI_PART = "[\ufe0f\U0001f3fb-\U0001f3ff]?[\U000e0020-\U000e007f]*"
_EMOJI_OR_UNSEEN = re.compile(
    rf"([{_EMOJI}]{_EMOJI_PART}(?:\u200d[{_EMOJI}]{_EMOJI_PART})*|[0-9#*]\ufe0f\u20e3)|[{_UNSEEN}]+"
)
"""An emoji with the invisible characters that belong to it (it would change without them); or a character to leave
out."""
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_WAVES = str.maketrans("～∼∿〰", "〜〜〜〜")
_SPACES = re.compile(r"\s+")


def is_blank(text: str) -> bool:
    """Whether there is nothing in a text that anybody could see."""
    return _UNSEEN_ONLY.fullmatch(text) is not None


def seen(text: str) -> str:
    """A text without invisible characters; spaces stay, and emoji stay what they are."""
    return text if text.isprintable() and text.isascii() else _EMOJI_OR_UNSEEN.sub(lambda found: found[1] or "", text)


def without_bidi(text: str) -> str:
    """A text that cannot turn the direction of what stands beside it."""
    return _BIDI.sub("", text)


@lru_cache(10_000)
def one_form(text: str) -> str:
    """The form in which names are compared (of tags, products, categories, stores): names that look the same are the
    same.

    Composed (NFC), without invisible characters, with one kind of 〜 and of space. Width and case make a difference.
    Applying it twice changes nothing more.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    return unicodedata.normalize("NFC", seen(_SPACES.sub(" ", text.translate(_WAVES))).strip())


def plain(text: str) -> str:
    """A text without differences that people do not mean: full and half width (NFKC), case, and invisible
    characters."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen(text)).casefold()).strip()
