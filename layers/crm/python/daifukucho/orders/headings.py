"""What the columns of a table of orders mean, by their headings and by the program that wrote them."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from daifukucho.kernel.text import plain
from daifukucho.kernel.words import Words
from daifukucho.orders.refusals import COLUMNS_LACKING, COLUMNS_TWICE, NO_COLUMN_OF_AMOUNTS, NO_COLUMN_OF_FRIENDS
from daifukucho.orders.sheet import Unreadable

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "order_id": ("注文番号", "受注番号", "伝票番号", "オーダー番号", "注文ID", "取引ID", "order_id"),
    "at": (
        "注文日時",
        "注文日",
        "受注日時",
        "受注日",
        "オーダー日",
        "取引日時",
        "購入日時",
        "購入日",
        "日時",
        "日付",
        "at",
    ),
    "updated_at": ("更新日時", "updated_at"),
    "friend_id": ("友だちのID", "LINEユーザーID", "friend_id"),
    "member_no": ("会員番号", "member_no"),
    "amount": ("合計金額", "注文金額", "支払金額", "支払合計", "お支払い合計", "総合計", "amount", "total"),
    "total": ("割引前合計", "割引前の合計"),
    "refunded": ("返金額", "refunded"),
    "refund_of": ("元の注文番号", "元注文番号", "返品元注文番号", "元伝票番号", "元取引ID", "refund_of"),
    "state": ("状態", "ステータス", "対応状況", "注文ステータス", "state"),
    "store_id": ("店舗", "店舗ID", "store_id"),
    "currency": ("通貨", "currency"),
    "subtotal": ("商品小計", "商品合計", "商品計", "subtotal"),
    "postage": ("送料", "配送料", "postage"),
    "fee": ("手数料", "代引手数料", "代引き手数料", "fee"),
    "discount": ("値引合計", "値引き合計", "割引合計", "クーポン値引", "クーポン値引き", "クーポン割引額", "discount"),
    "adjustment": ("調整金額", "adjustment"),
    "tax": ("外税", "外消費税", "tax"),
    "product_id": ("商品番号", "商品コード", "品番", "product_id"),
    "name": ("商品名", "アイテム名", "product_name"),
    "category": ("カテゴリ", "カテゴリー", "部門名", "category"),
    "kind": ("明細区分", "kind"),
    "quantity": ("数量", "個数", "quantity"),
    "unit_amount": ("単価", "販売単価", "unit_amount"),
    "line_amount": ("明細金額", "値引き後計", "line_amount"),
    "line_discount": ("単品値引", "単品値引き", "line_discount"),
    "unit_cost": ("原価単価", "unit_cost"),
    "cost": ("原価", "cost"),
}
"""What each column may be called; capitals, width, spaces, ``_`` and a ``(税込)`` at the end make no difference. The first is
what an export writes."""

OF_LINES = (
    *("product_id", "name", "category", "kind", "quantity", "unit_amount", "line_amount", "line_discount"),
    *("unit_cost", "cost"),
)
SUMMED = ("fee", "discount", "tax")
"""Of these a table may have several columns, each of which counts."""

IGNORED, TAKEN_OFF = "", "taken_off"
"""The column says nothing that we need; it says what was taken off a line's amount, which is told without it."""

UNSETTLED: Mapping[str, tuple[str, ...]] = {
    "金額": ("line_amount", "amount"),
    "小計": ("line_amount", "subtotal"),
    "合計": ("amount", "line_amount"),
    "価格": ("unit_amount", "line_amount"),
    **dict.fromkeys(("値引", "値引き", "値引額", "割引", "割引額"), ("discount", "line_discount", TAKEN_OFF)),
    **dict.fromkeys(("消費税", "消費税額", "税額", "税金"), (IGNORED, "tax")),
    **dict.fromkeys(
        ("使用ポイント", "利用ポイント", "ポイント利用額", "ポイント値引", "ポイント値引き"), ("discount", IGNORED)
    ),
}
"""What differs between programs: each meaning that it may have. Which it has, the sums of the file say, or nobody."""


RATES = {"tax_to_nearest": 50, "tax_down": 0, "tax_up": 99}
"""Meanings of a column of percent: the tax of it is added to the price of a piece, rounded. Hundredths that are added first."""


