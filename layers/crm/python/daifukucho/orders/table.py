"""Orders in a table, as tills and shops online write it (CSV): one line for each line of an order, or one for each order."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from daifukucho.kernel.errors import Fault, Invalid
from daifukucho.kernel.text import plain
from daifukucho.kernel.time import to_iso
from daifukucho.kernel.words import Words
from daifukucho.kernel.written import instant_of, yen_of
from daifukucho.orders.order import MOST_LINES, MOST_PIECES, MOST_YEN, NAME_LENGTH, TEXT_LENGTH, define_order

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "order_id": ("注文番号", "受注番号", "伝票番号", "order_id"),
    "at": ("注文日時", "注文日", "購入日時", "購入日", "日時", "日付", "at"),
    "updated_at": ("更新日時", "updated_at"),
    "friend_id": ("友だちのID", "LINEユーザーID", "friend_id"),
    "member_no": ("会員番号", "member_no"),
    "amount": ("合計金額", "注文金額", "支払金額", "amount"),
    "refunded": ("返金額", "refunded"),
    "state": ("状態", "ステータス", "state"),
    "store_id": ("店舗", "店舗ID", "store_id"),
    "product_id": ("商品番号", "商品コード", "product_id"),
    "name": ("商品名", "product_name"),
    "category": ("カテゴリ", "カテゴリー", "category"),
    "quantity": ("数量", "quantity"),
    "unit_amount": ("単価", "unit_amount"),
    "line_amount": ("金額", "小計", "line_amount"),
    "unit_cost": ("原価単価", "unit_cost"),
    "cost": ("原価", "cost"),
}
"""What each column may be called; capitals, width, spaces and ``_`` make no difference. The first is what an export writes."""

_OF_THE_LINE = {"amount": "line_amount"}
"""Members of a line that are called otherwise in a table."""

_RULES = {
    "order_id": "空白と / を含まない半角の英数字と記号、1〜64文字で書いてください。",
    "at": "まだ来ていない日時です。購入した日時を書いてください。",
    "updated_at": "まだ来ていない日時です。注文を最後に変更した日時を書いてください。",
    "amount": f"0〜{MOST_YEN:,}円で書いてください。",
    "refunded": "合計金額より大きい金額です。これまでに返金した合計を、合計金額以下で書いてください。",
    "store_id": f"{TEXT_LENGTH}文字以内で書いてください。",
    "product_id": f"{TEXT_LENGTH}文字以内で書いてください。",
    "name": f"{NAME_LENGTH}文字以内で書いてください。",
    "category": f"{TEXT_LENGTH}文字以内で書いてください。",
    "quantity": f"1〜{MOST_PIECES:,}で書いてください。",
    "line_amount": f"0〜{MOST_YEN:,}円で書いてください。",
    "cost": f"0〜{MOST_YEN:,}円で書いてください。",
    "lines": f"1件の注文の行は{MOST_LINES}行までです。",
}
"""The rules of ``define_order``, for whoever reads Japanese."""

_BY_HEADING = {plain(name).replace(" ", "").replace("_", ""): key for key, names in COLUMNS.items() for name in names}
_OF_LINES = ("product_id", "name", "category", "quantity", "unit_amount", "line_amount", "unit_cost", "cost")
_STATES = {"": "placed", "placed": "placed", "完了": "placed", "受注": "placed", "購入": "placed"} | dict.fromkeys(
    ("cancelled", "canceled", "キャンセル", "取消", "取り消し"), "cancelled"
)
_AMOUNT = Words("3200 や 3,200 のような0以上の整数の円で書いてください。", "Write whole yen, such as 3200 or 3,200.")
_PIECES = Words("1 や 12 のような1以上の整数で書いてください。", "Write a whole number of at least 1, such as 1 or 12.")
_DATE = Words(
    "2026/4/1、R8.4.1、2026-04-01 19:30、2026-04-01T19:30:00+09:00 のように書いてください。",
    "Write 2026/4/1, R8.4.1, 2026-04-01 19:30 or 2026-04-01T19:30:00+09:00.",
)


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
    """``unknown``: headings that say nothing to us; their columns are left out."""

    rows: Sequence[Row]
    bad: Sequence[BadLine]
    unknown: Sequence[str]


class Unreadable(Exception):
    """The file as a whole cannot be read."""

    def __init__(self, why: Words) -> None:
        super().__init__(why.en)
        self.why = why


class _Bad(Exception):
    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.why = Words(ja, en)


def read_table(content: bytes, now: int) -> OrderTable:
    """Read a table in UTF-8 (with a byte order mark or without), UTF-16 with one, or CP932, with commas or tabs.

    Lines of one order have its id, wherever they stand; what holds for the order may be on the first of them alone.
    Raises Unreadable.
    """
    lines = _lines(_text(content))
    headings = next(lines, (0, []))[1]
    keys = [_BY_HEADING.get(plain(heading).replace(" ", "").replace("_", "").strip()) for heading in headings]
    _check(keys)
    bad: list[BadLine] = []
    orders: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        told = {key: cell.strip() for key, cell in zip(keys, cells, strict=False) if key}
        if len(cells) > len(headings):
            why = '見出しより列が多い行です。金額のカンマを " " で囲んでください。'
            bad.append(
                BadLine(number, Words(why, 'It has more cells than headings. Put " " around amounts with commas.'))
            )
        elif not told.get("order_id"):
            bad.append(BadLine(number, Words("注文番号を書いてください。", "Say the order's number.")))
            continue
        orders.setdefault(told.get("order_id", ""), []).append((number, told))
    rows = []
    wrong = {line.number for line in bad}
    for order_id, parts in orders.items():
        row = None if any(number in wrong for number, _ in parts) else _row(order_id, parts, now, bad)
        if row:
            rows.append(row)
        else:
            wrong |= {line.number for line in bad}
            numbers = [number for number, _ in parts]
            bad += _with_others([n for n in numbers if n not in wrong], next(n for n in numbers if n in wrong))
    unknown = [heading for heading, key in zip(headings, keys, strict=True) if key is None and heading.strip()]
    return OrderTable(rows, sorted(bad, key=lambda line: line.number), unknown)


def _text(content: bytes) -> str:
    for encoding in ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    why = "文字コードを読めません。UTF-8 か Shift_JIS（CP932）の CSV で保存し直してください。"
    raise Unreadable(Words(why, "The characters cannot be read. Save it as CSV in UTF-8 or Shift_JIS (CP932)."))


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each record, with the number of the line on which it begins."""
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in first and "," not in first else ",")
    number = 1
    try:
        for cells in reader:
            yield number, cells
            number = reader.line_num + 1
    except csv.Error as error:
        why = f"{number}行目を CSV として読めません。"
        raise Unreadable(Words(why, f"Line {number} is no CSV: {error}.")) from None


