"""A deployment can be repeated, whatever the one before left behind."""

from typing import Any

import boto3
import pytest

from infra.deploying.words import Refused
from tests.support.aws_commands import commands, faults

HERE = "--stack-name daifukucho-prod --region ap-northeast-1"


def test_protection_comes_when_there_is_something_to_protect(desk: Any) -> None:
    desk.ends = ["CREATE_COMPLETE", "UPDATE_COMPLETE"]
    assert desk.deploy() == 0
    assert [words[0] for words in desk.ran] == ["deploy", "deploy"]
    assert desk.context(0) == {"stage": "prod", "creating": "true"}
    assert desk.context(1) == {"stage": "prod"}
    assert desk.ran[1][-2:] == ["--require-approval", "never"]  # it adds no permission
    desk.deploy()
    assert [desk.context(2), len(desk.ran)] == [{"stage": "prod"}, 3]


def test_what_is_not_protected_is_made_in_one_step(desk: Any) -> None:
    desk.ends = ["CREATE_COMPLETE"]
    assert desk.deploy("-c", "stage=dev") == 0
    assert len(desk.ran) == 1


def test_a_second_shop_is_protected_as_the_first(desk: Any) -> None:
    desk.ends = ["CREATE_COMPLETE", "UPDATE_COMPLETE"]
    assert desk.deploy("-c", "stage=second", "-c", "protect=true") == 0
    assert len(desk.ran) == 2
    assert desk.stack.asked == "daifukucho-second"


def test_who_was_interrupted_before_the_protection_gets_it_with_the_next(desk: Any) -> None:
    desk.stack.status, desk.stack.parameters = "CREATE_COMPLETE", {"Options": "{}"}
    assert desk.deploy() == 0
    assert [desk.context(n) for n in range(len(desk.ran))] == [{"stage": "prod"}]


@pytest.mark.parametrize("end", ["REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE"])
def test_a_creation_that_was_not_finished_is_begun_anew(end: str, desk: Any) -> None:
    desk.ends = [end, "CREATE_COMPLETE", "UPDATE_COMPLETE"]
    assert desk.deploy() == 1
    assert desk.deploy() == 0
    assert [words.get("creating") for words in map(desk.context, range(3))] == ["true", "true", None]


def test_a_failed_creation_of_an_earlier_version_is_freed(desk: Any, capsys: Any) -> None:
    """It protected a stack before anything was in it, and let its tables stay."""
    desk.stack.status, desk.stack.protected = "ROLLBACK_COMPLETE", True
    desk.stack.resources = [("AWS::DynamoDB::Table", "daifukucho-prod-Friends-1", "DELETE_SKIPPED")]
    desk.ends = ["CREATE_COMPLETE", "UPDATE_COMPLETE"]
    assert desk.deploy() == 0
    assert desk.stack.protected is False  # then cdk can delete it, and does
    assert "AWS::DynamoDB::Table daifukucho-prod-Friends-1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("status", "command"),
    [
        ("CREATE_IN_PROGRESS", f"aws cloudformation describe-stacks {HERE}"),
        ("ROLLBACK_IN_PROGRESS", f"aws cloudformation describe-stacks {HERE}"),
        ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", f"aws cloudformation describe-stacks {HERE}"),
        ("UPDATE_ROLLBACK_FAILED", f"aws cloudformation continue-update-rollback {HERE}"),
        ("ROLLBACK_FAILED", f"aws cloudformation delete-stack {HERE}"),
        ("CREATE_FAILED", f"aws cloudformation delete-stack {HERE}"),
        ("DELETE_FAILED", f"aws cloudformation delete-stack {HERE}"),
        ("IMPORT_ROLLBACK_FAILED", "console"),
    ],
)
def test_a_stack_that_cannot_be_deployed_to_says_the_exact_command(status: str, command: str, desk: Any) -> None:
    desk.stack.status, desk.stack.parameters = status, {"Options": "{}"}
    with pytest.raises(Refused) as refused:
        desk.deploy()
    assert command in str(refused.value)
    assert [faults(said) for said in commands(str(refused.value))] == [[]] * ("aws " in command)
    assert desk.ran == []


def test_what_keeps_a_stack_from_being_deleted_is_named(desk: Any) -> None:
    desk.stack.status = "ROLLBACK_FAILED"
    desk.stack.resources = [
        ("AWS::S3::Bucket", "copy-1", "DELETE_FAILED"),
        ("AWS::DynamoDB::Table", "friends-1", "DELETE_FAILED"),
        ("AWS::Cognito::UserPool", "pool-1", "DELETE_FAILED"),
        ("AWS::SNS::Topic", "topic-1", "DELETE_COMPLETE"),
    ]
    with pytest.raises(Refused) as refused:
        desk.deploy()
    assert str(refused.value).splitlines()[1:] == [
        "  aws s3 rm --recursive s3://copy-1",
        "  aws dynamodb update-table --no-deletion-protection-enabled --table-name friends-1",
        "  aws cognito-idp update-user-pool --deletion-protection INACTIVE --user-pool-id pool-1",
        f"  aws cloudformation delete-stack {HERE}",
    ]
    assert [faults(said) for said in commands(str(refused.value))] == [[]] * 4


