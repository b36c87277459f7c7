"""Whether the figures of an order add up, and what its columns mean if their headings alone do not say."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from daifukucho.kernel.errors import Wrong
from daifukucho.kernel.words import Words
from daifukucho.orders.headings import IGNORED, RATES, TAKEN_OFF, Meaning, Reading, column_name
from daifukucho.orders.refusals import (
    DIFFERENT_AMOUNTS,
    EITHER_SUM,
    NO_TOTAL,
    ON_LINES_AND_IN_COLUMN,
    OTHER_AMOUNT,
    OTHER_LINE_AMOUNT,
    OTHER_SUBTOTAL,
    OTHER_TOTAL,
)


class Kind(StrEnum):
    """What a row of an order is. Only goods are among its lines; the others are part of what the friend paid."""

    GOODS = "goods"
    RETURNED = "returned"
    POSTAGE = "postage"
    FEE = "fee"
    DISCOUNT = "discount"
    TAX = "tax"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of a row by their columns: yen, of ``税率`` percent. ``quantity`` is negative of what came back."""

    kind: Kind
    quantity: int
    figures: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Added:
    """``amount``: what the friend paid. ``lines``: what each row cost, ``None`` if that is not told. ``as_priced``:
    prices and quantities make the lines, as far as they are told."""

    amount: int
    lines: Sequence[int | None]
    kinds: Sequence[Kind]
    as_priced: bool

    @property
    def unknown(self) -> int:
        """How many rows have no amount."""
        return sum(line is None and kind is not Kind.NOTHING for line, kind in zip(self.lines, self.kinds, strict=True))


class Unfit(Exception):
    """The figures do not add up, read like this. ``far``: how far they are from it; of several readings the nearest is told."""

    def __init__(self, why: Words, far: tuple[int, int] = (2, 0)) -> None:
        super().__init__(why.en)
        self.why = why
        self.far = far


Places = Mapping[str, Sequence[int]]
"""Where a reading finds each of its meanings."""


def settled(orders: Mapping[str, Sequence[Row]], meaning: Meaning) -> dict[str, Added | Words]:
    """What each order comes to, or why nobody can tell.

    A heading has one meaning in a file: what one order's figures are against, it does not mean in the others either. Where
    several meanings are left that come to different sums, the order is refused with both.
    """
    ways = [_places(reading) for reading in meaning.readings]
    outcomes = {order: [_tried(rows, places) for places in ways] for order, rows in orders.items()}
    fits = {order: {n for n, one in enumerate(tried) if isinstance(one, Added)} for order, tried in outcomes.items()}
    common = set.intersection(set(range(len(ways))), *(found for found in fits.values() if found))
    left = common or set(range(len(ways)))
    return {order: _chosen(tried, left, meaning) for order, tried in outcomes.items()}


def _places(reading: Reading) -> Places:
    return {key: [column for column, meant in enumerate(reading) if meant == key] for key in set(reading) - {IGNORED}}


def _tried(rows: Sequence[Row], places: Places) -> Added | Unfit:
    try:
        return added(rows, places)
    except Unfit as unfit:
        return unfit


def _chosen(tried: Sequence[Added | Unfit], left: set[int], meaning: Meaning) -> Added | Words:
    fitting = [(n, one) for n, one in enumerate(tried) if n in left and isinstance(one, Added)]
    if not fitting:
        unfit = [one for n, one in enumerate(tried) if n in left and isinstance(one, Unfit)]
        return min(unfit, key=lambda one: one.far).why
    first, found = fitting[0]
    other = next(((n, one) for n, one in fitting if one.amount != found.amount), None)
    if other is None:  # where a reading does not know what the lines cost, the others do not know it for certain
        return max((one for _, one in fitting), key=lambda one: (one.as_priced, one.unknown))
    return _either(meaning, (first, found.amount), (other[0], other[1].amount))


def _either(meaning: Meaning, one: tuple[int, int], other: tuple[int, int]) -> Words:
    first, second = meaning.readings[one[0]], meaning.readings[other[0]]
    column = next(c for c, (a, b) in enumerate(zip(first, second, strict=True)) if a != b)
    return EITHER_SUM.words(
        heading=meaning.headings[column],
        first=_meant(first[column]),
        one=one[1],
        second=_meant(second[column]),
        other=other[1],
    )


def _meant(key: str) -> Words:
    """What a heading may be, within a sentence."""
    name = column_name(key)
    return _MEANS.get(key) or Words(f"「{name.ja}」", name.en)


_MEANS = {
    IGNORED: Words("金額に含まれているもの（列を削除）", "in the other amounts already (then remove it)"),
    TAKEN_OFF: Words("明細金額から引かれているもの（列を削除）", "taken off the lines already (then remove it)"),
}


