"""What the READMEs count in an idle month's bill is what is deployed."""

import re
from typing import Any

import pytest

from daifukucho_aws.metrics import Metric
from tests.infra.conftest import ROOT

NUMBERS = {
    "README.md": {
        "AWS::CloudWatch::Alarm": r"CloudWatch: (\d+) alarms",
        "AWS::CloudWatch::Dashboard": r"CloudWatch: (\d+) dashboards",
        "AWS::SecretsManager::Secret": r"Secrets Manager: (\d+) secrets",
        "metrics": r"(\d+) metrics of our own",
    },
    "README.ja.md": {
        "AWS::CloudWatch::Alarm": r"アラーム(\d+)個",
        "AWS::CloudWatch::Dashboard": r"ダッシュボード(\d+)枚、独自",
        "AWS::SecretsManager::Secret": r"シークレット(\d+)つ",
        "metrics": r"独自メトリクス(\d+)個",
    },
}


@pytest.mark.parametrize("name", NUMBERS)
def test_what_the_bill_counts_is_what_is_deployed(name: str, template: dict[str, Any]) -> None:
    kinds = [resource["Type"] for resource in template["Resources"].values()]
    text = (ROOT / name).read_text("utf-8")
    told = {what: [int(n) for n in re.findall(pattern, text)] for what, pattern in NUMBERS[name].items()}
    there = {what: [kinds.count(what)] for what in NUMBERS[name]} | {"metrics": [len(Metric)]}
    assert told == there
