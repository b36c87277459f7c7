"""The cells of a row of a table of orders, read: texts, amounts, and what kind of row it is."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from daifukucho.kernel.text import plain
from daifukucho.kernel.time import to_iso
from daifukucho.kernel.words import Words
from daifukucho.kernel.written import amount_of, count_of, instant_of
from daifukucho.orders.adding import Kind, Row
from daifukucho.orders.headings import COLUMNS, FIGURES, IGNORED, OF_LINES, RATES, Meaning
from daifukucho.orders.order import MOST_YEN
from daifukucho.orders.sheet import Lines

AMOUNT = Words("3200 や 3,200 のような整数の円で書いてください。", "Write whole yen, such as 3200 or 3,200.")
YEN = Words(f"0〜{MOST_YEN:,}円で書いてください。", f"Give a whole number from 0 to {MOST_YEN:,}.")
_PIECES = Words("1 や 12 のような1以上の整数で書いてください。", "Write a whole number of at least 1, such as 1 or 12.")
_RATE = Words("8 や 10% のように書いてください。", "Write it as 8 or 10%.")
_DATE = Words(
    "2026/4/1、20260401、R8.4.1、2026-04-01 19:30、2026/4/1(水) 午後7:30 のように書いてください。",
    "Write 2026/4/1, 20260401, R8.4.1, 2026-04-01 19:30 or 2026-04-01T19:30:00+09:00.",
)
_BEFORE = Words("1970年より前の日時は記録できません。", "This is before 1970, which cannot be recorded.")

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

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.why = Words(ja, en)


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
                raise Bad(
                    '見出しより列が多い行です。金額のカンマを " " で囲んでください。',
                    'It has more cells than headings. Put " " around amounts with commas.',
                )

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
            name = next(key for key in keys if key != IGNORED)
            read = _rate if name in RATES else _yen
            figures[column] = read(self._headings[column], name, cell)
            if not {"unit_amount", "line_amount"}.isdisjoint(keys):
                prices.append(figures[column])
        for key in _CODES:
            check_code(key, told.get(key, ""))
        product = told.get("product_id") or told.get("name")
        if not product and (on_line or told.get("category") or told.get("quantity")):
            raise Bad("商品番号か商品名を書いてください。", "Say product_id or product_name.")
        kind = kind_of(told) if product or told.get("kind") else Kind.NOTHING
        pieces = _pieces(told.get("quantity", ""))
        if kind is Kind.DISCOUNT and not told.get("kind") and pieces > 0 and any(price > 0 for price in prices):
            raise Bad(
                f"「{product}」の金額は、-500 や ▲500 のように書いてください。",
                f"Write the amount of {product!r} as -500.",
            )
        return Part(number, told, Row(kind, pieces, figures))


def kind_of(told: Mapping[str, str]) -> Kind:
    """What a row is. Raises Bad for a kind that nobody knows."""
    if given := told.get("kind"):
        if found := _KINDS.get(plain(given)):
            return found
        raise Bad(
            f"「明細区分」: 「{given}」の意味がわかりません。商品、送料、手数料、値引、税、返品のどれかで書いてください。",
            f"kind: {given!r} is not known. Write 商品, 送料, 手数料, 値引, 税 or 返品.",
        )
    if plain(told.get("returned", "")) in ("2", "返品"):
        return Kind.RETURNED
    return _KINDS.get(plain(told.get("name", "")), Kind.GOODS)


def check_code(key: str, text: str) -> None:
    """Raises Bad if a spreadsheet has made a figure of a number, and digits are lost."""
    name = COLUMNS[key][0]
    if _SHORTENED.fullmatch(text):
        raise Bad(
            f"「{name}」: {text} は表計算ソフトが桁を縮めた番号です。元のファイルを、この列を文字列として開き直してください。",
            f"{key}: {text} is a number of which a spreadsheet has lost digits. Open the original again, this column as text.",
        )
    if key != "product_id" and _WITH_POINT.fullmatch(text):
        raise Bad(
            f"「{name}」: {text} は小数になっています。元の番号を書いてください。",
            f"{key}: {text} has become a decimal figure. Write the number as it was.",
        )


def instant(key: str, text: str) -> str:
    """A time as RFC 3339. Raises Bad."""
    try:
        at = instant_of(text)
    except (ValueError, OverflowError):
        raise Bad(f"「{COLUMNS[key][0]}」: {_DATE.ja}", f"{key}: {_DATE.en}") from None
    if at < 0:
        raise Bad(f"「{COLUMNS[key][0]}」: {_BEFORE.ja}", f"{key}: {_BEFORE.en}")
    return to_iso(at)


def yen(key: str, text: str) -> int | None:
    """An amount that is no part of the sum, such as a cost; ``None``: there is none. Raises Bad."""
    if not text:
        return None
    amount = _yen(COLUMNS[key][0], key, text)
    if amount < 0:
        raise Bad(f"「{COLUMNS[key][0]}」: {YEN.ja}", f"{key}: {YEN.en}")
    return amount


def _yen(heading: str, key: str, text: str) -> int:
    try:
        amount = amount_of(text)
    except ValueError:
        raise Bad(f"「{heading}」: {AMOUNT.ja}", f"{key}: {AMOUNT.en}") from None
    if abs(amount) > MOST_YEN:
        raise Bad(f"「{heading}」: {YEN.ja}", f"{key}: {YEN.en}")
    return amount


def _rate(heading: str, key: str, text: str) -> int:
    try:
        rate = count_of(text.strip().removesuffix("%").removesuffix("％"))
    except ValueError:
        rate = -1
    if not 0 <= rate <= 100:
        raise Bad(f"「{heading}」: {_RATE.ja}", f"{heading}: {_RATE.en}")
    return rate


def _pieces(text: str) -> int:
    """How many pieces: one, unless it says; negative of what came back. Raises Bad."""
    try:
        found = count_of(text) if text else 1
    except ValueError:
        found = 0
    if not found:
        raise Bad(f"「{COLUMNS['quantity'][0]}」: {_PIECES.ja}", f"quantity: {_PIECES.en}")
    return found