def _check(keys: Sequence[str | None]) -> None:
    """Raises Unreadable if the headings cannot do."""
    known = [key for key in keys if key]
    twice = sorted({key for key in known if known.count(key) > 1})
    if twice:
        names = "、".join(COLUMNS[key][0] for key in twice)
        raise Unreadable(Words(f"同じ意味の列が2つあります: {names}", f"Columns are given twice: {', '.join(twice)}"))
    missing = [key for key in ("order_id", "at") if key not in known]
    if missing:
        names = "、".join(COLUMNS[key][0] for key in missing)
        raise Unreadable(Words(f"1行目に見出しがありません: {names}", f"Line 1 lacks headings: {', '.join(missing)}"))
    if not {"friend_id", "member_no"} & set(known):
        raise Unreadable(
            Words("友だちのIDか会員番号の列が必要です。", "There has to be a column friend_id or member_no.")
        )
    if not {"amount", "line_amount", "unit_amount"} & set(known):
        raise Unreadable(
            Words(
                "合計金額、金額、単価のどれかの列が必要です。",
                "There has to be a column amount, line_amount or unit_amount.",
            )
        )


def _row(order_id: str, parts: Sequence[tuple[int, dict[str, str]]], now: int, bad: list[BadLine]) -> Row | None:
    """An order of its lines; what is wrong is noted in ``bad``."""
    number = parts[0][0]
    known = len(bad)
    lines = []
    for at, told in parts:
        try:
            lines += _line(told)
        except _Bad as fault:
            bad.append(BadLine(at, fault.why))
    try:
        whole = {key: _same(key, parts) for key in COLUMNS if key not in _OF_LINES}
        given = _given(whole, lines)
        if not whole["friend_id"] and not whole["member_no"]:
            raise _Bad("友だちのIDか会員番号を書いてください。", "Say friend_id or member_no.")
    except _Bad as fault:
        bad.append(BadLine(number, fault.why))
        return None
    if len(bad) > known:
        return None
    try:
        define_order(order_id, {"updated_at": to_iso(now), **given}, now)
    except Invalid as error:
        bad += [BadLine(number, _in_words(fault)) for fault in error.faults]
        return None
    return Row(tuple(at for at, _ in parts), order_id, whole["friend_id"] or None, whole["member_no"] or None, given)