def test_what_an_earlier_stack_left_under_our_names_is_found_before_it_is_in_the_way(desk: Any) -> None:
    logs, scheduler, boards = (boto3.client(s, "ap-northeast-1") for s in ("logs", "scheduler", "cloudwatch"))
    for name in (
        "/aws/lambda/daifukucho-prod-sender",
        "/aws/apigateway/daifukucho-prod",
        "/aws/lambda/daifukucho-dev-sender",
    ):
        logs.create_log_group(logGroupName=name)
    logs.create_log_group(logGroupName="/aws/apigateway/daifukucho-prod2")
    scheduler.create_schedule_group(Name="daifukucho-prod")
    boards.put_dashboard(DashboardName="daifukucho-prod-business", DashboardBody='{"widgets": []}')
    boards.put_metric_alarm(
        AlarmName="daifukucho-prod-runs-paused",
        Namespace="daifukucho-prod",
        MetricName="RunsPaused",
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
        Period=300,
        Statistic="Sum",
        Threshold=0,
    )
    with pytest.raises(Refused) as refused:
        desk.deploy()
    assert str(refused.value).splitlines()[1:] == [
        "  aws logs delete-log-group --log-group-name /aws/lambda/daifukucho-prod-sender --region ap-northeast-1",
        "  aws logs delete-log-group --log-group-name /aws/apigateway/daifukucho-prod --region ap-northeast-1",
        "  aws scheduler delete-schedule-group --name daifukucho-prod --region ap-northeast-1",
        "  aws cloudwatch delete-alarms --alarm-names daifukucho-prod-runs-paused --region ap-northeast-1",
        "  aws cloudwatch delete-dashboards --dashboard-names daifukucho-prod-business --region ap-northeast-1",
    ]
    assert desk.ran == []
    assert [faults(said) for said in commands(str(refused.value))] == [[]] * 5
    desk.stack.status, desk.stack.parameters = "UPDATE_COMPLETE", {"Options": "{}"}
    assert desk.deploy() == 0  # they are its own


def test_every_name_of_our_own_is_looked_for(template: dict[str, Any]) -> None:
    """Where CloudFormation chooses the name, no earlier stack's is in the way. A function and its log have one name, and
    what names a pool's domain, an API or a schedule is unique or in something else that is looked for."""
    named = {
        kind: {
            k for r in template["Resources"].values() if r["Type"] == kind for k in r.get("Properties", {}) if k in keys
        }
        for kind, keys in _NAMES.items()
    }
    assert {kind for kind, keys in named.items() if keys} == {
        "AWS::Logs::LogGroup",
        "AWS::Lambda::Function",
        "AWS::Scheduler::ScheduleGroup",
        "AWS::CloudWatch::Alarm",
        "AWS::CloudWatch::Dashboard",
    }


_NAMES = {
    "AWS::Logs::LogGroup": {"LogGroupName"},
    "AWS::Lambda::Function": {"FunctionName"},
    "AWS::Scheduler::ScheduleGroup": {"Name"},
    "AWS::CloudWatch::Dashboard": {"DashboardName"},
    "AWS::CloudWatch::Alarm": {"AlarmName"},
    "AWS::DynamoDB::Table": {"TableName"},
    "AWS::S3::Bucket": {"BucketName"},
    "AWS::SQS::Queue": {"QueueName"},
    "AWS::SNS::Topic": {"TopicName"},
    "AWS::IAM::Role": {"RoleName"},
    "AWS::SecretsManager::Secret": {"Name"},
    "AWS::Events::Rule": {"Name"},
    "AWS::KMS::Alias": {"AliasName"},
}


def test_an_account_without_the_cdk_is_prepared_once(desk: Any) -> None:
    boto3.client("ssm", "ap-northeast-1").delete_parameter(Name="/cdk-bootstrap/hnb659fds/version")
    desk.ends = ["CREATE_COMPLETE"]
    assert desk.deploy("-c", "stage=dev") == 0
    assert desk.ran[0] == ["bootstrap", "aws://123456789012/ap-northeast-1"]


def test_what_would_change_can_be_seen_with_the_stages_options(deployed: Any) -> None:
    deployed.stack.status = "UPDATE_IN_PROGRESS"  # looking does no harm
    assert deployed.deploy("--diff", "-c", "senders=7") == 0
    assert deployed.ran[0][0] == "diff"
    assert deployed.context() == {
        "stage": "prod",
        "alarmEmail": "shop@example.com",
        "liffId": "123-abc",
        "senders": "7",
    }
    assert "senders" not in deployed.kept


def test_what_is_not_ours_goes_to_cdk(deployed: Any) -> None:
    deployed.deploy("--require-approval", "any-change", "-v", "--no-notices")
    assert deployed.ran[0][-4:] == ["-v", "--no-notices", "--require-approval", "any-change"]


def test_cdk_is_told_once_when_to_ask(desk: Any) -> None:
    """It refuses to be told twice."""
    desk.ends = ["CREATE_COMPLETE", "UPDATE_COMPLETE"]
    assert desk.deploy("--require-approval", "any-change") == 0
    told = [[words[n + 1] for n, word in enumerate(words) if word == "--require-approval"] for words in desk.ran]
    assert told == [["any-change"], ["never"]]
