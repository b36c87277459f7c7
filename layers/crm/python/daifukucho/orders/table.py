"""Orders in a table, as tills and shops online write it (CSV): one line for each line of an order, or one for each order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from daifukucho.kernel.errors import Invalid
from daifukucho.kernel.text import plain
from daifukucho.kernel.time import to_iso
from daifukucho.kernel.words import Words
from daifukucho.orders.adding import Added, Kind, settled
from daifukucho.orders.explaining import explained
from daifukucho.orders.headings import COLUMNS, OF_LINES, are_headings, column_name, meaning_of
from daifukucho.orders.order import define_order
from daifukucho.orders.refusals import (
    DIFFERENT_VALUES,
    NEGATIVE,
    NEGATIVE_OF,
    NO_FRIEND,
    NO_LINE_AMOUNT,
    NO_ORDER_NUMBER,
    NO_ORDER_TIME,
    NOT_A_SALE,
    OTHER_CURRENCY,
    PART_REFUNDED,
    UNKNOWN_STATE,
    WITH_ANOTHER_LINE,
)
from daifukucho.orders.rows import Bad, Columns, Part, bad_cell, instant, yen
from daifukucho.orders.sheet import Lines, Unreadable, read_sheet
from daifukucho.orders.states import Told, state_of

__all__ = ["BadLine", "OrderTable", "Row", "Told", "Unreadable", "read_table", "refused"]

_OPTION = "商品オプション"
"""BASE writes what was chosen with a product on a row of its own below it."""


@dataclass(frozen=True, slots=True)
class Row:
    """An order of the table. ``numbers``: the lines that it is on. Its friend is told by either of the two.

    ``given``: as the API takes it, but for ``updated_at``, which is there only if the table says it.
    """

    numbers: tuple[int, ...]
    order_id: str
    friend_id: str | None
    member_no: str | None
    given: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is not taken, and so its whole order: why, and what to change."""

    number: int
    why: Words


def refused(row: Row, why: Words) -> list[BadLine]:
    """The lines of an order that the book does not take."""
    return [BadLine(row.numbers[0], why), *_with_others(row.numbers, row.numbers[0])]


@dataclass(frozen=True, slots=True)
class OrderTable:
    """``program``: who wrote it, if its headings are those of a program that we know. ``unknown``: headings that say nothing
    to us; their columns are left out. ``states``: names of states of which nobody knows what they mean, each once."""

    rows: Sequence[Row]
    bad: Sequence[BadLine]
    unknown: Sequence[str]
    program: str | None = None
    states: Sequence[str] = ()


_NO_STATES: Mapping[str, Told] = {}


def read_table(content: bytes, now: int, states: Mapping[str, Told] = _NO_STATES) -> OrderTable:
    """Read a table in UTF-8 (with a byte order mark or without), UTF-16 with one, or CP932, with commas, tabs or semicolons.

    Lines of one order have its id, wherever they stand; what holds for the order may be on the first of them alone. An order
    whose figures do not add up is refused. ``states``: what the shop's own names of states mean. Raises Unreadable.
    """
    sheet = read_sheet(content, are_headings)
    meaning = meaning_of(sheet.headings)
    bad: list[BadLine] = []
    orders = _parts(Columns(meaning), sheet.lines, bad)
    wrong = {line.number for line in bad}
    whole = {
        order_id: [part for _, part in parts if part]
        for order_id, parts in orders.items()
        if not any(number in wrong for number, _ in parts)
    }
    sums = settled({order_id: [part.row for part in parts] for order_id, parts in whole.items()}, meaning)
    rows = []
    unknown_states: dict[str, None] = {}
    for order_id, parts in orders.items():
        numbers = tuple(number for number, _ in parts)
        try:
            if order_id in whole:
                rows.append(_order(order_id, whole[order_id], sums[order_id], now, states))
                continue
        except _Unknown as fault:
            unknown_states[fault.state] = None
            bad.append(BadLine(numbers[0], fault.why))
        except Bad as fault:
            bad.append(BadLine(numbers[0], fault.why))
        except _Refused as fault:
            bad += fault.lines
        wrong = {line.number for line in bad}
        bad += _with_others([n for n in numbers if n not in wrong], next(n for n in numbers if n in wrong))
    bad.sort(key=lambda line: line.number)
    return OrderTable(rows, bad, meaning.unknown, meaning.program, tuple(unknown_states))


class _Unknown(Bad):
    def __init__(self, state: str) -> None:
        super().__init__(UNKNOWN_STATE.words(state=state))
        self.state = state


class _Refused(Exception):
    def __init__(self, lines: Sequence[BadLine]) -> None:
        super().__init__()
        self.lines = lines


def _parts(columns: Columns, lines: Lines, bad: list[BadLine]) -> dict[str, list[tuple[int, Part | None]]]:
    """The rows of each order, with their lines' numbers; ``None`` for one that cannot be read, which is noted in ``bad``."""
    check_width = columns.check_width(lines)
    orders: dict[str, list[tuple[int, Part | None]]] = {}
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        told = columns.texts(cells)
        part = None
        try:
            check_width(cells)
            if not told.get("order_id"):
                raise Bad(NO_ORDER_NUMBER.words())
            part = columns.part(number, cells, told)
        except Bad as fault:
            bad.append(BadLine(number, fault.why))
        # Whose number is missing is an order of its own: nothing says that it is another's.
        orders.setdefault(told.get("order_id") or f"\n{number}", []).append((number, part))
    return orders


