"""Why the book would not take an order of a table, in the words of the table: the true reason, once for each fault."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from daifukucho.kernel.errors import Fault
from daifukucho.kernel.rules import is_text
from daifukucho.kernel.words import Words
from daifukucho.orders.headings import column_name, of_column
from daifukucho.orders.order import MOST_LINES, NAME_LENGTH, TEXT_LENGTH
from daifukucho.orders.refusals import (
    CONTROL_CHARACTER,
    LINE_BREAK,
    NAME_FOR_ID_TOO_LONG,
    TEXT_TOO_LONG,
    TOO_MANY_LINES,
)
from daifukucho.orders.rows import Part

_TEXTS = {"store_id": TEXT_LENGTH, "product_id": TEXT_LENGTH, "name": NAME_LENGTH, "category": TEXT_LENGTH}
_OF_A_LINE = {"amount": "line_amount"}
"""Members of a line that are called otherwise in a table."""

Line = tuple[Part, Mapping[str, Any]]


def explained(
    faults: Sequence[Fault], given: Mapping[str, Any], first: Part, lines: Sequence[Line]
) -> Iterator[tuple[int, Words]]:
    """Each fault of an order once, with the number of the table's line that has it."""
    said = set()
    for fault in faults:
        number, why = _explained(fault, given, first, lines)
        if why and (number, why) not in said:
            said.add((number, why))
            yield number, why


def _explained(fault: Fault, given: Mapping[str, Any], first: Part, lines: Sequence[Line]) -> tuple[int, Words | None]:
    place = fault.pointer.split("/")[1:]
    if place == ["lines"]:
        return first.number, TOO_MANY_LINES.words(most=MOST_LINES)
    part, holder = lines[int(place[1])] if place[0] == "lines" else (first, given)
    member = place[-1]
    key = _OF_A_LINE.get(member, member) if holder is not given else member
    why = fault.message
    if key in _TEXTS:
        text, longest = holder[member], _TEXTS[key]
        why = _why_no_text(text, longest)
        if key == "product_id" and not part.told.get("product_id"):  # the name stands for it
            if not is_text(text, NAME_LENGTH):
                return part.number, None  # that is the name's fault
            key, why = "name", NAME_FOR_ID_TOO_LONG.words(longest=longest)
    return part.number, of_column(column_name(key), why)


def _why_no_text(text: str, longest: int) -> Words:
    if len(text) > longest:
        return TEXT_TOO_LONG.words(length=len(text), longest=longest)
    if any(mark in text for mark in "\t\n\v\f\r\x85\u2028\u2029"):
        return LINE_BREAK.words()
    return CONTROL_CHARACTER.words()
