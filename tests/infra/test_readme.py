"""An idle month's bill in the READMEs is that of what is deployed, at the prices of ``bench/prices.json``."""

import re
from pathlib import Path

import pytest

from daifukucho_aws.metrics import Metric
from tests.infra.bill import bill, empty_polls, looks, watches
from tests.infra.conftest import ROOT, Template
from tests.infra.reading import load, resources

NUMBERS = {
    "README.md": {
        "alarms": r"CloudWatch: (\d+) alarms",
        "dashboards": r"CloudWatch: (\d+) dashboards",
        "metrics": r"CloudWatch: (\d+) metrics of our own",
        "secrets": r"Secrets Manager: (\d+) secrets",
        "queues": r"([\d.]+) million requests",
        "watch": r"([\d,]+) invocations of 0.3 s",
        "copy": r"([\d,]+) invocations of 0.2 s",
    },
    "README.ja.md": {
        "alarms": r"アラーム(\d+)個",
        "dashboards": r"ダッシュボード(\d+)枚",
        "metrics": r"独自メトリクス(\d+)個",
        "secrets": r"シークレット(\d+)つ",
        "queues": r"月(\d+)万回",
        "watch": r"([\d,]+)回、1回0.3秒",
        "copy": r"([\d,]+)回、1回0.2秒",
    },
}
LINES = ("alarms", "dashboards", "metrics", "secrets", "queues", "watch", "copy")
"""In the order of the table, after Cognito's."""
COGNITO = 6.00


@pytest.mark.parametrize("name", NUMBERS)
def test_what_the_bill_counts_is_what_is_deployed(name: str, template: Template) -> None:
    text = (ROOT / name).read_text("utf-8")
    told = {what: re.findall(pattern, text) for what, pattern in NUMBERS[name].items()}
    millions = empty_polls(template) / 1_000_000
    assert told == {
        "alarms": [str(len(resources(template, "AWS::CloudWatch::Alarm")))],
        "dashboards": [str(len(resources(template, "AWS::CloudWatch::Dashboard")))],
        "metrics": [str(len(Metric))],
        "secrets": [str(len(resources(template, "AWS::SecretsManager::Secret")))],
        "queues": [f"{millions:.1f}" if name == "README.md" else f"{millions * 100:.0f}"],
        "watch": [f"{watches(template):,}"],
        "copy": [f"{looks(template):,}"],
    }


@pytest.mark.parametrize("name", NUMBERS)
def test_the_bill_adds_up(name: str, template: Template, few: Path) -> None:
    whole, spare = bill(template), bill(load(few))
    wanted = [(f"{whole[line].alone:.2f}", f"{whole[line].used_up:.2f}") for line in LINES]
    for lines in (whole, spare):
        alone, used_up = (sum(getattr(line, of) for line in lines.values()) for of in ("alone", "used_up"))
        wanted.append((f"{alone:.1f} – {alone + COGNITO:.1f}", f"{used_up:.1f} – {used_up + COGNITO:.1f}"))
    text = (ROOT / name).read_text("utf-8")
    table = text[text.index("| Cognito") :].partition("\n\n")[0].splitlines()
    cells = [tuple(cell.strip(" *") for cell in row.split("|")[2:4]) for row in table]
    assert cells[0] == (f"0 – {COGNITO:.2f}",) * 2
    assert [pair for pair in cells[1:] if pair[0][0].isdigit()] == wanted


def test_a_key_of_ones_own_costs_what_the_guide_says(everything_on: Path) -> None:
    assert bill(load(everything_on))["keys"].alone == 1.00
    assert "(1 USD a month" in (ROOT / "docs/deploying.md").read_text("utf-8")
