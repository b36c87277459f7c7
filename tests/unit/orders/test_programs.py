"""The tables that shops' own programs write: each sample (examples/orders) comes to its right sums."""

from pathlib import Path

import pytest

from daifukucho.orders.table import Told, read_table

NOW = 1_795_316_400_000
SAMPLES = Path(__file__).parents[3] / "examples" / "orders"

SUMS = {
    "ec-cube.csv": (
        "EC-CUBE",
        {
            "1001": (3_500, 0, "placed", {"DAIFUKU-6": (2, 2_160), "SENCHA": (1, 840)}),
            "1002": (4_000, 0, "placed", {"SAKURA": (2, 2_160), "KASHIWA": (2, 2_160)}),
            "1003": (1_910, 0, "cancelled", {"SAKURA": (1, 1_080)}),
            "1004": (550, 550, "placed", {"TENUGUI": (1, 550)}),
        },
    ),
    "smaregi.csv": (
        "スマレジ",
        {
            "50001": (1_750, 0, "placed", {"4900000000017": (5, 1_400), "4900000000024": (1, 500)}),
            "50002": (700, 0, "placed", {"4900000000031": (2, 1_000)}),
            "50003": (500, 0, "cancelled", {"4900000000031": (1, 500)}),
        },
    ),
    "base.csv": (
        "BASE",
        {
            "0A1B2C3D4E5F6071": (4_840, 0, "placed", {"70000001": (2, 3_400), "70000002": (1, 840)}),
            "1B2C3D4E5F607182": (2_130, 0, "placed", {"70000003": (4, 2_000)}),
            "2C3D4E5F60718293": (1_600, 0, "cancelled", {"70000003": (1, 500)}),
        },
    ),
    "shopify.csv": (
        "Shopify",
        {
            "#1001": (4_040, 0, "placed", {"DAIFUKU-6": (2, 3_200), "SENCHA": (1, 840)}),
            "#1002": (2_000, 500, "placed", {"SAKURA": (4, 2_000)}),
            "#1003": (1_000, 0, "cancelled", {"SAKURA": (1, 500)}),
        },
    ),
    "stores.csv": (
        "STORES",
        {
            "2176468849": (4_340, 0, "placed", {"DAIFUKU-6": (2, 3_200), "SENCHA": (1, 840)}),
            "6058601867": (2_330, 0, "placed", {"SAKURA": (2, 1_000), "KASHIWA": (2, 1_000)}),
            "5037548365": (1_100, 0, "cancelled", {"SAKURA": (1, 500)}),
        },
    ),
}
"""For each order: what the friend paid, what was paid back, its state, and pieces and yen of each product."""


def read(text: str):
    return read_table(text.encode(), NOW)


def reasons(text: str) -> list[str]:
    return [line.why.ja for line in read(text).bad]