def added(rows: Sequence[Row], places: Places) -> Added:
    """What the rows of an order come to by a reading. Raises Unfit if they do not add up, with both figures."""
    values = [_value(row, places) for row in rows]
    kinds = [_kind(row, value) for row, value in zip(rows, values, strict=True)]
    total, subtotal = once(rows, places, "amount"), once(rows, places, "subtotal")
    other_price = _other_price(rows, places)
    if other_price and total is None and subtotal is None:
        raise other_price
    on_rows = Counter(dict.fromkeys(Kind, 0))
    for kind, value in zip(kinds, values, strict=True):
        on_rows[kind] += abs(value or 0)

    def part(kind: Kind) -> int:
        return _in_all(on_rows[kind], once(rows, places, str(kind)) or 0, confirmed=total is not None, kind=kind)

    returned = on_rows[Kind.RETURNED]
    off = part(Kind.DISCOUNT) + returned
    beside = part(Kind.POSTAGE) + part(Kind.FEE) + part(Kind.TAX) + (once(rows, places, "adjustment") or 0) - off
    goods = [value for value, kind in zip(values, kinds, strict=True) if kind is Kind.GOODS]
    base = None if None in goods or set(kinds) == {Kind.NOTHING} else on_rows[Kind.GOODS]
    if base is None:
        base = subtotal if subtotal is not None else None if total is None else total - beside
    if base is None:
        raise Unfit(NO_TOTAL.words())
    _compare(subtotal, (base, base - returned, base - off), OTHER_SUBTOTAL, 1)
    _compare(total, (base + beside,), OTHER_AMOUNT, 1 if subtotal is None else 0)
    _compare(once(rows, places, "total"), (base + beside, base + beside + off), OTHER_TOTAL, 0)
    if len(goods) == 1:
        values[kinds.index(Kind.GOODS)] = base
    return Added(base + beside, values, kinds, as_priced=other_price is None)


def _compare(told: int | None, sums: Sequence[int], wrong: Wrong, far: int) -> None:
    """Raises Unfit if a figure of the order is none of the sums that it can be; ``wrong`` says so."""
    if told is None or told in sums:
        return
    found = sums[0]
    raise Unfit(wrong.words(found=found, told=told), (far, abs(found - told)))


def once(rows: Sequence[Row], places: Places, key: str) -> int | None:
    """A figure of the whole order, of its rows: the same on each of them, or on one alone; ``None``: it is not told.

    Of several columns (``SUMMED``) each counts. Raises Unfit if rows differ.
    """
    found = None
    for column in places.get(key, ()):
        told = list(dict.fromkeys(row.figures[column] for row in rows if column in row.figures))
        if len(told) > 1 and sum(bool(row.figures.get(column)) for row in rows) > 1:
            raise Unfit(DIFFERENT_AMOUNTS.words(column=column_name(key), one=told[0], other=told[1]))
        if told:
            one = max(told, key=abs)
            found = (found or 0) + (abs(one) if key == "discount" else one)
    return found


def _in_all(on_rows: int, in_column: int, *, confirmed: bool, kind: Kind) -> int:
    """What is told on rows of its own, in a column, or in both: then once if it is the same, and the total has to confirm it."""
    if on_rows and in_column and not confirmed:
        name = column_name(str(kind))
        raise Unfit(ON_LINES_AND_IN_COLUMN.words(column=name, on_lines=on_rows, in_column=in_column))
    return in_column if in_column == on_rows else in_column + on_rows


def _kind(row: Row, value: int | None) -> Kind:
    """What is negative goes back, whatever it is called."""
    if value is None or value >= 0 or row.kind in (Kind.NOTHING, Kind.RETURNED):
        return row.kind
    return Kind.DISCOUNT


def _figure(row: Row, places: Places, key: str) -> int | None:
    return next((row.figures.get(column) for column in places.get(key, ())), None)


def _value(row: Row, places: Places) -> int | None:
    """What a row says that all of it costs; ``None``: nothing."""
    if row.kind is Kind.NOTHING:
        return None
    line, unit = _figure(row, places, "line_amount"), _with_tax(row, places)
    value = line if line is not None else None if unit is None else unit * row.quantity
    if value is None:
        return None
    return value - abs(_figure(row, places, "line_discount") or 0)


def _with_tax(row: Row, places: Places) -> int | None:
    """The price of a piece, with the tax that is added to it if the reading says so."""
    unit = _figure(row, places, "unit_amount")
    if unit is None or unit < 0 or row.kind not in (Kind.GOODS, Kind.RETURNED):
        return unit
    for key, more in RATES.items():
        if rate := _figure(row, places, key):
            return unit + (unit * rate + more) // 100
    return unit


def _other_price(rows: Sequence[Row], places: Places) -> Unfit | None:
    """That price and quantity of a row make another amount than its line says."""
    for row in rows:
        line, unit = _figure(row, places, "line_amount"), _figure(row, places, "unit_amount")
        if line is None or unit is None or row.kind is Kind.NOTHING:
            continue
        price = unit * row.quantity - abs(_figure(row, places, TAKEN_OFF) or 0)
        if price != line:
            return Unfit(OTHER_LINE_AMOUNT.words(price=price, line=line), (1, abs(price - line)))
    return None