@dataclass(frozen=True, slots=True)
class Program:
    """``by``: the headings by which it is known. ``columns``: of each meaning the headings, of which the first that is there
    counts. ``unsettled``: those that differ between its own settings and versions."""

    name: str
    by: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    unsettled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


PROGRAMS = (
    Program(
        "EC-CUBE",
        ("受注日", "支払合計", "価格", "個数"),
        {
            "order_id": ("注文番号", "注文ID"),
            "at": ("受注日",),
            "amount": ("支払合計",),
            "total": ("合計",),
            "subtotal": ("小計",),
            "postage": ("送料",),
            "discount": ("値引き",),
            "state": ("対応状況(名称)", "対応状況"),
            "product_id": ("商品コード", "商品ID"),
            "kind": ("明細区分(名称)", "明細区分"),
            "unit_amount": ("価格",),
        },
        # A price may be one without tax, which is added to each piece.
        {"税率": (IGNORED, *RATES)},
    ),
    Program(
        "スマレジ",
        ("取引ID", "取引日時", "合計"),
        {
            "amount": ("合計",),
            "subtotal": ("小計",),
            "discount": ("小計値引き", "小計値引", "ポイント値引き", "ポイント値引"),
            "member_no": ("会員番号", "会員コード"),
            "cancelled": ("取消区分",),
            "deal": ("取引区分",),
            "returned": ("取引明細区分",),
            "store_id": ("店舗ID",),
            "product_id": ("商品コード", "商品ID"),
            "unit_amount": ("販売単価", "商品単価"),
            "line_amount": ("値引き後計",),
        },
        {"内消費税": (IGNORED,), "単品値引": (IGNORED,), "単品値引き": (IGNORED,)},
    ),
    Program(
        "BASE",
        ("注文ID", "注文日時", "価格", "合計金額"),
        {
            "order_id": ("注文ID",),
            "unit_amount": ("価格",),
            "fee": ("代引き手数料",),
            "state": ("発送状況",),
            "product_id": ("商品コード", "商品ID"),
        },
        {"合計金額": ("line_amount", "amount")},
    ),
    Program(
        "Shopify",
        ("Name", "Lineitem name", "Lineitem price"),
        {
            "order_id": ("Name",),
            "at": ("Created at",),
            "amount": ("Total",),
            "subtotal": ("Subtotal",),
            "postage": ("Shipping",),
            "discount": ("Discount Amount",),
            "refunded": ("Refunded Amount",),
            "state": ("Financial Status",),
            "cancelled": ("Cancelled at",),
            "store_id": ("Location",),
            "product_id": ("Lineitem sku",),
            "name": ("Lineitem name",),
            "quantity": ("Lineitem quantity",),
            "unit_amount": ("Lineitem price",),
        },
        {"Taxes": (IGNORED, "tax"), "Lineitem discount": (IGNORED, "line_discount")},
    ),
    Program(
        "STORES",
        ("オーダー番号", "オーダー日", "アイテム名"),
        {
            "discount": ("クーポン割引額", "ディスカウント割引額", "まとめて割", "セット割"),
            "fee": ("代引き手数料", "オプション手数料"),
            "product_id": ("品番", "バーコード"),
            "amount": ("合計",),
        },
        {"小計": ("line_amount", "subtotal")},
    ),
)

Reading = tuple[str, ...]
"""What each column means, by its place."""

