"""What the guides tell people to type, AWS understands."""

import re
from pathlib import Path

import pytest

from tests.support.aws_commands import commands, faults

ROOT = Path(__file__).resolve().parents[3]
GUIDES = [ROOT / "README.md", ROOT / "README.ja.md", *sorted((ROOT / "docs").rglob("*.md"))]
DOCUMENTED = [(guide.name, command) for guide in GUIDES for command in commands(guide.read_text("utf-8"))]


@pytest.mark.parametrize(("guide", "command"), DOCUMENTED)
def test_a_documented_command_is_one_that_aws_understands(guide: str, command: str) -> None:
    assert faults(command) == []


def test_commands_are_found() -> None:
    assert len(DOCUMENTED) > 10
    assert {command.split()[1] for _, command in DOCUMENTED} >= {"lambda", "dynamodb", "cloudformation", "cognito-idp"}


@pytest.mark.parametrize(
    ("command", "wrong"),
    [
        ("aws lambda invoke --function-name f --payload '{}' out", ["no --cli-binary-format", "no --cli-read-timeout"]),
        ("aws dynamodb describe-tables --table-name x", ["dynamodb describe-tables"]),
        ("aws dynamodb update-table --no-deletion-protection --table-name x", ["no-deletion-protection"]),
        ("aws cloudformation delete-stack --region x", ["no --stack-name"]),
        ("aws cloudformation wait stack-complete --stack-name x", ["cloudformation wait stack-complete"]),
    ],
)
def test_a_wrong_command_is_noticed(command: str, wrong: list[str]) -> None:
    assert faults(command) == wrong


def test_the_services_that_we_call_are_those_of_the_decision_on_botocore() -> None:
    called = {
        name
        for file in (ROOT / "layers/crm/python/daifukucho_aws").rglob("*.py")
        for name in re.findall(r'\bclient\("([a-z0-9-]+)"', file.read_text("utf-8"))
    } | {"dynamodb"}  # by PynamoDB
    text = " ".join((ROOT / "docs/adr/dependency-layer.md").read_text("utf-8").split())
    (told,) = re.findall(r"We call (\w+ services \([^)]*\))", text)
    words = {
        "dynamodb": "DynamoDB",
        "sqs": "SQS",
        "scheduler": "EventBridge Scheduler",
        "secretsmanager": "Secrets Manager",
    }
    words |= {"s3": "S3", "lambda": "Lambda"}
    assert called == words.keys()
    assert told == f"six services ({', '.join(words.values())})"