def _order(order_id: str, parts: Sequence[Part], added: Added | Words, now: int, states: Mapping[str, Told]) -> Row:
    """An order of its rows. Raises Bad or _Refused."""
    whole = {key: _same(key, parts) for key in COLUMNS if key not in OF_LINES}
    more = {key: _same(key, parts) for key in ("deal", "cancelled")}
    if not whole["at"]:
        raise Bad(NO_ORDER_TIME.words())
    given: dict[str, Any] = {"at": instant("at", whole["at"]), "store_id": whole["store_id"] or None}
    if whole["updated_at"]:
        given["updated_at"] = instant("updated_at", whole["updated_at"])
    _check_deal(more["deal"], whole["currency"])
    state = Told.CANCELLED if plain(more["cancelled"]) not in ("", "0", "通常") else _state(whole["state"], states)
    if not whole["friend_id"] and not whole["member_no"]:
        raise Bad(NO_FRIEND.words())
    fault = added if isinstance(added, Words) else None
    sums = added if isinstance(added, Added) else Added(0, [0] * len(parts), [part.row.kind for part in parts], True)
    if sums.amount < 0:
        raise _negative(sums.amount, whole["refund_of"])
    refunded = yen("refunded", whole["refunded"])
    lines = _lines(parts, sums)
    given |= {
        "amount": sums.amount,
        "refunded": _refunded(state, sums.amount, refunded) if fault is None else 0,
        "state": "cancelled" if state is Told.CANCELLED else "placed",
        "lines": [line for _, line in lines],
    }
    try:
        define_order(order_id, {"updated_at": to_iso(now), **given}, now)
    except Invalid as error:
        told = [(part, line) for part, line in lines]
        raise _Refused([BadLine(*one) for one in explained(error.faults, given, parts[0], told)]) from None
    if fault:
        raise Bad(fault)
    numbers = tuple(part.number for part in parts)
    return Row(numbers, order_id, whole["friend_id"] or None, whole["member_no"] or None, given)


def _same(key: str, parts: Sequence[Part]) -> str:
    """What holds for all lines of an order. Raises Bad."""
    found = list(dict.fromkeys(part.told[key] for part in parts if part.told.get(key)))
    if len(found) > 1:
        numbers = ", ".join(str(part.number) for part in parts)
        raise Bad(DIFFERENT_VALUES.words(numbers=numbers, column=column_name(key)))
    return found[0] if found else ""


def _check_deal(deal: str, currency: str) -> None:
    if deal and plain(deal) not in ("1", "通常"):
        raise Bad(NOT_A_SALE.words(deal=deal))
    if currency and plain(currency) not in ("jpy", "円", "日本円"):
        raise bad_cell(column_name("currency"), OTHER_CURRENCY.words(currency=currency))


def _state(name: str, states: Mapping[str, Told]) -> Told:
    found = state_of(name, states)
    if found is None:
        raise _Unknown(name)
    return found


def _negative(amount: int, of: str) -> Bad:
    told = NEGATIVE_OF.words(amount=amount, back=-amount, of=of) if of else NEGATIVE.words(amount=amount, back=-amount)
    return Bad(told)


def _refunded(state: Told, amount: int, refunded: int | None) -> int:
    if refunded is None and state is Told.PART_REFUNDED:
        raise Bad(PART_REFUNDED.words())
    if state is Told.REFUNDED and not refunded:
        return amount
    return refunded or 0


def _lines(parts: Sequence[Part], sums: Added) -> list[tuple[Part, dict[str, Any]]]:
    """The goods of an order, each with its row. Raises Bad."""
    lines: list[tuple[Part, dict[str, Any]]] = []
    for part, amount, kind in zip(parts, sums.lines, sums.kinds, strict=True):
        if amount is None and kind is not Kind.NOTHING:
            raise _Refused([BadLine(part.number, NO_LINE_AMOUNT.words())])
        if amount is None or kind is not Kind.GOODS:
            continue
        if lines and part.product.startswith(_OPTION) and not part.told.get("product_id"):
            lines[-1][1]["amount"] += amount
            continue
        pieces = part.row.quantity
        cost, unit_cost = (yen(key, part.told.get(key, "")) for key in ("cost", "unit_cost"))
        line = {
            "product_id": part.product,
            "name": part.told.get("name") or part.product,
            "category": part.told.get("category"),
            "quantity": pieces,
            "amount": amount,
            "cost": cost if cost is not None else None if unit_cost is None else pieces * unit_cost,
        }
        lines.append((part, line))
    return lines


def _with_others(numbers: Sequence[int], first: int) -> list[BadLine]:
    """The lines of an order that are not taken because of its ``first`` bad one."""
    why = WITH_ANOTHER_LINE.words(first=first)
    return [BadLine(number, why) for number in numbers if number != first]
