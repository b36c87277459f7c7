"""Tables of programs that nobody knows: an order is taken with its right sum, or refused with the figures; never with another."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from daifukucho.orders.table import Unreadable, read_table
from tests.support.search import checks

NOW = 1_795_316_400_000
HEAD = "注文番号,注文日,友だちのID,商品名,数量"


def read(head: str, *lines: str):
    return read_table("\n".join([head, *lines]).encode(), NOW)


def sums(head: str, *lines: str) -> dict[str, int]:
    found = read(head, *lines)
    assert not found.bad, found.bad
    return {row.order_id: row.given["amount"] for row in found.rows}


def test_what_a_heading_means_is_read_from_a_known_total():
    head = f"{HEAD},小計,送料,合計金額"
    assert sums(head, "A,2026/4/1,U1,豆大福,1,3000,500,3500") == {"A": 3_500}
    assert sums(head, "A,2026/4/1,U1,豆大福,1,1500,500,3500", "A,,,茶,1,1500,,") == {"A": 3_500}
    assert sums(f"{head},単価", "A,2026/4/1,U1,豆大福,1,3000,500,3500,1500", "A,,,茶,1,3000,,,1500") == {"A": 3_500}


def test_what_one_order_shows_holds_for_the_file():
    head = f"{HEAD},金額"
    same = ("A,2026/4/1,U1,豆大福,1,500", "A,,,茶,1,500")
    found = read(head, *same)
    assert not found.rows
    assert "1,000円" in found.bad[0].why.ja and "500円" in found.bad[0].why.ja
    assert "明細金額" in found.bad[0].why.ja and "line_amount" in found.bad[0].why.en
    assert sums(head, *same, "B,2026/4/1,U1,豆大福,1,600", "B,,,茶,1,500") == {"A": 1_000, "B": 1_100}
    assert sums(f"{HEAD},明細金額", *same) == {"A": 1_000}


def test_a_row_of_postage_that_says_no_amount_is_not_guessed():
    found = read(f"{HEAD},小計", "A,2026/4/1,U1,豆大福,1,3000", "A,2026/4/1,U1,送料,1,3000")
    assert not found.rows and "6,000円" in found.bad[0].why.ja and "3,000円" in found.bad[0].why.ja
    assert read(f"{HEAD},合計金額", "A,2026/4/1,U1,豆大福,1,3500", "A,,,送料,1,").rows == []


def test_what_a_line_cost_is_not_guessed_where_only_the_sum_is_certain():
    found = read(f"{HEAD},合計,小計,値引", "A,2026/4/1,U1,豆大福,1,0,100,100", "A,2026/4/1,U1,茶,1,0,100,100")
    assert not found.rows and "明細金額か単価" in found.bad[0].why.ja


def test_a_total_that_stands_on_each_row_counts_once():
    head = "注文番号,注文日,友だちのID,合計,送料"
    assert sums(head, "A,2026/4/1,U1,3500,500", "A,2026/4/1,U1,3500,500") == {"A": 3_500}


def test_what_differs_without_a_reason_is_refused_with_both_figures():
    (first, _) = read(f"{HEAD},明細金額,合計金額", "A,2026/4/1,U1,豆大福,1,3000,3500", "A,,,茶,1,200,").bad
    assert "3,200円" in first.why.ja and "3,500円" in first.why.ja and "送料" in first.why.ja
    assert "3,200" in first.why.en and "3,500" in first.why.en and "postage" in first.why.en
    (bad,) = read(f"{HEAD},単価,明細金額", "A,2026/4/1,U1,豆大福,2,1000,1800").bad
    assert "2,000円" in bad.why.ja and "1,800円" in bad.why.ja
    (first, _) = read(f"{HEAD},明細金額,送料", "A,2026/4/1,U1,豆大福,1,3000,500", "A,,,茶,1,200,300").bad
    assert "500円" in first.why.ja and "300円" in first.why.ja


@pytest.mark.parametrize("minus", ["-500", "−500", "－500", "▲500", "△500", "(500)", "（500）"])
def test_a_negative_line_is_a_discount_while_the_order_is_not_negative(minus):
    head = f"{HEAD},金額"
    found = read(head, "A,2026/4/1,U1,豆大福,1,3200", f"A,,,クーポン値引,1,{minus}")
    (row,) = found.rows
    assert (row.given["amount"], [line["name"] for line in row.given["lines"]]) == (2_700, ["豆大福"])
    assert sums(head, "A,2026/4/1,U1,豆大福,1,500", f"A,,,値引,1,{minus}") == {"A": 0}


def test_a_negative_order_is_money_of_another():
    head = f"{HEAD},金額,元の注文番号"
    named = read(head, "B,2026/4/1,U1,豆大福,1,-3200,A-1").bad[0].why
    assert named.ja == "合計が -3,200円の注文です。注文「A-1」の「返金額」に 3,200 と書いて取り込んでください。"
    assert named.en == "This order comes to -3,200 yen. Put 3,200 into refunded (“返金額”) of the order A-1."
    assert "返金した元の注文の「返金額」" in read(head, "B,2026/4/1,U1,豆大福,1,▲3200,").bad[0].why.ja
    assert "返金額" in read("注文番号,注文日,友だちのID,合計金額", "B,2026/4/1,U1,-3200").bad[0].why.ja


def test_a_discount_that_is_written_as_a_price_is_refused():
    assert "-500" in read(f"{HEAD},金額", "A,2026/4/1,U1,豆大福,1,3200", "A,,,値引,1,500").bad[-1].why.ja


@pytest.mark.parametrize(
    "text",
    [
        "sep=,\n注文番号,注文日,友だちのID,合計金額\nA,2026/4/1,U1,\"3,500\"\n",
        "sep=;\r\n注文番号;注文日;友だちのID;合計金額\r\nA;2026/4/1;U1;3,500\r\n",
        "注文番号;注文日;友だちのID;合計金額\nA;2026/4/1;U1;3,500\n",
        "4月の注文一覧\n\n注文番号,注文日,友だちのID,合計金額\nA,2026/4/1,U1,3500\n",
        "4月、5月の注文\t\t\n注文番号\t注文日\t友だちのID\t合計金額\nA\t2026/4/1\tU1\t3,500\n",
        "注文番号,注文日,友だちのID,合計金額(税込)\nA,20260401,U1,3500\n",
        "注文番号,注文日,友だちのID,合計金額（円）\nA,2026/4/1(水),U1,3500\n",
        "注文番号,注文日,友だちのID,合計金額,,\nA,2026/4/1,U1,3500,,\n",
        "注文番号,注文日,友だちのID,合計金額\nA,2026/4/1,U1,3500,,\n",
        "注文番号,注文日,友だちのID,合計金額\nA,2026/4/1 午後7:30,U1,¥3500\n",
    ],
)  # fmt: skip
def test_tables_as_spreadsheets_and_people_leave_them(text):
    found = read_table(text.encode(), NOW)
    assert [(row.order_id, row.given["amount"]) for row in found.rows] == [("A", 3_500)]
    assert not found.bad
    last = text.rstrip().count("\n") + 1
    assert found.rows[0].numbers == (last,)


def test_an_amount_that_its_comma_has_divided_is_not_read_as_another():
    head = "注文番号,注文日,友だちのID,合計金額,備考"
    for lines in (["A,2026/4/1,U1,3,500,"], ["A,2026/4/1,U1,3,500,", "B,2026/4/1,U1,100,"], ["A,2026/4/1,U1,3,500,x"]):
        assert "カンマ" in read(head, *lines).bad[0].why.ja


def test_without_tax_is_another_heading():
    with pytest.raises(Unreadable):
        read("注文番号,注文日,友だちのID,合計金額(税抜)", "A,2026/4/1,U1,3500")


def test_a_quotation_mark_that_is_never_closed_swallows_no_orders():
    with pytest.raises(Unreadable, match="quotation mark"):
        read("注文番号,注文日,友だちのID,合計金額,商品", 'A,2026/4/1,U1,100,"豆', "B,2026/4/1,U1,100,b")


@pytest.mark.parametrize(
    ("cell", "ja", "en"),
    [
        ("1.23E+15", "桁を縮めた", "lost digits"),
        ("1001.0", "小数", "decimal"),
    ],
)
def test_an_order_number_that_a_spreadsheet_has_made_a_figure_of(cell, ja, en):
    (bad,) = read("注文番号,注文日,友だちのID,合計金額", f"{cell},2026/4/1,U1,3500").bad
    assert ja in bad.why.ja and en in bad.why.en


@pytest.mark.parametrize(
    ("line", "ja", "en"),
    [
        (
            'A,2026/4/1,U1,"豆\n大福",1,100',
            "「商品名」: 改行かタブが入っています",
            "product_name: There is a line break",
        ),
        ("A,1969/12/31,U1,茶,1,100", "「注文日時」: 1970年より前の日時", "at: This is before 1970"),
        (
            "A,2026/4/1,U1,茶\x07,1,100",
            "「商品名」: 目に見えない制御文字",
            "product_name: There is a control character",
        ),
        (f"A,2026/4/1,U1,{'茶' * 101},1,100", "「商品名」: 100文字以内", "product_name: This has 101 characters"),
        (f"A,2026/4/1,U1,{'茶' * 80},1,100", "「商品名」: 商品番号がないとき", "product_name: Without product_id"),
        ("A,2026/4/1(木),U1,茶,1,100", "「注文日時」: 2026/4/1", "at: Write 2026/4/1"),
        ("A,2026/4/1,U1,茶,1.5,100", "「数量」: ", "quantity: "),
    ],
)
def test_each_fault_is_said_once_and_for_its_true_reason(line, ja, en):
    (bad,) = read(f"{HEAD},金額", line).bad
    assert bad.why.ja.startswith(ja), bad.why
    assert bad.why.en.startswith(en), bad.why


def test_the_line_that_has_the_fault_is_named():
    found = read(f"{HEAD},金額", "A,2026/4/1,U1,豆大福,1,100", 'A,,,"茶\n",1,200', 'A,,,"茶\n葉",1,300')
    assert [(line.number, "改行" in line.why.ja) for line in found.bad] == [(2, False), (3, False), (5, True)]


@dataclass(frozen=True)
class True_:
    """An order as it was: what it came to is known."""

    lines: tuple[tuple[int, int], ...]  # quantity, price
    postage: int
    discount: int

    @property
    def goods(self) -> int:
        return sum(quantity * price for quantity, price in self.lines)

    @property
    def amount(self) -> int:
        return self.goods + self.postage - self.discount


@st.composite
def true_orders(draw) -> True_:
    prices = st.sampled_from([0, 100, 300, 300, 500, 1_234])
    lines = tuple(draw(st.lists(st.tuples(st.integers(1, 3), prices), min_size=1, max_size=4)))
    goods = sum(quantity * price for quantity, price in lines)
    return True_(lines, draw(st.sampled_from([0, 0, 300, 500])), draw(st.sampled_from([0, 0, min(100, goods), goods])))


def written(order: True_, order_id: str, style: dict[str, str]) -> list[dict[str, str]]:
    """The rows of an order as a program of a certain style writes them."""
    rows = [
        {"商品名": f"p{n}", "数量": str(quantity), "unit": str(price), "line": f"{quantity * price:,}"}
        for n, (quantity, price) in enumerate(order.lines)
    ]
    if order.postage and style["postage"] == "row":
        rows.append({"商品名": "送料", "数量": "1", "unit": str(order.postage), "line": str(order.postage)})
    if order.discount and style["discount"] == "row":
        rows.append({"商品名": "値引", "数量": "1", "unit": f"-{order.discount}", "line": f"▲{order.discount:,}"})
    for n, row in enumerate(rows):
        row |= {"注文番号": order_id, "注文日": "2026/4/1", "友だちのID": "U1"}
        if n == 0 or style["whole"] == "each":
            row |= {"total": str(order.amount), "subtotal": f"¥{order.goods:,}"}
            row["postage"] = str(order.postage) if style["postage"] == "column" else ""
            row["discount"] = str(order.discount) if style["discount"] == "column" else ""
    return rows


STYLES = {
    "unit": ["", "単価", "価格"],
    "line": ["", "金額", "小計", "明細金額", "合計"],
    "total": ["", "合計", "合計金額", "金額", "支払金額"],
    "subtotal": ["", "小計", "商品合計"],
    "postage": ["row", "column"],
    "discount": ["row", "column"],
    "whole": ["first", "each"],
}
FIGURES = {"postage": ["送料", "配送料"], "discount": ["値引", "値引合計", "割引額"]}


def table_of(rows: Sequence[dict[str, str]], style: dict[str, str], names: dict[str, str]) -> bytes:
    columns = [("注文番号",) * 2, ("注文日",) * 2, ("友だちのID",) * 2, ("商品名",) * 2, ("数量",) * 2]
    columns += [(key, style[key]) for key in ("unit", "line", "total", "subtotal") if style[key]]
    columns += [(key, names[key]) for key in ("postage", "discount") if style[key] == "column"]
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([name for _, name in columns])
    table.writerows([[row.get(key, "") for key, _ in columns] for row in rows])
    return out.getvalue().encode()


@pytest.mark.search
@checks(300)
@given(
    st.lists(true_orders(), min_size=1, max_size=4),
    st.fixed_dictionaries({key: st.sampled_from(names) for key, names in STYLES.items()}),
    st.fixed_dictionaries({key: st.sampled_from(names) for key, names in FIGURES.items()}),
)
def test_no_order_is_ever_taken_with_another_sum_than_it_had(orders, style, names):
    assume(
        style["unit"] or style["line"] or style["postage"] == style["discount"] == "column"
    )  # else a row says nothing
    rows = [row for n, order in enumerate(orders) for row in written(order, f"A-{n}", style)]
    try:
        found = read_table(table_of(rows, style, names), NOW)
    except Unreadable:
        return
    taken = {row.order_id: row for row in found.rows}
    for n, order in enumerate(orders):
        row = taken.get(f"A-{n}")
        if row is None:
            continue
        assert row.given["amount"] == order.amount
        lines = [(line["name"], line["quantity"], line["amount"]) for line in row.given["lines"]]
        # 値引 may be the order's or its lines', whose amounts are without it then: what the friend paid is the same.
        assert sum(amount for *_, amount in lines) in (order.goods, order.goods - order.discount)
    refused = {n for n in range(len(orders)) if f"A-{n}" not in taken}
    certain = style["total"] in ("合計金額", "支払金額") and style["line"] == "明細金額" and style["subtotal"] != "小計"
    assert not (refused and certain and names["discount"] == "値引合計")
