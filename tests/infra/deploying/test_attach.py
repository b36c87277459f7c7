"""The rehearsal of a restore, as far as an emulator goes: what was lost comes back, and nothing is sent once more."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest

from daifukucho.campaigns.campaign import CampaignState, Definition, Problem
from daifukucho.campaigns.run import Run, RunDefinition, RunState
from daifukucho.delivery.line import Mode, Quota
from daifukucho.kernel.time import DAY, MINUTE
from daifukucho_aws.dynamo.campaigns import CatalogCampaigns
from daifukucho_aws.dynamo.catalog import DynamoCatalog
from daifukucho_aws.dynamo.outbox import DynamoOutbox
from infra.config import OPTIONS
from infra.deploying.words import Refused
from tests.infra.deploying.conftest import NOW, REGION
from tests.infra.reading import functions, load, resources
from tests.support.tables import MODELS, connect, create_tables

TABLES = tuple(MODELS)
ARN = "arn:aws:dynamodb:ap-northeast-1:123456789012:table"
EVERYBODY = {"field": "status", "op": "is", "value": "active"}
TEXT = ({"type": "text", "text": "本日は感謝デーです。"},)


@pytest.fixture
def dynamodb(aws: None) -> Any:
    return boto3.client("dynamodb", REGION)


@pytest.fixture
def restored(deployed: Any, dynamodb: Any) -> Any:
    """A stage whose four tables were restored: one run was open then, one campaign was to go out a little later."""
    create_tables()
    campaigns = CatalogCampaigns(DynamoCatalog(connect(), "catalog"))
    for name, due in (("OVER", NOW - MINUTE), ("SOON", NOW + 30 * MINUTE), ("LATER", NOW + DAY), ("RUNS", None)):
        campaigns.create(name, Definition(name, None, EVERYBODY, TEXT, due), NOW - DAY)
    run = Run("RUNS-r", "RUNS", 1, Mode.MULTICAST, RunState.OPEN, NOW - DAY, NOW - DAY, 2, Quota(None, 0))
    assert DynamoOutbox(connect(), "outbox", "catalog").open_run(run, RunDefinition("RUNS", EVERYBODY, TEXT))
    dynamodb.put_item(TableName="friends", Item={"friend_id": {"S": "U1"}})
    for name in TABLES:
        dynamodb.update_continuous_backups(
            TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )
        dynamodb.restore_table_to_point_in_time(
            SourceTableName=name, TargetTableName=f"{name}-restored", UseLatestRestorableTime=True
        )
    boto3.client("scheduler", REGION).create_schedule_group(Name="daifukucho-prod")
    return deployed


def attach(*tables: str) -> list[str]:
    return [w for t in tables for w in ("-c", f"{t}Table={t}-restored", "--confirm", f"{t}Table")]


def test_restored_tables_are_made_like_the_stacks_own(restored: Any, dynamodb: Any) -> None:
    before = dynamodb.describe_table(TableName="friends-restored")["Table"]
    assert "StreamSpecification" not in before  # DynamoDB restores the items and the indexes alone
    assert restored.deploy(*attach(*TABLES)) == 0
    for name in TABLES:
        table = dynamodb.describe_table(TableName=f"{name}-restored")["Table"]
        ttl = dynamodb.describe_time_to_live(TableName=f"{name}-restored")["TimeToLiveDescription"]
        backups = dynamodb.describe_continuous_backups(TableName=f"{name}-restored")["ContinuousBackupsDescription"]
        tags = dynamodb.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]
        streams = name in ("friends", "ledger")
        assert table.get("StreamSpecification") == (
            {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"} if streams else None
        )
        assert table["DeletionProtectionEnabled"] is True
        assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
        assert ttl.get("AttributeName") == (None if streams else "expires_at")
        assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
        assert {t["Key"]: t["Value"] for t in tags} == {"application": "daifukucho", "stage": "prod"}
        assert restored.kept[f"{name}Table"] == (table["LatestStreamArn"] if streams else table["TableArn"])
    assert dynamodb.get_item(TableName="friends-restored", Key={"friend_id": {"S": "U1"}})["Item"]


def test_nothing_is_sent_once_more(restored: Any, capsys: Any) -> None:
    restored.deploy(*attach("catalog", "outbox"))
    run = DynamoOutbox(connect(), "outbox-restored").run("RUNS-r")
    assert run is not None
    assert (run.state, run.reason) == (RunState.PAUSED, "restored")
    campaigns = CatalogCampaigns(DynamoCatalog(connect(), "catalog-restored"))
    assert [intent.campaign_id for intent in campaigns.due(NOW + 2 * DAY)] == ["LATER"]
    assert campaigns.get("OVER").state is CampaignState.STOPPED
    assert campaigns.get("SOON").problem is Problem.RESTORED
    assert "RUNS-r" in capsys.readouterr().out
    # What is still in use until then was not touched.
    run = DynamoOutbox(connect(), "outbox").run("RUNS-r")
    assert run is not None
    assert run.state is RunState.OPEN


def test_a_run_under_way_would_be_opened_anew_by_its_sweep(restored: Any) -> None:
    boto3.client("scheduler", REGION).create_schedule(
        Name="sweep-RUNS-r",
        GroupName="daifukucho-prod",
        ScheduleExpression="rate(1 minute)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": "arn:aws:lambda:x", "RoleArn": "arn:aws:iam::123456789012:role/x"},
    )
    with pytest.raises(Refused, match="--group-name daifukucho-prod --region ap-northeast-1 --name sweep-RUNS-r"):
        restored.deploy(*attach("outbox"))
    assert restored.deploy(*attach("friends")) == 0  # it does not send


def test_it_may_be_repeated_and_is_kept(restored: Any, capsys: Any) -> None:
    restored.deploy(*attach("friends"))
    kept = restored.kept
    assert restored.deploy(*attach("friends")) == 0
    capsys.readouterr()
    assert restored.deploy() == 0
    assert restored.kept == kept
    assert "made ready" not in capsys.readouterr().out


def test_another_table_is_not_attached_by_a_slip(restored: Any, dynamodb: Any) -> None:
    with pytest.raises(Refused, match="add --confirm friendsTable"):
        restored.deploy("-c", "friendsTable=friends-restored")
    assert "StreamSpecification" not in dynamodb.describe_table(TableName="friends-restored")["Table"]
    with pytest.raises(Refused, match="There is no table friends-lost"):
        restored.deploy("-c", "friendsTable=friends-lost", "--confirm", "friendsTable")
    with pytest.raises(Refused, match=r"its key is friend_id \(S\), sort \(S\), not friend_id \(S\)\."):
        restored.deploy("-c", "friendsTable=ledger-restored", "--confirm", "friendsTable")
    assert restored.ran == []


def test_an_index_that_was_left_out_of_the_restore_is_missed(restored: Any, dynamodb: Any) -> None:
    dynamodb.update_table(TableName="outbox-restored", GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "runs"}}])
    with pytest.raises(Refused, match="index runs"):
        restored.deploy(*attach("outbox"))


def test_going_back_to_the_stacks_own_table_is_said_to_be_a_change(restored: Any) -> None:
    restored.deploy(*attach("friends"))
    with pytest.raises(Refused, match="add --confirm friendsTable"):
        restored.deploy("-c", "friendsTable=")


def test_looking_changes_nothing(restored: Any, dynamodb: Any) -> None:
    assert restored.deploy("--diff", *attach("friends")) == 0
    assert "StreamSpecification" not in dynamodb.describe_table(TableName="friends-restored")["Table"]
    assert restored.context()["friendsTable"] == f"{ARN}/friends-restored/stream/new"


@pytest.mark.parametrize(
    ("options", "own", "wanted"),
    [
        ([], None, "--table-name keyed .* Enabled=false"),
        (["-c", "customerKey=true"], None, "Deploy with customerKey=true first"),
        (["-c", "customerKey=true"], "another", "KMSMasterKeyId=another"),
        (["-c", "customerKey=true"], "its own", None),
    ],
)
def test_a_table_under_a_key_that_the_functions_may_not_use_is_refused(
    options: list[str], own: str | None, wanted: str | None, restored: Any, dynamodb: Any
) -> None:
    key = boto3.client("kms", REGION).create_key()["KeyMetadata"]
    like = dynamodb.describe_table(TableName="friends")["Table"]
    index = like["GlobalSecondaryIndexes"][0]
    dynamodb.create_table(
        TableName="keyed",
        BillingMode="PAY_PER_REQUEST",
        **{name: like[name] for name in ("AttributeDefinitions", "KeySchema")},
        GlobalSecondaryIndexes=[{name: index[name] for name in ("IndexName", "KeySchema", "Projection")}],
        SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key["Arn"]},
    )
    if own:
        restored.stack.resources = [("AWS::KMS::Key", key["KeyId"] if own == "its own" else own, "CREATE_COMPLETE")]
        restored.stack.parameters["Options"] = '{"customerKey":"true"}'
    words = [*options, "-c", "friendsTable=keyed", "--confirm", "friendsTable"]
    if wanted is None:
        assert restored.deploy(*words) == 0
        return
    with pytest.raises(Refused, match=re.compile(wanted, re.DOTALL)):
        restored.deploy(*words)


@pytest.fixture(scope="module")
def attached(synth: Callable[..., Path]) -> dict[str, Any]:
    streams = {f"{name}Table": f"{ARN}/{name}-restored/stream/2026" for name in ("friends", "ledger")}
    plain = {f"{name}Table": f"{ARN}/{name}-restored" for name in ("catalog", "outbox")}
    return load(synth(**streams, **plain))


def test_every_table_can_be_attached() -> None:
    assert [name for name in OPTIONS if name.endswith("Table")] == [f"{name}Table" for name in TABLES]


def test_the_stack_works_with_attached_tables_as_with_its_own(
    template: dict[str, Any], attached: dict[str, Any]
) -> None:
    """Streams, grants, indexes, settings and dashboards: all that named a table of its own names the other one."""
    own = resources(template, "AWS::DynamoDB::Table")
    assert not resources(attached, "AWS::DynamoDB::Table")
    assert set(template["Resources"]) - set(attached["Resources"]) == set(own)
    assert set(attached["Resources"]) <= set(template["Resources"])
    names = {id: next(n for n in TABLES if n in id.lower()) for id in own}
    for id, resource in attached["Resources"].items():
        if resource["Type"] != "AWS::Lambda::LayerVersion":
            was, now = (_plain(r.get("Properties")) for r in (template["Resources"][id], resource))
            for table, name in names.items():
                was = was.replace(f"<{table}.StreamArn>", f"{ARN}/{name}-restored/stream/2026")
                was = was.replace(
                    f"<{table}.Arn>",
                    f"arn:<AWS::Partition>:dynamodb:<AWS::Region>:<AWS::AccountId>:table/{name}-restored",
                )
                was = was.replace(f"<{table}>", f"{name}-restored")
            assert now == was, id
    assert functions(attached)["sender"]["Environment"]["Variables"]["DAIFUKUCHO_FRIENDS_TABLE"] == "friends-restored"


def _plain(value: Any) -> str:
    """A template's value as text, references in angle brackets, statements whatever their order."""
    return json.dumps(_spelt(value), sort_keys=True)


def _spelt(value: Any) -> Any:
    match value:
        case {"Ref": str(name)}:
            return f"<{name}>"
        case {"Fn::GetAtt": [str(name), str(attribute)]}:
            return f"<{name}.{attribute}>"
        case {"Fn::Join": [str(by), list(parts)]}:
            return by.join(str(_spelt(part)) for part in parts)
        case dict():
            return {key: _spelt(each) for key, each in value.items()}
        case list():
            return (
                sorted((_spelt(each) for each in value), key=json.dumps)
                if value and isinstance(value[0], dict)
                else [_spelt(e) for e in value]
            )
    return value
