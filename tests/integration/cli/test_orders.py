"""``daifukucho orders``, against the API itself."""

from pathlib import Path

from tests.integration.cli.conftest import Cli

NOW = 1_795_316_400_000  # 2026-11-22 12:00 in Japan


def write(folder: Path, *lines: str) -> str:
    path = folder / "orders.csv"
    path.write_bytes(
        "\r\n".join(["注文番号,注文日,友だちのID,会員番号,商品名,数量,金額,店舗,状態", *lines]).encode("cp932")
    )
    return str(path)


def test_a_table_is_taken_in_once_and_says_what_it_could_not(cli: Cli, tmp_path):
    cli.crm.shop.now = NOW
    first, second, *_ = cli.crm.shop.ids
    member_no = cli.crm("PUT", f"/friends/{second}/card").json["member_no"]
    lines = [
        f'A-1,2026/4/1,{first},,豆大福,2,"3,200",渋谷,',
        "A-1,,,,茶,1,500,,",
        f"A-2,R8.11.1,,{member_no},豆大福,1,1600,,",
    ]
    good = write(tmp_path, *lines)
    assert "2 new" in cli("orders", "import", good, "--dry-run").stdout
    assert cli.crm("GET", f"/friends/{first}/orders").json["items"] == []
    assert cli.json("orders", "import", good) == {"dry_run": False, "new": 2, "changed": 0, "same": 0, "refused": []}
    before = cli.crm.dump()
    cli.crm.shop.now += 1_000
    assert cli.json("orders", "import", good)["same"] == 2
    assert cli.crm.dump()[0][:3] == before[0][:3]  # all but the count of requests

    bad = write(
        tmp_path,
        lines[0].replace("3,200", "3,300"),
        *lines[1:],
        "A-3,2026/4/1,U-nobody,,,,,,",
        "A-4,2026/13/1,U-nobody,,,,100,,",
        f"A-2,R8.11.1,{first},,豆大福,1,1600,,",
        "A-5,2026/4/1,,9999999999999,茶,1,100,,",
        "A-6,2026/4/1,U-nobody,,茶,1,100,,",
        f"A-7,2026/4/1,{first},,茶,1,100,,",
    )
    result = cli("orders", "import", bad, code=1)
    assert "1 new, 1 changed; 0 unchanged" in result.stdout
    for number, words in ((4, ""), (5, "amount"), (6, "R8.4.1"), (8, "member number"), (9, "no friend of this id")):
        assert any(line.startswith(f"Line {number}:") and words in line for line in result.stderr.splitlines()), number
    assert "7行目" in cli("orders", "import", bad, lang="ja", code=1).stderr

    (shown, *_) = cli.lines("orders", "list", first)
    assert {"order_id", "amount", "lines"} <= set(shown)
    assert "3,800" in cli("orders", "list", first).stdout
    assert "R2 F2 M1" in cli("orders", "summary", first).stdout


def test_the_same_reason_is_said_once_and_a_state_can_be_mapped(cli: Cli, tmp_path):
    cli.crm.shop.now = NOW
    first, *_ = cli.crm.shop.ids
    table = write(tmp_path, *(f"C-{n},2026/4/1,{first},,茶,1,100,,保留" for n in range(12)))
    result = cli("orders", "import", table, lang="ja", code=1)
    said = [line for line in result.stderr.splitlines() if "「保留」" in line]
    assert len(said) == 1 and said[0].startswith("2, 3, 4, 5, 6, 7, 8, 9, 10, 11行目ほか2行: ")
    assert "--state 保留=placed" in result.stderr
    assert "12 new" in cli("orders", "import", table, "--state", "保留=placed").stdout
    assert "placed, cancelled" in cli("orders", "import", table, "--state", "保留=what", code=1).stderr


def test_a_table_of_a_program_is_said_to_be_one(cli: Cli, tmp_path):
    cli.crm.shop.now = NOW
    first, *_ = cli.crm.shop.ids
    table = tmp_path / "smaregi.csv"
    table.write_text(f"取引ID,取引日時,合計,friend_id\n1,2026-04-01 12:00:00,500,{first}\n", "utf-8")
    result = cli("orders", "import", str(table))
    assert "1 new" in result.stdout and "Read as a table of Smaregi." in result.stderr
    assert "スマレジ の表として" in cli("orders", "import", str(table), lang="ja").stderr


def test_an_order_of_another_friend_is_refused(cli: Cli, tmp_path):
    cli.crm.shop.now = NOW
    cli.crm.order("A-9")
    found = cli("orders", "import", write(tmp_path, f"A-9,2026/4/1,{cli.crm.shop.ids[1]},,茶,1,100,,"), code=1)
    assert "Line 2: This order is another friend's" in found.stderr


def test_an_odd_line_costs_the_others_nothing(cli: Cli, tmp_path):
    cli.crm.shop.now = NOW
    first, second, *_ = cli.crm.shop.ids
    member_no = cli.crm("PUT", f"/friends/{second}/card").json["member_no"]
    lines = [
        f"B-1,2026/4/1,{'x' * 65},,茶,1,100,,",
        "B-2,2026/4/1,..,,茶,1,100,,",
        f"B-3,2026/4/1,,{'9' * 65},茶,1,100,,",
        f"B-4,2026/4/1,{first},{member_no},茶,1,100,,",
        f"B-5,2026/4/1,{second},{member_no},茶,1,100,,",
        f"B-6,2026/4/1,,{member_no},茶,1,100,,",
    ]
    asked = len(cli.gateway.requests)
    result = cli("orders", "import", write(tmp_path, *lines), code=1)
    assert "2 new" in result.stdout
    for number, words in ((2, ""), (3, "cannot be sent"), (4, ""), (5, "another friend's")):
        assert any(line.startswith(f"Line {number}:") and words in line for line in result.stderr.splitlines()), number
    members = [request for request in cli.gateway.requests[asked:] if "/members/" in str(request)]
    assert len(members) == 2  # each number is looked up once


def test_another_content_of_the_same_time_is_no_repetition(cli: Cli, tmp_path):
    cli.crm.shop.now = NOW
    first, *_ = cli.crm.shop.ids
    table = tmp_path / "orders.csv"
    head = "注文番号,注文日,友だちのID,金額,商品名,返金額,更新日時\n"
    table.write_text(f"{head}A-1,2026/4/1,{first},1000,茶,,2026/4/1\n", "utf-8")
    assert "1 new" in cli("orders", "import", str(table)).stdout
    table.write_text(f"{head}A-1,2026/4/1,{first},1000,茶,1000,2026/4/1\n", "utf-8")
    result = cli("orders", "import", str(table), code=1)
    assert "Line 2:" in result.stderr and "time of day" in result.stderr


def test_settings(cli: Cli):
    settings = cli.json("settings", "orders", "show")
    definition = {name: settings[name] for name in ("expected_years", "rfm", "nine_segments")}
    vip = {"tag": "VIP", "enter": 100_000, "leave_below": 80_000, "months": 12}
    saved = cli("settings", "orders", "update", "-f", "-", given=definition | {"margin_percent": 60, "vip": vip})
    assert "margin per cent  60" in saved.stdout and "from: 100,000" in saved.stdout
    wrong = definition | {"margin_percent": 101, "vip": None}
    assert "/margin_percent" in cli("settings", "orders", "update", "-f", "-", given=wrong, code=1).stderr
