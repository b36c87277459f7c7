"""How the shop's pages look, whose they are, and what of its card a till reads."""

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
NAME_LENGTH = 40
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_BASIC_ID = re.compile(r"@[a-z0-9._-]{3,30}")
_EVEN = 0.179
"""The relative luminance (WCAG 2.2) on which black and white are equally easy to read."""


class CodeKind(StrEnum):
    """What the QR code holds: a code that changes every 30 seconds, or the member number."""

    ROTATING = "rotating"
    FIXED = "fixed"


class BarcodeKind(StrEnum):
    """The barcode of the friend's number beside it, if any. Codabar is called NW-7 in Japan."""

    EAN13 = "ean13"
    CODE128 = "code128"
    CODABAR = "codabar"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class CardSettings:
    """``accent``: ``#rrggbb``, ``None``: the product's own. ``picture_url``: https, ``None``: no picture. ``shop_name``: the
    shop's own, as its customers know it. ``basic_id``: the account's basic or premium ID in LINE, with its ``@``."""

    title: Words
    accent: str | None = None
    picture_url: str | None = None
    code: CodeKind = CodeKind.ROTATING
    barcode: BarcodeKind = BarcodeKind.NONE
    shop_name: str | None = None
    basic_id: str | None = None

    @property
    def on_accent(self) -> str:
        """What is written on the accent: black or white, whichever is easier to read. Of an accent alone."""
        parts = [int((self.accent or "#000000")[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return "#000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > _EVEN else "#fff"

    def add_url(self, liff_id: str) -> str:
        """The address that adds the account as a friend. Without its ID: that of the card within LINE, which offers it."""
        if self.basic_id is None:
            return f"https://liff.line.me/{liff_id}"
        return f"https://line.me/R/ti/p/{self.basic_id.replace('@', '%40')}"

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
    "shop_name": None,
    "basic_id": None,
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
    shop_name = reader.text("shop_name", NAME_LENGTH, needed=False) or None
    basic_id = reader.read(
        "basic_id", _is_basic_id, None, "Write the account's basic or premium ID, such as @123abcde."
    )
    reader.done()
    if faults or title is None:
        raise Invalid("The card cannot be saved like this.", code="invalid_card", faults=faults)
    return CardSettings(title, accent, picture, CodeKind(code), BarcodeKind(barcode), shop_name, basic_id)


def _is_basic_id(given: object) -> bool:
    return isinstance(given, str) and bool(_BASIC_ID.fullmatch(given))


def _is_colour(given: object) -> bool:
    return isinstance(given, str) and bool(_COLOUR.fullmatch(given))
