"""The cells of a row of a table of orders, read: texts, amounts, and what kind of row it is."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from daifukucho.kernel.text import plain
from daifukucho.kernel.time import to_iso
from daifukucho.kernel.words import Words
from daifukucho.kernel.written import amount_of, count_of, instant_of
from daifukucho.orders.adding import Kind, Row
from daifukucho.orders.headings import FIGURES, IGNORED, OF_LINES, RATES, Meaning, column_name, of_column
from daifukucho.orders.order import MOST_YEN
from daifukucho.orders.refusals import (
    BEFORE_1970,
    DIGITS_LOST,
    MADE_DECIMAL,
    MORE_CELLS_THAN_HEADINGS,
    NO_PRODUCT,
    NOT_A_QUANTITY,
    NOT_A_RATE,
    NOT_A_TIME,
    NOT_WHOLE_YEN,
    POSITIVE_DISCOUNT,
    UNKNOWN_KIND,
    YEN_OUT_OF_RANGE,
)
from daifukucho.orders.sheet import Lines

_KINDS = {
    **dict.fromkeys(("商品", "通常", "部門売り"), Kind.GOODS),
    **dict.fromkeys(("送料", "配送料"), Kind.POSTAGE),
    **dict.fromkeys(("手数料", "代引手数料", "代引き手数料", "決済手数料"), Kind.FEE),
    **dict.fromkeys(
        ("割引", "値引", "値引き", "クーポン", "クーポン値引", "クーポン値引き", "ポイント", "ポイント値引"),
        Kind.DISCOUNT,
    ),
    **dict.fromkeys(("税", "消費税"), Kind.TAX),
    "返品": Kind.RETURNED,
}
"""What a row is, by its own column or, of what is no product, by its name."""

_SHORTENED = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]{1,3}", re.IGNORECASE)
_WITH_POINT = re.compile(r"[0-9]+\.0+")
_THOUSANDS, _REST = re.compile(r"[-(¥\\▲△]*[0-9]{1,3}"), re.compile(r"[0-9]{3}(?:\.0+)?円?\)?")
_CODES = ("order_id", "member_no", "product_id", "refund_of")


class Bad(Exception):
    """A cell, or what several of them say, is refused."""

    def __init__(self, why: Words) -> None:
        super().__init__(why.en)
        self.why = why


def bad_cell(name: Words, why: Words) -> Bad:
    """That of a cell in a column of this name."""
    return Bad(of_column(name, why))


@dataclass(frozen=True, slots=True)
class Part:
    """A row of an order, on a line of the table. ``told``: its texts by their meaning."""

    number: int
    told: Mapping[str, str]
    row: Row

    @property
    def product(self) -> str:
        return self.told.get("product_id") or self.told.get("name") or ""


class Columns:
    """What each column can mean, to read rows by."""

    def __init__(self, meaning: Meaning) -> None:
        self._headings = meaning.headings
        self._keys = [
            tuple(dict.fromkeys(reading[column] for reading in meaning.readings))
            for column in range(len(meaning.headings))
        ]

    def check_width(self, lines: Lines) -> Callable[[Sequence[str]], None]:
        """Raises Bad for a line with more cells than headings. Empty ones behind the last heading are none, but where an amount
        with a comma was divided, all cells after it stand a column further on: so each line has to have as many of them.
        """
        width = max((place for place, heading in enumerate(self._headings, 1) if heading.strip()), default=0)
        filled = [cells for _, cells in lines if any(cell.strip() for cell in cells)]
        most = max(len(self._headings), min(map(len, filled), default=0))
        if most > len(self._headings) and all(map(self._is_divided, filled)):
            most = len(self._headings)

        def check(cells: Sequence[str]) -> None:
            if len(cells) > most or any(cell.strip() for cell in cells[width:]):
                raise Bad(MORE_CELLS_THAN_HEADINGS.words())

        return check

    def _is_divided(self, cells: Sequence[str]) -> bool:
        """Whether an amount may have been divided at its comma."""
        return any(
            not set(keys).isdisjoint(FIGURES) and _THOUSANDS.fullmatch(left.strip()) and _REST.fullmatch(right.strip())
            for keys, left, right in zip(self._keys, cells, cells[1:], strict=False)
        )

    def texts(self, cells: Sequence[str]) -> dict[str, str]:
        """What is no figure, by its meaning."""
        found = {}
        for keys, cell in zip(self._keys, cells, strict=False):
            if keys[0] not in (IGNORED, *FIGURES) and cell.strip():
                found[keys[0]] = cell.strip()
        return found

    def part(self, number: int, cells: Sequence[str], told: Mapping[str, str]) -> Part:
        """Raises Bad at the first cell that is not understood."""
        figures = {}
        on_line, prices = False, []
        for column, (keys, cell) in enumerate(zip(self._keys, cells, strict=False)):
            if not cell.strip() or not set(keys) & {*FIGURES, *RATES}:
                continue
            on_line |= set(keys) <= {*OF_LINES}
            heading, name = self._headings[column], next(key for key in keys if key != IGNORED)
            figures[column] = _rate(heading, cell) if name in RATES else _yen(Words(heading, name), cell)
            if not {"unit_amount", "line_amount"}.isdisjoint(keys):
                prices.append(figures[column])
        for key in _CODES:
            check_code(key, told.get(key, ""))
        product = told.get("product_id") or told.get("name")
        if not product and (on_line or told.get("category") or told.get("quantity")):
            raise Bad(NO_PRODUCT.words())
        kind = kind_of(told) if product or told.get("kind") else Kind.NOTHING
        pieces = _pieces(told.get("quantity", ""))
        if kind is Kind.DISCOUNT and not told.get("kind") and pieces > 0 and any(price > 0 for price in prices):
            raise Bad(POSITIVE_DISCOUNT.words(product=product))
        return Part(number, told, Row(kind, pieces, figures))


def kind_of(told: Mapping[str, str]) -> Kind:
    """What a row is. Raises Bad for a kind that nobody knows."""
    if given := told.get("kind"):
        if found := _KINDS.get(plain(given)):
            return found
        raise bad_cell(column_name("kind"), UNKNOWN_KIND.words(kind=given))
    if plain(told.get("returned", "")) in ("2", "返品"):
        return Kind.RETURNED
    return _KINDS.get(plain(told.get("name", "")), Kind.GOODS)


def check_code(key: str, text: str) -> None:
    """Raises Bad if a spreadsheet has made a figure of a number, and digits are lost."""
    if _SHORTENED.fullmatch(text):
        raise bad_cell(column_name(key), DIGITS_LOST.words(text=text))
    if key != "product_id" and _WITH_POINT.fullmatch(text):
        raise bad_cell(column_name(key), MADE_DECIMAL.words(text=text))


def instant(key: str, text: str) -> str:
    """A time as RFC 3339. Raises Bad."""
    try:
        at = instant_of(text)
    except (ValueError, OverflowError):
        raise bad_cell(column_name(key), NOT_A_TIME.words()) from None
    if at < 0:
        raise bad_cell(column_name(key), BEFORE_1970.words())
    return to_iso(at)


def yen(key: str, text: str) -> int | None:
    """An amount that is no part of the sum, such as a cost; ``None``: there is none. Raises Bad."""
    if not text:
        return None
    amount = _yen(column_name(key), text)
    if amount < 0:
        raise bad_cell(column_name(key), YEN_OUT_OF_RANGE.words(most=MOST_YEN))
    return amount


def _yen(name: Words, text: str) -> int:
    try:
        amount = amount_of(text)
    except ValueError:
        raise bad_cell(name, NOT_WHOLE_YEN.words()) from None
    if abs(amount) > MOST_YEN:
        raise bad_cell(name, YEN_OUT_OF_RANGE.words(most=MOST_YEN))
    return amount


def _rate(heading: str, text: str) -> int:
    try:
        rate = count_of(text.strip().removesuffix("%").removesuffix("％"))
    except ValueError:
        rate = -1
    if not 0 <= rate <= 100:
        raise bad_cell(Words(heading, heading), NOT_A_RATE.words())
    return rate


def _pieces(text: str) -> int:
    """How many pieces: one, unless it says; negative of what came back. Raises Bad."""
    try:
        found = count_of(text) if text else 1
    except ValueError:
        found = 0
    if not found:
        raise bad_cell(column_name("quantity"), NOT_A_QUANTITY.words())
    return found
