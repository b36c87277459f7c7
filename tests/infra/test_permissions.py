"""What each function may do, all of it. A change here is a change of who may touch what."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.infra.reading import functions, load, output, resources, statements, target

CONSUME = ("ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "GetQueueUrl", "ReceiveMessage")
SCHEDULE = ("CreateSchedule", "UpdateSchedule", "DeleteSchedule")

ALLOWED: dict[str, dict[str, tuple[str, ...]]] = {
    "webhook": {"ledger": ("PutItem",), "line secret": ("GetSecretValue",)},
    "ledger_stream": {
        "friends": ("GetItem", "PutItem"),
        "ledger": ("GetItem", "UpdateItem"),
        "ledger stream": ("DescribeStream", "GetRecords", "GetShardIterator"),
        "*": ("ListStreams",),
        "uploads": ("DeleteObjectTagging",),
        "uploads bucket": ("ListBucket",),
        "parked": ("SendMessage",),
        "notices": ("SendMessage",),
        "failed records": ("SendMessage", "GetQueueAttributes", "GetQueueUrl"),
    },
    "scheduler": {
        "friends": ("DescribeTable",),
        "catalog": ("GetItem", "UpdateItem"),
        "catalog due": ("Query",),
        "outbox": ("GetItem", "PutItem", "UpdateItem", "Query"),
        "outbox open": ("Query",),
        "slices": ("SendMessage",),
        "batches": ("SendMessage",),
        "receipts": ("SendMessage",),
        "schedules": SCHEDULE,
        "schedule role": ("PassRole",),
        "line secret": ("GetSecretValue",),
    },
    "segment_eval": {
        "friends": ("Scan",),
        "ledger": ("BatchGetItem", "Query"),
        "catalog": ("GetItem",),
        "outbox": ("GetItem", "PutItem"),
        "slices": CONSUME,
        "batches": ("SendMessage",),
    },
    "sender": {
        "friends": ("BatchGetItem",),
        "ledger": ("BatchGetItem", "PutItem", "Query"),
        "catalog": ("GetItem",),
        "outbox": ("GetItem", "PutItem", "UpdateItem"),
        "batches": CONSUME,
        "receipts": ("SendMessage",),
        "line secret": ("GetSecretValue",),
    },
    "notifier": {
        "friends": ("GetItem", "PutItem"),
        "ledger": ("GetItem", "PutItem"),
        "catalog": ("GetItem",),
        "outbox": ("GetItem", "PutItem", "DeleteItem"),
        "notices": CONSUME,
        "line secret": ("GetSecretValue",),
    },
    "settler": {
        "friends": ("GetItem", "PutItem", "Scan"),
        "ledger": ("PutItem", "Query"),
        "catalog": ("GetItem", "Query"),
        "settler": ("InvokeFunction",),
        "unsettled": ("SendMessage",),
    },
    "receipts": {
        "ledger": ("BatchWriteItem",),
        "outbox": ("GetItem", "UpdateItem"),
        "receipts": CONSUME,
    },
    "liff_api": {
        "friends": ("GetItem", "PutItem"),
        "ledger": ("GetItem", "PutItem", "UpdateItem", "Query"),
        "catalog": ("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"),
        "uploads": ("PutObject", "PutObjectTagging", "GetObject"),
        "uploads bucket": ("ListBucket",),
        "card key": ("GetSecretValue",),
    },
    "crm_api": {
        "friends": ("GetItem", "BatchGetItem", "PutItem", "Scan", "DescribeTable"),
        "friends phones": ("Query",),
        "ledger": ("BatchGetItem", "GetItem", "PutItem", "Query"),
        "ledger holders": ("Query",),
        "catalog": ("GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"),
        "catalog due": ("Query",),
        "outbox": ("GetItem", "PutItem", "UpdateItem", "Query"),
        "outbox open": ("Query",),
        "outbox runs": ("Query",),
        "uploads": ("GetObject",),
        "uploads bucket": ("ListBucket",),
        "slices": ("SendMessage",),
        "batches": ("SendMessage",),
        "schedules": SCHEDULE,
        "schedule role": ("PassRole",),
        "card key": ("GetSecretValue",),
        "line secret": ("GetSecretValue",),
        "segment_count": ("InvokeFunction",),
    },
    "roster_copy": {
        "friends stream": ("DescribeStream", "GetRecords", "GetShardIterator"),
        "*": ("ListStreams",),
        "lost changes": ("SendMessage", "GetQueueAttributes", "GetQueueUrl"),
        "copy's deltas": ("PutObject",),
        "roster_compact": ("InvokeFunction",),
    },
    "roster_compact": {
        "friends": ("Scan",),
        "copy": ("ListBucket",),
        "copy's base": ("GetObject", "PutObject", "DeleteObject"),
        "copy's deltas": ("GetObject", "DeleteObject"),
        "copy's manifest": ("GetObject", "PutObject"),
    },
    "segment_count": {
        "copy": ("ListBucket",),
        "copy's base": ("GetObject",),
        "copy's deltas": ("GetObject",),
        "copy's manifest": ("GetObject",),
    },
}


def names(template: dict[str, Any]) -> dict[str, str]:
    """What the table above calls a resource, by how a policy names it."""
    tables = {
        name.lower(): target(output(template, f"{name}Table")) for name in ("Friends", "Ledger", "Catalog", "Outbox")
    }
    queues = {
        "slices": target(output(template, "SliceQueueUrl")),
        "batches": target(output(template, "BatchQueueUrl")),
        "receipts": target(output(template, "ReceiptQueueUrl")),
        "notices": target(output(template, "NoticeQueueUrl")),
        "parked": target(output(template, "ParkedQueueUrl")),
    }
    streams = {
        target(m["EventSourceArn"]): m["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"]
        for m in resources(template, "AWS::Lambda::EventSourceMapping").values()
        if "StartingPosition" in m
    }
    copy = {"Fn::GetAtt": [target(output(template, "CopyBucket")), "Arn"]}
    roles = resources(template, "AWS::IAM::Role").items()
    schedule_role = next(
        name for name, role in roles if "scheduler.amazonaws.com" in json.dumps(role) and name.startswith("Scheduler")
    )
    arn = {name: {"Fn::GetAtt": [logical, "Arn"]} for name, logical in (tables | queues).items()}
    bucket = {"Fn::GetAtt": [target(output(template, "UploadsBucket")), "Arn"]}
    arn |= {
        "uploads": {"Fn::Join": ["", [bucket, "/*"]]},
        "uploads bucket": bucket,
        "ledger stream": {"Fn::GetAtt": [tables["ledger"], "StreamArn"]},
        "friends phones": {"Fn::Join": ["", [arn["friends"], "/index/phones"]]},
        "ledger holders": {"Fn::Join": ["", [arn["ledger"], "/index/holders"]]},
        "catalog due": {"Fn::Join": ["", [arn["catalog"], "/index/due"]]},
        "outbox open": {"Fn::Join": ["", [arn["outbox"], "/index/open"]]},
        "outbox runs": {"Fn::Join": ["", [arn["outbox"], "/index/runs"]]},
        "friends stream": {"Fn::GetAtt": [tables["friends"], "StreamArn"]},
        "failed records": {"Fn::GetAtt": streams[tables["ledger"]]},
        "lost changes": {"Fn::GetAtt": streams[tables["friends"]]},
        "segment_count": {"Fn::GetAtt": [target(output(template, "SegmentCountFunction")), "Arn"]},
        "roster_compact": {"Fn::GetAtt": [target(output(template, "RosterCompactFunction")), "Arn"]},
        "copy": copy,
        "copy's base": {"Fn::Join": ["", [copy, "/base/*"]]},
        "copy's deltas": {"Fn::Join": ["", [copy, "/deltas/*"]]},
        "copy's manifest": {"Fn::Join": ["", [copy, "/manifest.json"]]},
        "unsettled": functions(template)["settler"]["DeadLetterConfig"]["TargetArn"],
        "settler": _arn("lambda", ":function:daifukucho-prod-settler"),
        "line secret": output(template, "LineSecretId"),
        "card key": output(template, "CardKeyId"),
        "schedule role": {"Fn::GetAtt": [schedule_role, "Arn"]},
        "schedules": _arn("scheduler", ":schedule/daifukucho-prod/*"),
        "*": "*",
    }
    return {json.dumps(value): name for name, value in arn.items()}


def _arn(service: str, rest: str) -> dict[str, Any]:
    region, account = {"Ref": "AWS::Region"}, {"Ref": "AWS::AccountId"}
    return {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, f":{service}:", region, ":", account, rest]]}


def role_of(function: dict[str, Any]) -> str:
    return target(function["Role"])


@pytest.mark.parametrize("name", ALLOWED)
def test_a_function_may_do_this_and_no_more(name: str, template: dict[str, Any]) -> None:
    function = functions(template)[name]
    known = names(template)
    log = function["LoggingConfig"]["LogGroup"]["Ref"]
    known[json.dumps({"Fn::GetAtt": [log, "Arn"]})] = "own log"
    found: dict[str, set[str]] = {}
    for action, resource in statements(template, role_of(function)):
        found.setdefault(known[json.dumps(resource)], set()).add(action.partition(":")[2])
    expected = {resource: set(actions) for resource, actions in ALLOWED[name].items()}
    assert found == expected | {"own log": {"CreateLogStream", "PutLogEvents"}}


def test_every_function_is_listed(template: dict[str, Any]) -> None:
    assert set(functions(template)) == set(ALLOWED)


def test_each_function_has_a_role_of_its_own(template: dict[str, Any]) -> None:
    roles = [role_of(function) for function in functions(template).values()]
    assert len(set(roles)) == len(roles)
    for name in roles:
        assert "ManagedPolicyArns" not in resources(template, "AWS::IAM::Role")[name]


@pytest.mark.parametrize("called", ["Scheduler", "Settler"])
def test_schedules_may_call_their_function_alone_and_only_from_their_group(
    called: str, template: dict[str, Any]
) -> None:
    function = next(n for n in resources(template, "AWS::Lambda::Function") if n.startswith(called))
    targets = [schedule["Target"] for schedule in resources(template, "AWS::Scheduler::Schedule").values()]
    (role,) = (target(t["RoleArn"]) for t in targets if target(t["Arn"]) == function)
    assert list(statements(template, role)) == [("lambda:InvokeFunction", {"Fn::GetAtt": [function, "Arn"]})]
    (trust,) = resources(template, "AWS::IAM::Role")[role]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert trust["Condition"]["StringEquals"]["aws:SourceAccount"] == {"Ref": "AWS::AccountId"}
    assert json.dumps(trust["Condition"]["StringEquals"]["aws:SourceArn"]).endswith(
        ':schedule-group/daifukucho-prod"]]}'
    )


def test_a_customers_key_may_be_used_by_who_uses_a_table(everything_on: Path) -> None:
    template = load(everything_on)
    (key,) = resources(template, "AWS::KMS::Key")
    for table in resources(template, "AWS::DynamoDB::Table").values():
        assert target(table["SSESpecification"]["KMSMasterKeyId"]) == key
    for function in functions(template).values():
        used = {a for a, r in statements(template, role_of(function)) if r == {"Fn::GetAtt": [key, "Arn"]}}
        assert "kms:Decrypt" in used
