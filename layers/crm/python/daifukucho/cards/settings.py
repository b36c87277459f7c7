"""How the shop's pages look, whose they are, and what a till reads of its card."""

from dataclasses import dataclass
from enum import StrEnum

from daifukucho.cards.refusals import INVALID_CARD, NOT_A_BASIC_ID, NOT_A_COLOUR
from daifukucho.kernel.resource import Settings
from daifukucho.kernel.rules import Address, Choice, OrNull, Pattern, Text
from daifukucho.kernel.shape import Label, Shape
from daifukucho.kernel.words import Words

TITLE_LENGTH = 40
URL_LENGTH = 1_000
NAME_LENGTH = 40
_EVEN = 0.179
"""The relative luminance (WCAG 2.2) on which black and white are equally easy to read."""


class CodeKind(StrEnum):
    """What the QR code holds: a code that changes every 30 seconds, or the member number."""

    ROTATING = "rotating"
    FIXED = "fixed"


class BarcodeKind(StrEnum):
    """The barcode of the friend's number beside the QR code, if any. Codabar is called NW-7 in Japan."""

    EAN13 = "ean13"
    CODE128 = "code128"
    CODABAR = "codabar"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class CardSettings:
    """``accent``: ``#rrggbb``, ``None``: the product's own. ``image_url``: https, ``None``: no picture. ``shop_name``: the
    shop's own, as its customers know it. ``basic_id``: the account's basic or premium ID in LINE, with its ``@``."""

    title: Words
    accent: str | None = None
    image_url: str | None = None
    code: CodeKind = CodeKind.ROTATING
    barcode: BarcodeKind = BarcodeKind.NONE
    shop_name: str | None = None
    basic_id: str | None = None

    @property
    def on_accent(self) -> str:
        """The colour of text on the accent: black or white, whichever is easier to read. Computed from the accent
        alone."""
        parts = [int((self.accent or "#000000")[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return "#000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > _EVEN else "#fff"

    def add_url(self, liff_id: str) -> str:
        """The address that adds the account as a friend. Without the account's ID: the card's address within LINE,
        which offers it."""
        if self.basic_id is None:
            return f"https://liff.line.me/{liff_id}"
        return f"https://line.me/R/ti/p/{self.basic_id.replace('@', '%40')}"

    @property
    def takes_number(self) -> bool:
        """Whether a till may read the number alone: the card shows it as a code."""
        return self.code is CodeKind.FIXED or self.barcode is not BarcodeKind.NONE


CARD: Settings[CardSettings] = Settings(
    kind="card",
    path="card",
    title="CardSettings",
    name=Words("会員証", "how the member card and the other pages look"),
    shape=Shape(
        {
            "title": Label(TITLE_LENGTH),
            "accent": OrNull(Pattern("#[0-9a-f]{6}", NOT_A_COLOUR)),
            "image_url": OrNull(Address(URL_LENGTH)),
            "code": Choice(
                CodeKind,
                Words(
                    "QRコードの内容（30秒ごとに変わり一度だけ読めるコード、または会員番号）です。",
                    "What the QR code holds: a code that changes every 30 seconds and is taken once, or the member number.",
                ),
            ),
            "barcode": Choice(
                BarcodeKind,
                Words(
                    "会員番号のバーコードです。`codabar` は NW-7 です。表示すると、番号だけでも受け付けます。EAN-13 でない "
                    "`card_no` は Code 128 で表示します。",
                    "The barcode of the friend's number beside it: `codabar` is NW-7. With a barcode, a till may "
                    "read the number "
                    "alone. A `card_no` that is no EAN-13 is shown as Code 128 in its place.",
                ),
            ),
        },
        {
            "shop_name": Text(
                NAME_LENGTH,
                says=Words(
                    "ページに最初から表示するお店の名前です。",
                    "The shop's name, which the pages show from the first moment.",
                ),
            ),
            "basic_id": Pattern(
                "@[a-z0-9._-]{3,30}",
                NOT_A_BASIC_ID,
                Words(
                    "LINE公式アカウントのベーシックIDかプレミアムID（@付き）です。友だちでない方をここへ案内します。",
                    "The account's basic or premium ID in LINE, with its `@`: the pages lead people there who are no "
                    "friends yet.",
                ),
            ),
        },
        make=CardSettings,
    ),
    default={
        "title": {"ja": "会員証", "en": "Member card"},
        "accent": None,
        "image_url": None,
        "code": "rotating",
        "barcode": "none",
        "shop_name": None,
        "basic_id": None,
    },
    invalid=INVALID_CARD,
)
