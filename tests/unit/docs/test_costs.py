"""docs/costs.md says what its own calculation, LINE's plan in the code and ``bench/prices.json`` come to."""

import re
from pathlib import Path

import pytest

from bench.support import prices
from daifukucho.shop.plan import KNOWN_PLANS, Plan, Tier

ROOT = Path(__file__).resolve().parents[3]
GUIDE = (ROOT / "docs/costs.md").read_text("utf-8")
API = (ROOT / "docs/api.md").read_text("utf-8")
STANDARD = KNOWN_PLANS["standard"]
LAST = STANDARD.tiers[-1]
AT_MOST = Plan(None, STANDARD.included, (*STANDARD.tiers, Tier(None, LAST.yen)))
"""As if what LINE does not publish cost as much as the last tier that it does."""
FRIENDS = (10_000, 100_000)


def rows(heading: str) -> list[list[str]]:
    """The cells of the rows below a heading, without those of the tables' heads."""
    part = GUIDE.partition(heading)[2].partition("\n## ")[0]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in re.findall(r"^\|.*\|$", part, re.MULTILINE)]


def number(text: str) -> float:
    return float(re.search(r"[\d,.]*\d", text)[0].replace(",", ""))  # type: ignore[index]


def bill(messages: int) -> int:
    """LINE's, in yen, with the fee that the guide of the API gives."""
    (fee,) = re.findall(r"^\| `standard` \| ¥([\d,]+) \|", API, re.MULTILINE)
    cost = AT_MOST.cost(0, messages)
    assert cost is not None
    return int(number(fee)) + cost


def test_the_plans_are_those_of_the_code():
    told = {row[0]: int(number(row[2])) for row in rows("## LINE") if row[0] in KNOWN_PLANS}
    assert told == {key: plan.included for key, plan in KNOWN_PLANS.items()}


@pytest.mark.parametrize("messages", [10_000, 40_000, 100_000, 400_000])
def test_what_line_charges_adds_up(messages: int):
    (row,) = (row for row in rows("## LINE") if row[0] == f"{messages:,}" and len(row) == 4)
    assert number(row[1]) == max(0, messages - STANDARD.included)
    assert number(row[3]) == bill(messages)
    assert eval(row[2].replace(",", "").replace("×", "*")) == bill(messages)
    assert ("at most" in row[3]) == (STANDARD.cost(0, messages) is None)


def test_what_aws_charges_adds_up():
    usd = prices.load().usd
    stated = {row[0].split(" ")[0]: row for row in rows("## AWS")}
    for column, friends in enumerate(FRIENDS, start=2):
        events = 10 * friends
        write, read = usd["dynamodb_write_unit"], usd["dynamodb_read_unit"]
        invocation = usd["lambda_request"] + 0.1 * 0.5 * usd["lambda_gb_second"]
        gb = (650 * friends + 1_000 * 12 * events) / 1e9
        worth = {
            "campaigns,": 4 * friends * 1.60 / 1e6,
            "Lambda": 2 * events * invocation,
            "the": 30 * 0.079 * friends * read,
        }
        assert [f"{worth[name]:.2f}" for name in ("campaigns,", "Lambda", "the")] == [
            stated[name][column] for name in ("campaigns,", "Lambda", "the")
        ]
        done, stored = (row[column] for row in rows("## AWS") if row[0].startswith(("what friends", "what is stored")))
        assert [done, stored] == [f"{events * (8 * write + read):.2f}", f"{gb * usd['dynamodb_gb_month']:.2f}"]
        whole = sum(float(row[column]) for row in rows("## AWS")[2:-1])
        assert stated["**together**"][column] == f"**{whole:.1f}**"


def test_the_first_table_is_the_sum_of_the_others():
    (idle,) = re.findall(
        r"^\| \*\*together\*\* \| \*\*([\d.]+) – ([\d.]+)\*\*", (ROOT / "README.md").read_text(), re.MULTILINE
    )
    work = next(row for row in rows("## AWS") if row[0] == "**together**")
    for line, (friends, each) in zip(
        rows("# What it costs")[2:], [(n, k) for n in FRIENDS for k in (1, 4)], strict=True
    ):
        assert number(line[0]) == friends
        assert number(line[1]) == bill(each * friends)
        usd = [round(float(end) + number(work[2 + FRIENDS.index(friends)])) for end in idle]
        assert line[2] == f"{usd[0]} – {usd[1]}"
        yen = [-(-(bill(each * friends) + 150 * dollars) // 100) * 100 for dollars in usd]
        assert line[3].removesuffix(" at most") == f"¥{yen[0]:,} – {yen[1]:,}"