def test_each_sample_has_its_sums():
    assert {path.name for path in SAMPLES.iterdir()} == set(SUMS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("name", SUMS)
def test_a_sample_of_a_program_comes_to_its_sums(name, encoding):
    text = (SAMPLES / name).read_text("utf-8")
    found = read_table(text.encode(encoding), NOW)
    program, orders = SUMS[name]
    assert (found.program, list(found.bad), list(found.unknown)) == (program, [], [])
    assert {
        row.order_id: (
            row.given["amount"],
            row.given["refunded"],
            row.given["state"],
            {line["product_id"]: (line["quantity"], line["amount"]) for line in row.given["lines"]},
        )
        for row in found.rows
    } == orders


@pytest.mark.parametrize(
    ("name", "figure", "sums"),
    [
        ("ec-cube.csv", "3500.00", ("3,500円", "3,507円")),
        ("ec-cube.csv", "3000.00", ("3,007円",)),
        ("smaregi.csv", "1750", ("1,750円", "1,757円")),
        ("base.csv", "3200", ("3,200円", "3,207円")),
        ("shopify.csv", "4040", ("4,040円", "4,047円")),
        ("stores.csv", "4340", ("4,340円", "4,347円")),
    ],
)
def test_a_figure_that_does_not_add_up_is_refused_with_both(name, figure, sums):
    whole, point, rest = figure.partition(".")
    text = (SAMPLES / name).read_text("utf-8").replace(f",{figure},", f",{int(whole) + 7}{point}{rest},")
    found = read(text)
    first = next(iter(SUMS[name][1]))
    assert first not in {row.order_id for row in found.rows} and len(found.rows) == len(SUMS[name][1]) - 1
    assert all(each in found.bad[0].why.ja for each in sums), found.bad[0].why
    assert all(each.removesuffix("円") in found.bad[0].why.en for each in sums)


EC_CUBE = "注文番号,受注日,小計,送料,値引き,合計,支払合計,商品名,商品コード,価格,個数,会員番号\n"


def test_the_subtotal_of_an_order_is_not_that_of_each_row():
    """Four rows of an order of 3,500 yen were 12,000 yen."""
    found = read(
        EC_CUBE
        + "1,2026/4/1,3000,500,0,3500,3500,豆大福,D,1000,1,2100000000019\n"
        + "1,2026/4/1,3000,500,0,3500,3500,桜餅,S,500,3,2100000000019\n"
        + "1,2026/4/1,3000,500,0,3500,3500,柏餅,K,500,1,2100000000019\n"
        + "1,2026/4/1,3000,500,0,3500,3500,送料,,500,1,2100000000019\n"
    )
    (row,) = found.rows
    assert found.program == "EC-CUBE"
    assert row.given["amount"] == 3_500
    assert [(line["product_id"], line["amount"]) for line in row.given["lines"]] == [
        ("D", 1000),
        ("S", 1500),
        ("K", 500),
    ]


SMAREGI = (
    "取引ID,取引日時,取引区分,取消区分,小計,合計,会員コード,取引明細区分,商品コード,商品名,販売単価,数量,値引き後計\n"
)


def test_a_till_writes_more_than_sales():
    found = reasons(
        SMAREGI
        + "1,2026-04-01 12:00:00,6,0,0,0,2100000000019,,,,,,\n"
        + "2,2026-04-01 12:00:00,1,0,-500,-500,2100000000019,2,A,桜餅,500,1,500\n"
    )
    assert found == [
        "取引区分「6」は販売ではないので、取り込みません。",
        "合計が -500円の注文です。返金した元の注文の「返金額」に 500 と書いて取り込んでください。",
    ]


def test_shopify_in_another_currency_is_refused():
    head = "Name,Created at,Lineitem name,Lineitem price,Total,Currency,member_no\n"
    found = read(head + "#1,2026-04-01 10:00:00 +0900,茶,10.00,10.00,USD,2100000000019\n")
    (bad,) = found.bad
    assert bad.why.en == "currency: An order in USD cannot be recorded. Take in orders in JPY alone."
    assert bad.why.ja == "「通貨」: USD の注文は記録できません。円の注文だけにしてください。"


def test_taxes_may_be_in_the_prices_or_come_on_top():
    head = "Name,Created at,Lineitem name,Lineitem price,Subtotal,Taxes,Total,member_no\n"
    found = read(
        head
        + "#1,2026-04-01 10:00:00 +0900,茶,1000,1000,80,1080,2100000000019\n"
        + "#2,2026-04-01 10:00:00 +0900,茶,2000,2000,160,2160,2100000000019\n"
    )
    assert [row.given["amount"] for row in found.rows] == [1_080, 2_160]
    assert "1,080円" in reasons(head + "#1,2026-04-01 10:00:00 +0900,茶,1000,1000,80,1070,2100000000019\n")[0]


def test_a_state_can_be_given_its_meaning():
    head = "注文番号,注文日,友だちのID,合計金額,状態\n"
    lines = "A,2026/4/1,U1,100,保留\nB,2026/4/1,U1,100,返送\nC,2026/4/1,U1,100,保留\nD,2026/4/1,U1,100,入金済\n"
    found = read_table((head + lines).encode(), NOW)
    assert [row.order_id for row in found.rows] == ["D"]
    assert found.states == ("保留", "返送")
    mapped = read_table((head + lines).encode(), NOW, {"保留": Told.PLACED, "返送": Told.REFUNDED})
    assert [(row.order_id, row.given["refunded"]) for row in mapped.rows] == [("A", 0), ("B", 100), ("C", 0), ("D", 0)]
    assert mapped.states == ()


@pytest.mark.parametrize(
    ("state", "told"),
    [
        *(
            (s, ("placed", 0))
            for s in ("新規受付", "入金済み", "発送済み", "対応中", "paid", "Fulfilled", "発送済", "入金待ち")
        ),
        *((s, ("cancelled", 0)) for s in ("注文取消し", "キャンセル済み", "voided", "取消", "ｷｬﾝｾﾙ")),
        *((s, ("placed", 100)) for s in ("返品", "refunded", "返金済み")),
    ],
)
def test_states_of_real_shops(state, told):
    (row,) = read(f"注文番号,注文日,友だちのID,合計金額,状態\nA,2026/4/1,U1,100,{state}\n").rows
    assert (row.given["state"], row.given["refunded"]) == told


def test_a_part_that_was_paid_back_has_to_be_said():
    head = "注文番号,注文日,友だちのID,合計金額,状態,返金額\n"
    assert "返金額" in reasons(head + "A,2026/4/1,U1,100,partially_refunded,\n")[0]
    (row,) = read(head + "A,2026/4/1,U1,100,partially_refunded,30\n").rows
    assert row.given["refunded"] == 30
