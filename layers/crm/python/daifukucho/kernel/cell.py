"""Cells of tables (CSV) that somebody opens in a spreadsheet."""

import re
import unicodedata
from itertools import takewhile

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_STARTS = ("=", "+", "-", "@", "\u2212")  # the last is the minus sign, which Japanese keyboards also give


def harmless(cell: str) -> str:
    """The cell, with an apostrophe before it if a spreadsheet could take it for a formula (CWE-1236).

    Formulas begin with ``=``, ``+``, ``-`` or ``@``, of whatever width (``＝``), also after spaces and other invisible
    characters; a tab or the end of a line begins another cell. A number stays a number.
    """
    if _NUMBER.fullmatch(cell):
        return cell
    unseen = "".join(takewhile(_is_unseen, cell))
    begins = unicodedata.normalize("NFKC", cell[len(unseen) : len(unseen) + 1])
    risky = begins in _STARTS or any(c in unseen for c in "\t\r\n")
    return f"'{cell}" if risky else cell


def _is_unseen(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in ("Cc", "Cf")
