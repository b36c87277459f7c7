"""A file as a table: its characters, what divides its cells, and where its headings are."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from daifukucho.kernel.words import Words
from daifukucho.orders.refusals import NOT_CSV, UNKNOWN_CHARACTERS

_DIVIDERS = (",", "\t", ";")
_MOST_ABOVE = 20
"""So many lines may be above the headings: a title, a period, an empty line."""


class Unreadable(Exception):
    """The file as a whole cannot be read."""

    def __init__(self, why: Words) -> None:
        super().__init__(why.en)
        self.why = why


Lines = Sequence[tuple[int, list[str]]]
"""The cells of each record, with the number of the line on which it begins."""


@dataclass(frozen=True, slots=True)
class Sheet:
    headings: Sequence[str]
    lines: Lines


def read_sheet(content: bytes, are_headings: Callable[[Sequence[str]], bool]) -> Sheet:
    """A table in UTF-8 (with a byte order mark or without), UTF-16 with one, or CP932, with commas, tabs or semicolons.

    The headings are the first line that can be: above them may be ``sep=,``, which Excel writes, and a title. If there is no
    such line, the first one is taken for them. Raises Unreadable.
    """
    text = _text(content)
    first, _, rest = text.partition("\n")
    named = first.rstrip("\r").strip('"')
    if len(named) == 5 and named.lower().startswith("sep="):
        return _below_headings(_lines(rest, named[4], 2), are_headings)
    faults, sheets = [], []
    for divider in [divider for divider in _DIVIDERS if divider in text] or [","]:
        try:
            sheets.append(_below_headings(_lines(text, divider, 1), are_headings))
        except Unreadable as fault:
            faults.append(fault)
        else:
            if are_headings(sheets[-1].headings):
                return sheets[-1]
    if faults:
        raise faults[0]
    return sheets[0]


def _below_headings(lines: Lines, are_headings: Callable[[Sequence[str]], bool]) -> Sheet:
    found = next((n for n, (_, cells) in enumerate(lines[: _MOST_ABOVE + 1]) if are_headings(cells)), 0)
    headings = lines[found][1] if lines else []
    return Sheet(headings, lines[found + 1 :])


def _text(content: bytes) -> str:
    for encoding in ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(UNKNOWN_CHARACTERS.words())


def _lines(text: str, divider: str, first: int) -> Lines:
    # Strict: of a quotation mark that is never closed csv would otherwise make one long cell out of all that follows.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=divider, strict=True)
    lines = []
    number = first
    try:
        for cells in reader:
            lines.append((number, cells))
            number = reader.line_num + first
    except csv.Error:
        raise Unreadable(NOT_CSV.words(number=number)) from None
    return lines