FIGURES = (
    *("amount", "total", "subtotal", "postage", "adjustment", *SUMMED),
    *("unit_amount", "line_amount", "line_discount", TAKEN_OFF),
)
"""Meanings of columns whose cells are amounts, which are added up."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """``readings``: all that the headings may mean. ``unknown``: headings that say nothing to us."""

    program: str | None
    headings: Sequence[str]
    readings: Sequence[Reading]
    unknown: Sequence[str]


_SAYS_NO_MORE = re.compile(r"[(\[【](?:税込み?|円|税込[・、]?円|円[・、]?税込|[0-9]:[^)]*)[)\]】]$")
"""That it is with tax, or in yen; or a list of its values."""


def column_name(key: str) -> Words:
    """What a column is called by its meaning: as an export writes it, and as the API does."""
    return Words(COLUMNS[key][0] if key in COLUMNS else key, "product_name" if key == "name" else key)


def of_column(name: Words, why: Words) -> Words:
    """What is wrong with a cell in a column of this name."""
    return Words(f"「{name.ja}」: {why.ja}", f"{name.en}: {why.en}")


def form(heading: str) -> str:
    """One form of a heading. What is in brackets stays if it makes another of it, as 税抜 does."""
    return _SAYS_NO_MORE.sub("", plain(heading).replace(" ", "").replace("_", "").strip())


def are_headings(cells: Sequence[str]) -> bool:
    """Whether a line can be the headings: it names the order and its time."""
    found = {form(cell) for cell in cells}
    return any(
        not found.isdisjoint(map(form, names["order_id"])) and not found.isdisjoint(map(form, names["at"]))
        for names in ({**COLUMNS, **program.columns} for program in (_ANY, *_known_by(cells)))
    )


def meaning_of(headings: Sequence[str]) -> Meaning:
    """What the headings mean. Raises Unreadable if they cannot do."""
    program = next(iter(_known_by(headings)), _ANY)
    by_heading = _by_heading(program, {form(heading) for heading in headings})
    told = [by_heading.get(form(heading)) for heading in headings]
    seen: set[str] = set()
    for column, heading in enumerate(headings):  # a program may write a column of the same name again, of another thing
        if program.name and form(heading) in seen:
            told[column] = (IGNORED,)
        seen.add(form(heading))
    unknown = [heading for heading, keys in zip(headings, told, strict=True) if keys is None and heading.strip()]
    readings = [reading for reading in product(*(keys or (IGNORED,) for keys in told)) if not _twice(reading)]
    if not readings:
        raise _given_twice(headings, [keys or (IGNORED,) for keys in told])
    _check(readings)
    return Meaning(program.name or None, headings, readings, () if program.name else unknown)


_ANY = Program("", (), COLUMNS, UNSETTLED)


def _known_by(headings: Sequence[str]) -> list[Program]:
    found = {form(heading) for heading in headings}
    return [program for program in PROGRAMS if found.issuperset(map(form, program.by))]


def _by_heading(program: Program, there: set[str]) -> dict[str, tuple[str, ...]]:
    """The meanings of each heading. What a program says goes before what is said in general."""
    found: dict[str, tuple[str, ...]] = {
        form(name): (key,) for key, names in COLUMNS.items() for name in names if key not in program.columns
    }
    found |= {form(name): keys for name, keys in UNSETTLED.items() if form(name) not in found}
    if any(found.get(heading) == ("amount",) for heading in there):
        found[form("合計")] = ("line_amount", "total")  # what the friend pays is told in another column
    for key, names in program.columns.items():
        forms = [form(name) for name in names]
        first = next((name for name in forms if name in there), None)
        for name in forms:
            counts = program is _ANY or key in SUMMED or name == first
            found[name] = (key,) if counts else (IGNORED,)
    return found | {form(name): keys for name, keys in program.unsettled.items()}


def _twice(reading: Reading) -> bool:
    single = [key for key in reading if key not in (IGNORED, *SUMMED)]
    return len(set(single)) < len(single)


def _given_twice(headings: Sequence[str], told: Sequence[tuple[str, ...]]) -> Unreadable:
    certain = Counter(keys[0] for keys in told if len(keys) == 1 and keys[0] not in (IGNORED, *SUMMED))
    twice = {key for key, times in certain.items() if times > 1}
    # Or all that a heading can mean is told by other columns.
    wrong = [keys for keys in told if (keys[0] in twice if twice else len(keys) > 1)]
    names = [heading for heading, keys in zip(headings, told, strict=True) if keys in wrong]
    keys = sorted({key for keys in wrong for key in keys})
    return Unreadable(COLUMNS_TWICE.words(columns=Words("、".join(names), ", ".join(keys))))


def _check(readings: Sequence[Reading]) -> None:
    """Raises Unreadable if something is missing that each order needs."""
    known = {key for reading in readings for key in reading}
    missing = [key for key in ("order_id", "at") if key not in known]
    if missing:
        names = "、".join(column_name(key).ja for key in missing)
        raise Unreadable(COLUMNS_LACKING.words(columns=Words(names, ", ".join(missing))))
    if known.isdisjoint({"friend_id", "member_no"}):
        raise Unreadable(NO_COLUMN_OF_FRIENDS.words())
    if known.isdisjoint({"amount", "line_amount", "unit_amount", "subtotal"}):
        raise Unreadable(NO_COLUMN_OF_AMOUNTS.words())
