"""Tables of orders, as tills and Excel write them: what can be read is taken, and every line that cannot says why."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daifukucho.kernel.time import business_date
from daifukucho.kernel.words import Words
from daifukucho.kernel.written import day_of, instant_of, yen_of
from daifukucho.orders.table import Unreadable, read_table
from tests.support.search import checks

NOW = 1_795_316_400_000
HEAD = "注文番号,注文日,友だちのID,商品番号,商品名,数量,単価,金額,合計金額,返金額,状態\r\n"


def table(*lines: str, head: str = HEAD, encoding: str = "utf-8-sig"):
    return read_table((head + "\r\n".join(lines)).encode(encoding), NOW)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_lines_of_an_order_are_one_wherever_they_stand(encoding):
    found = table(
        'A-1,2026/4/1,U1,p1,豆大福,2,"1,600",,"￥3,700",,',
        "A-2,R8.4.2 19:30,U1,p2,茶,1,,５００円,,,キャンセル",
        "",
        "A-1,,,p2,茶,,,500,,100,",
        encoding=encoding,
    )
    assert (list(found.bad), list(found.unknown)) == ([], [])
    first, second = found.rows
    assert (first.numbers, first.order_id, first.friend_id, first.member_no) == ((2, 5), "A-1", "U1", None)
    assert first.given == {
        "at": "2026-04-01T12:00:00+09:00",
        "amount": 3_700,
        "refunded": 100,
        "state": "placed",
        "store_id": None,
        "lines": [
            {"product_id": "p1", "name": "豆大福", "category": None, "quantity": 2, "amount": 3_200, "cost": None},
            {"product_id": "p2", "name": "茶", "category": None, "quantity": 1, "amount": 500, "cost": None},
        ],
    }
    assert (second.given["at"], second.given["amount"], second.given["state"]) == (
        "2026-04-02T19:30:00+09:00", 500, "cancelled",
    )  # fmt: skip


def test_one_line_for_each_order_by_member_number_in_english():
    found = table("A-1\t2026-04-01T10:00:00Z\t2123456789010\t3200\tx", head="order_id\tat\tmember_no\tAMOUNT\tcolour\n")
    (row,) = found.rows
    assert (row.member_no, row.friend_id, row.given["lines"], found.unknown) == ("2123456789010", None, [], ["colour"])
    assert row.given["at"] == "2026-04-01T19:00:00+09:00"


@pytest.mark.parametrize(
    ("line", "ja", "en"),
    [
        ("A-1,2026/4/1,U1,p,茶,3.5,100,,100,,", "「数量」: 1 や 12 のような", "quantity: Write a whole number"),
        ("A-1,2026/4/1,U1,p,茶,0,100,,100,,", "「数量」: 1 や 12 のような", "quantity: Write a whole number"),
        (
            "A-1,2026/4/1,U1,p,茶,1,100,,100,200,",
            "「返金額」: 合計金額より大きい",
            "refunded: This is more than the friend paid",
        ),
        ("A-1,2028/4/1,U1,p,茶,1,100,,100,,", "「注文日時」: まだ来ていない", "at: This has not come yet"),
        ("A 1,2026/4/1,U1,p,茶,1,100,,100,,", "「注文番号」: 空白と / を含まない", "order_id: Give 1 to 64"),
        (f"A-1,2026/4/1,U1,{'p' * 65},茶,1,100,,100,,", "「商品番号」: 64文字以内", "product_id: "),
        ("A-1,2026/4/1,U1,p,茶,1,,2000000000,100,,", "「金額」: 0〜1,000,000,000円", "line_amount: "),
    ],
)
def test_what_the_book_would_refuse_is_said_in_the_words_of_the_table(line, ja, en):
    (bad,) = table(line).bad
    assert bad.why.ja.startswith(ja), bad.why
    assert bad.why.en.startswith(en), bad.why


def test_an_order_of_too_many_lines_says_how_many_it_may_have():
    found = table(*(f"A-1,2026/4/1,U1,p{n},茶,1,100,,,," for n in range(101)))
    assert (found.rows, found.bad[0].number) == ([], 2)
    assert found.bad[0].why == Words("1件の注文の行は100行までにしてください。", "Give at most 100 lines of one order.")


def test_every_line_that_is_refused_says_its_number_and_what_to_change():
    found = table(
        "A-1,2026/2/30,U1,,,,,,3200,,",
        "A-2,2026/4/1,,,,,,,3200,,",
        ",2026/4/1,U1,,,,,,3200,,",
        "A-3,2026/4/1,U1,,,,,,32.5,,",
        "A-4,2026/4/1,U1,p1,,1,,,3200,,",
        "A-4,2026/4/1,U1,p2,,1,10,,3200,,",
        "A-5,2026/4/1,U1,,,,,,3200,,失効",
        "A-6,2026/4/1,U1,,,,,,3200,,",
        "A-6,2026/4/2,U1,,,,,,,,",
        "A-7,2026/4/1,U1,,,,,,3,200,,",
        "A-7 x,2026/4/1,U1,,,,,,3200,9999,",
        'A-8,2026/4/1,U1,"p\n1",,,10,,3200,,',
        "A-9,2026/4/1,U1,,,,,,3200,,",
    )
    assert [row.order_id for row in found.rows] == ["A-9"]
    assert sorted({line.number for line in found.bad}) == [*range(2, 14)]
    why = {line.number: line.why for line in found.bad}
    assert "2026/4/1" in why[2].ja and "R8.4.1" in why[2].en
    assert "会員番号" in why[3].ja
    assert "注文番号" in why[4].ja
    assert "3,200" in why[5].en
    assert "単価" in why[6].ja and "line 6" in why[7].en
    assert "キャンセル" in why[8].ja
    assert "9, 10" in why[9].ja and "line 9" in why[10].en
    assert "cells" in why[11].en
    assert [line.why.en.split(":")[0] for line in found.bad if line.number == 12] == ["order_id", "refunded"]
    assert next(line.why.en.split(":")[0] for line in found.bad if line.number == 13) == "product_id"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        (b"\x81", "UTF-8"),
        ("日時,合計金額,友だちのID".encode(), "order_id"),
        ("注文番号,日時,合計金額".encode(), "member_no"),
        ("注文番号,日時,友だちのID".encode(), "unit_amount"),
        ("注文番号,日時,注文日,友だちのID,合計金額".encode(), "twice: at"),
        (b"", "order_id"),
    ],
)
def test_a_file_that_cannot_be_a_table_of_orders(content, says):
    with pytest.raises(Unreadable, match=says):
        read_table(content, NOW)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026/4/1", date(2026, 4, 1)),
        ("２０２６年４月１日", date(2026, 4, 1)),
        ("R8.4.1", date(2026, 4, 1)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("H31-04-30", date(2019, 4, 30)),
        ("s64/1/7", date(1989, 1, 7)),
    ],
)
def test_days_as_people_write_them(written, day):
    assert day_of(written) == day
    assert business_date(instant_of(written), 0) == business_date(instant_of(written), 719) == day


@pytest.mark.parametrize(
    "written", ["26/4/1", "R1.4.30", "H31.5.1", "S65.1.1", "2026/2/29", "R0.1.1", "4/1", "", "X8.4.1"]
)
def test_days_that_there_were_not(written):
    with pytest.raises(ValueError):
        day_of(written)


@pytest.mark.parametrize("written", ["1,20", "-5", "3200.5", "", "三千", "1e3", "1,2000"])
def test_amounts_that_are_none(written):
    with pytest.raises(ValueError):
        yen_of(written)


cells = st.one_of(
    st.sampled_from(["A-1", "U1", "2026/4/1", "3200", "", "キャンセル", '"', "\n", "\x00"]), st.text(max_size=9)
)


@checks(60)
@given(st.lists(st.lists(cells, max_size=12), max_size=6))
def test_whatever_is_in_the_cells_each_line_is_taken_or_refused(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    content = (HEAD + out.getvalue()).encode("utf-8", "replace")
    try:
        found = read_table(content, NOW)
    except Unreadable as error:
        assert error.why.ja
        return
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(found.rows) <= len(filled) and len({line.number for line in found.bad}) <= len(filled)
    assert bool(found.rows or found.bad) == bool(filled)
