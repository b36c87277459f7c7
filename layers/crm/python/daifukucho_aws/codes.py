"""QR codes and barcodes as small SVG: black on white whatever the page's colours, so that any reader reads them.

The page gives them their accessible name; within, they are one path.
"""

import io

import segno
from barcode.codabar import CODABAR
from barcode.codex import Code128
from barcode.ean import EuropeanArticleNumber13

from daifukucho.cards.settings import BarcodeKind
from daifukucho.kernel.card_numbers import is_ean13

_QR_BORDER = 4
"""Modules of white around a QR code (ISO/IEC 18004)."""
_QUIET = 11
"""Modules of white at both sides of a barcode: EAN-13 asks for 11 and 7, Code 128 for 10 (GS1 General Specifications),
Codabar for 10 (EN 798)."""
_HEIGHT = 40


def qr_svg(text: str) -> str:
    """A QR code of a text, error correction M."""
    out = io.BytesIO()
    segno.make_qr(text, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, svgclass=None, lineclass=None, omitsize=True, nl=False,
        border=_QR_BORDER, dark="#000", light="#fff",
    )  # fmt: skip
    return out.getvalue().decode()


def barcode_svg(kind: BarcodeKind, number: str) -> str | None:
    """The barcode of a number on a card; ``None`` if the shop shows none. What is no EAN-13 becomes Code 128 in its place."""
    match kind:
        case BarcodeKind.NONE:
            return None
        case BarcodeKind.CODABAR:
            [modules] = CODABAR(
                f"A{number}A", narrow=1, wide=3
            ).build()  # the letters are its start and its stop, which no reader tells
        case BarcodeKind.EAN13 if is_ean13(number):
            [modules] = EuropeanArticleNumber13(number).build()
        case BarcodeKind.EAN13 | BarcodeKind.CODE128:
            [modules] = Code128(number).build()
    return _bars(modules.replace("G", "1"))


def _bars(modules: str) -> str:
    width = len(modules) + 2 * _QUIET
    path = []
    at = 0
    while at < len(modules):
        end = at
        while end < len(modules) and modules[end] == modules[at]:
            end += 1
        if modules[at] == "1":
            path.append(f"M{at + _QUIET} 0h{end - at}v{_HEIGHT}h-{end - at}z")
        at = end
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_HEIGHT}">'
        f'<path fill="#fff" d="M0 0h{width}v{_HEIGHT}h-{width}z"/><path d="{"".join(path)}"/></svg>'
    )
