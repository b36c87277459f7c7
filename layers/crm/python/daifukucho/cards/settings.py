"""How the shop's card looks, and what of it a till reads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from daifukucho.kernel.errors import Fault, Invalid
from daifukucho.kernel.reading import Reader
from daifukucho.kernel.words import Words

KIND = "card"
TITLE_LENGTH = 40
URL_LENGTH = 1_000
_COLOUR = re.compile(r"#[0-9a-f]{6}")


class CodeKind(StrEnum):
    """What the QR code holds: a code that changes every 30 seconds, or the member number."""

    ROTATING = "rotating"
    FIXED = "fixed"


class BarcodeKind(StrEnum):
    """The barcode of the member number beside it, if any."""

    EAN13 = "ean13"
    CODE128 = "code128"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class CardSettings:
    """``accent``: ``#rrggbb``, ``None``: the product's own. ``picture_url``: https, ``None``: no picture."""

    title: Words
    accent: str | None = None
    picture_url: str | None = None
    code: CodeKind = CodeKind.ROTATING
    barcode: BarcodeKind = BarcodeKind.NONE

    @property
    def takes_number(self) -> bool:
        """Whether a till may be shown the number alone: the card shows it as a code."""
        return self.code is CodeKind.FIXED or self.barcode is not BarcodeKind.NONE


DEFAULT: Mapping[str, Any] = {
    "title": {"ja": "会員証", "en": "Member card"},
    "accent": None,
    "picture_url": None,
    "code": "rotating",
    "barcode": "none",
}


def define_card(given: object) -> CardSettings:
    """Check what a person sent. Raises Invalid (``invalid_card``) with every fault found, each with its place."""
    faults: list[Fault] = []
    reader = Reader(given, "", faults, "The card")
    title = reader.words("title", TITLE_LENGTH, needed=True)
    accent = reader.read("accent", _is_colour, None, "Write a colour as #rrggbb, in small letters, such as #1f3a5f.")
    picture = reader.address("picture_url", URL_LENGTH)
    code = reader.choice("code", tuple(CodeKind), CodeKind.ROTATING, needed=True)
    barcode = reader.choice("barcode", tuple(BarcodeKind), BarcodeKind.NONE, needed=True)
    reader.done()
    if faults or title is None:
        raise Invalid("The card cannot be saved like this.", code="invalid_card", faults=faults)
    return CardSettings(title, accent, picture, CodeKind(code), BarcodeKind(barcode))


def _is_colour(given: object) -> bool:
    return isinstance(given, str) and bool(_COLOUR.fullmatch(given))