def _in_words(fault: Fault) -> Words:
    """Why the book would not take an order, in the words of the table."""
    member = fault.pointer.rpartition("/")[2]
    key = _OF_THE_LINE.get(member, member) if fault.pointer.startswith("/lines/") else member
    rule = _RULES.get(key, fault.message)
    return Words(f"「{COLUMNS[key][0]}」: {rule}" if key in COLUMNS else rule, f"{key}: {fault.message}")


def _with_others(numbers: Sequence[int], first: int) -> list[BadLine]:
    """The lines of an order that are not taken because of its ``first`` bad one."""
    why = Words(
        f"{first}行目と同じ注文です。そちらを直してください。", f"It is of the order on line {first}: mend that one."
    )
    return [BadLine(number, why) for number in numbers if number != first]


def _same(key: str, parts: Sequence[tuple[int, dict[str, str]]]) -> str:
    """What holds for all lines of an order."""
    found = list(dict.fromkeys(told[key] for _, told in parts if told.get(key)))
    if len(found) > 1:
        numbers = ", ".join(str(number) for number, _ in parts)
        raise _Bad(
            f"同じ注文番号の行（{numbers}行目）で「{COLUMNS[key][0]}」が違います。そろえてください。",
            f"Lines {numbers} have the same order, and different values of {key}. Make them one.",
        )
    return found[0] if found else ""


def _given(whole: Mapping[str, str], lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    if not whole["at"]:
        raise _Bad("注文日時を書いてください。", "Say when it was bought.")
    state = _STATES.get(plain(whole["state"]))
    if state is None:
        raise _Bad(
            "状態は、空欄か placed、取り消した注文は「キャンセル」と書いてください。",
            "As its state write placed or nothing, and cancelled for one that is.",
        )
    amount = _yen("amount", whole["amount"])
    given: dict[str, Any] = {
        "at": _instant("at", whole["at"]),
        "amount": sum(line["amount"] for line in lines) if amount is None else amount,
        "refunded": _yen("refunded", whole["refunded"]) or 0,
        "state": state,
        "store_id": whole["store_id"] or None,
        "lines": list(lines),
    }
    if amount is None and not lines:
        raise _Bad("合計金額を書いてください。", "Say the amount.")
    return given | ({"updated_at": _instant("updated_at", whole["updated_at"])} if whole["updated_at"] else {})


def _line(told: Mapping[str, str]) -> list[dict[str, Any]]:
    """The order's line that a line of the table tells, if it tells one."""
    if not any(told.get(key) for key in _OF_LINES):
        return []
    product = told.get("product_id") or told.get("name")
    if not product:
        raise _Bad("商品番号か商品名を書いてください。", "Say product_id or product_name.")
    quantity = _pieces(told.get("quantity", ""))
    amount = _yen("line_amount", told.get("line_amount", ""))
    unit = _yen("unit_amount", told.get("unit_amount", ""))
    if amount is None and unit is None:
        raise _Bad("金額か単価を書いてください。", "Say line_amount or unit_amount.")
    cost = _yen("cost", told.get("cost", ""))
    unit_cost = _yen("unit_cost", told.get("unit_cost", ""))
    return [
        {
            "product_id": product,
            "name": told.get("name") or product,
            "category": told.get("category") or None,
            "quantity": quantity,
            "amount": amount if amount is not None else quantity * (unit or 0),
            "cost": cost if cost is not None else None if unit_cost is None else quantity * unit_cost,
        }
    ]


def _yen(key: str, text: str) -> int | None:
    try:
        return yen_of(text) if text else None
    except ValueError:
        raise _Bad(f"「{COLUMNS[key][0]}」: {_AMOUNT.ja}", f"{key}: {_AMOUNT.en}") from None


def _pieces(text: str) -> int:
    """How many pieces: one, unless it says."""
    try:
        found = yen_of(text) if text else 1
    except ValueError:
        found = 0
    if not found:
        raise _Bad(f"「{COLUMNS['quantity'][0]}」: {_PIECES.ja}", f"quantity: {_PIECES.en}")
    return found


def _instant(key: str, text: str) -> str:
    try:
        return to_iso(instant_of(text))
    except (ValueError, OverflowError):
        raise _Bad(f"「{COLUMNS[key][0]}」: {_DATE.ja}", f"{key}: {_DATE.en}") from None
