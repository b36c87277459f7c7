"""A resource's policy takes the place of what AWS lets services do by default, so it has to say who may deliver."""

import copy
from pathlib import Path
from typing import Any

import pytest

from tests.infra.deliveries import Delivery, deliveries, permitted
from tests.infra.reading import load, resources, target

POLICIES = {
    "AWS::IAM::Policy",
    "AWS::KMS::Key",
    "AWS::Lambda::Permission",
    "AWS::S3::BucketPolicy",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueuePolicy",
}
"""The kinds of resources with a policy that this folder's tests read."""

DENY_PLAIN_HTTP = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "*",
    "Resource": "*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


@pytest.mark.parametrize("variant", ["production", "everything_on", "few", "local"])
def test_whatever_a_service_delivers_may_arrive(variant: str, request: pytest.FixtureRequest) -> None:
    template = load(request.getfixturevalue(variant))
    found = list(deliveries(template))
    assert [delivery for delivery in found if not permitted(template, delivery)] == []
    assert {delivery.service for delivery in found} == {"cloudwatch", "events", "apigateway"}


def test_only_alarms_of_this_stack_may_publish(template: dict[str, Any]) -> None:
    (topic,) = resources(template, "AWS::SNS::Topic")
    ours = "arn:aws:cloudwatch:ap-northeast-1:111122223333:alarm:daifukucho-prod-runs-paused"
    assert permitted(template, Delivery("cloudwatch", topic, ours))
    for other in (
        ours.replace("111122223333", "999988887777"),
        ours.replace("daifukucho-prod-", "daifukucho-prod2-"),
        ours.replace("ap-northeast-1", "us-east-1"),
    ):
        assert not permitted(template, Delivery("cloudwatch", topic, other))
    assert not permitted(template, Delivery("events", topic, ours))


def test_a_key_of_the_customers_stays_in_the_accounts_hands(everything_on: Path) -> None:
    """A key's policy without the account is one that no role's policy can open."""
    for key in resources(load(everything_on), "AWS::KMS::Key").values():
        account = {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":iam::", {"Ref": "AWS::AccountId"}, ":root"]]}
        said = {"Effect": "Allow", "Principal": {"AWS": account}, "Action": "kms:*", "Resource": "*"}
        assert key["KeyPolicy"]["Statement"] == [said]


@pytest.mark.parametrize("variant", ["production", "everything_on"])
def test_no_policy_is_of_a_kind_that_nobody_reads(variant: str, request: pytest.FixtureRequest) -> None:
    with_policy = {
        resource["Type"]
        for resource in load(request.getfixturevalue(variant))["Resources"].values()
        if resource["Type"].endswith(("Policy", "Permission"))
        or {"KeyPolicy", "ResourcePolicy"} & resource["Properties"].keys()
    }
    assert with_policy <= POLICIES


def small(**there: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    return {"Resources": {name: {"Type": kind, "Properties": properties} for name, (kind, properties) in there.items()}}


ALARM = ("AWS::CloudWatch::Alarm", {"AlarmName": "a", "AlarmActions": [{"Ref": "Topic"}]})
QUEUE = ("AWS::SQS::Queue", {})
SMALL = {
    "an alarm to a topic": small(Alarm=ALARM, Topic=("AWS::SNS::Topic", {})),
    "an alarm to a topic under an AWS-managed key": small(
        Alarm=ALARM, Topic=("AWS::SNS::Topic", {"KmsMasterKeyId": "alias/aws/sns"})
    ),
    "a rule to a function": small(
        Rule=("AWS::Events::Rule", {"Targets": [{"Arn": {"Fn::GetAtt": ["Function", "Arn"]}}]}),
        Function=("AWS::Lambda::Function", {}),
    ),
    "what a rule could not deliver to a queue": small(
        Rule=(
            "AWS::Events::Rule",
            {"Targets": [{"Arn": {"Ref": "Queue"}, "DeadLetterConfig": {"Arn": {"Fn::GetAtt": ["Queue", "Arn"]}}}]},
        ),
        Queue=QUEUE,
    ),
    "a bucket to a queue": small(
        Bucket=(
            "AWS::S3::Bucket",
            {"NotificationConfiguration": {"QueueConfigurations": [{"Queue": {"Fn::GetAtt": ["Queue", "Arn"]}}]}},
        ),
        Queue=QUEUE,
    ),
    "a topic to a queue": small(
        Topic=("AWS::SNS::Topic", {}),
        Queue=QUEUE,
        Subscription=(
            "AWS::SNS::Subscription",
            {"Protocol": "sqs", "TopicArn": {"Ref": "Topic"}, "Endpoint": {"Fn::GetAtt": ["Queue", "Arn"]}},
        ),
    ),
}


@pytest.mark.parametrize("name", SMALL)
def test_a_policy_that_only_denies_permits_nothing(name: str) -> None:
    template = copy.deepcopy(SMALL[name])
    for kind, list_of in (("AWS::SNS::TopicPolicy", "Topics"), ("AWS::SQS::QueuePolicy", "Queues")):
        of = [
            {"Ref": each} for each in ("Topic", "Queue") if list_of.startswith(each) and each in template["Resources"]
        ]
        properties = {list_of: of, "PolicyDocument": {"Statement": [DENY_PLAIN_HTTP]}}
        template["Resources"][f"{list_of}Policy"] = {"Type": kind, "Properties": properties}
    found = list(deliveries(template))
    assert found
    assert not any(permitted(template, delivery) for delivery in found)


def test_a_topic_under_a_key_needs_the_keys_policy_too(template: dict[str, Any]) -> None:
    (topic,) = resources(template, "AWS::SNS::Topic")
    changed = copy.deepcopy(template)
    statement = {"Effect": "Allow", "Principal": {"AWS": "root"}, "Action": "kms:*", "Resource": "*"}
    key = {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Statement": [statement]}}}
    changed["Resources"]["Key"] = key
    changed["Resources"][topic]["Properties"]["KmsMasterKeyId"] = {"Fn::GetAtt": ["Key", "Arn"]}
    (first, *_) = (each for each in deliveries(changed) if each.service == "cloudwatch")
    assert target({"Ref": topic}) == first.to
    assert not permitted(changed, first)
    key["Properties"]["KeyPolicy"]["Statement"].append(
        {
            **statement,
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
        }
    )
    assert permitted(changed, first)
