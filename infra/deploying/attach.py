"""A restored table takes the place of the stack's own (docs/deploying.md, "Restoring").

DynamoDB restores into a new table, without stream, time to live, point-in-time recovery, protection and tags. They are
put on it here, after it was compared with what the stack would make.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aws_cdk import App, Stack
from aws_cdk.assertions import Template

from infra.components.tables import Tables
from infra.config import Config
from infra.deploying.account import Account
from infra.deploying.again import refuse_sweeps, stop_campaigns, stop_runs
from infra.deploying.options import TABLES, Options
from infra.deploying.words import Refused, say


@dataclass(frozen=True, slots=True)
class Restored:
    """A table that is to be attached by an option. ``table``: what it takes the place of; ``wanted``: the properties
    that the stack would give it; ``there``: what DynamoDB says of it."""

    option: str
    table: str
    wanted: Mapping[str, Any]
    there: Mapping[str, Any]

    @property
    def name(self) -> str:
        return self.there["TableName"]

    @property
    def streams(self) -> bool:
        return "StreamSpecification" in self.wanted

    @property
    def arn(self) -> str:
        """What the stage keeps. Of a stream that is still to be made it says so."""
        arn: str = self.there["TableArn"]
        stream = self.there.get("LatestStreamArn") if _stream_on(self.there) else f"{arn}/stream/new"
        return str(stream) if self.streams else arn


def find_restored(account: Account, chosen: Options) -> list[Restored]:
    """The tables that are attached by this deployment, and were not by the one before. A call each. Raises Refused for
    one that is not there or is not made as it should be; ClientError."""
    new = {change.name: change.after for change in chosen.changes if change.name in TABLES and change.after}
    if not new:
        return []
    wanted = _wanted()
    dynamodb = account.client("dynamodb")
    found = []
    for option, value in new.items():
        name = value.partition(":table/")[2].partition("/")[0] or value
        try:
            there = dynamodb.describe_table(TableName=name)["Table"]
        except dynamodb.exceptions.ResourceNotFoundException:
            raise Refused(f"テーブル {name} がありません。", f"There is no table {name} in {account.region}.") from None
        restored = Restored(option, TABLES[option], wanted[TABLES[option]], there)
        _refuse_unlike(restored)
        found.append(restored)
    return found


def prepare(restored: Restored, account: Account, config: Config, key: str | None, now: int) -> str:
    """Make a restored table fit to be used; may be repeated. Returns its ARN, or its stream's. ``key``: the stack's own;
    ``now``: UTC epoch milliseconds.

    Some ten calls, and the minute that DynamoDB takes. Raises Refused, ClientError, Unavailable.
    """
    name, dynamodb = restored.name, account.client("dynamodb")
    say(f"テーブル {name} を用意します。", f"The table {name} is made ready.")
    _refuse_other_key(restored, account, config, key)
    if restored.table in ("catalog", "outbox"):
        refuse_sweeps(account, config)
    if restored.table == "outbox":
        stop_runs(account, name)
    if restored.table == "catalog":
        stop_campaigns(account, name, now)
    if restored.streams and not _stream_on(restored.there):
        _update(dynamodb, name, StreamSpecification=_stream(restored.wanted))
    if config.protected:
        _update(dynamodb, name, DeletionProtectionEnabled=True)
    wanted = restored.wanted.get("TimeToLiveSpecification")
    ttl = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]["TimeToLiveStatus"]
    if wanted and ttl not in ("ENABLED", "ENABLING"):
        dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=wanted)
    recovery = {"PointInTimeRecoveryEnabled": True}
    dynamodb.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=recovery)
    tags = [{"Key": "application", "Value": "daifukucho"}, {"Key": "stage", "Value": config.stage}]
    dynamodb.tag_resource(ResourceArn=restored.there["TableArn"], Tags=tags)
    there = dynamodb.describe_table(TableName=name)["Table"]
    return Restored(restored.option, restored.table, restored.wanted, there).arn


def _wanted() -> dict[str, dict[str, Any]]:
    """What the stack would make of each table: read off its template."""
    stack = Stack(App(), "Wanted")
    tables = Tables(stack, "Tables", config=Config())
    made = Template.from_stack(stack).find_resources("AWS::DynamoDB::Table")
    return {
        name: made[stack.resolve(getattr(tables, name).resource.node.default_child.logical_id)]["Properties"]
        for name in TABLES.values()
    }


def _refuse_unlike(restored: Restored) -> None:
    wanted, there = _shape(restored.wanted), _shape(restored.there)
    for what, value in wanted.items():
        if there.get(what) != value:
            raise Refused(
                f"テーブル {restored.name} は {restored.table} として使えません({what})。",
                f"The table {restored.name} cannot be {restored.table}: its {what} is {there.get(what)}, not {value}.",
            )
    if restored.there["TableStatus"] != "ACTIVE":
        raise Refused(
            f"テーブル {restored.name} はまだ復元中です。終わってから、もう一度。",
            f"The table {restored.name} is {restored.there['TableStatus']}; repeat when it is ACTIVE.",
        )
    if _stream_on(restored.there) and restored.streams and _stream(restored.there) != _stream(restored.wanted):
        raise Refused(
            f"テーブル {restored.name} のストリームの種類が違います。止めてから、もう一度。",
            f"The stream of {restored.name} is of another kind. Switch it off, then repeat: aws dynamodb update-table "
            f"--table-name {restored.name} --stream-specification StreamEnabled=false",
        )


def _shape(table: Mapping[str, Any]) -> dict[str, Any]:
    """What cannot be changed later, or not by us: of a template's properties as of DynamoDB's own description."""
    types = {a["AttributeName"]: a["AttributeType"] for a in table["AttributeDefinitions"]}

    def keys(of: Mapping[str, Any]) -> str:
        named = {k["KeyType"]: k["AttributeName"] for k in of["KeySchema"]}
        return ", ".join(f"{named[kind]} ({types[named[kind]]})" for kind in ("HASH", "RANGE") if kind in named)

    mode = table.get("BillingMode") or table.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED")
    indexes = {
        f"index {index['IndexName']}": f"{keys(index)}, {index['Projection']['ProjectionType']}"
        for index in table.get("GlobalSecondaryIndexes", [])
    }
    return {"key": keys(table), "billing mode": mode, **indexes}


def _refuse_other_key(restored: Restored, account: Account, config: Config, key: str | None) -> None:
    """The functions may use the stack's own key, or none of the customer's."""
    arn = restored.there.get("SSEDescription", {}).get("KMSMasterKeyArn")
    command = f"aws dynamodb update-table --table-name {restored.name} --region {account.region} --sse-specification"
    if config.customer_key:
        if key is None:
            raise Refused(
                "先に customerKey=true でデプロイし、それからテーブルを付けてください。",
                "Deploy with customerKey=true first, then attach the table: the key is made by the deployment.",
            )
        if arn is None or not arn.endswith(f"/{key}"):
            raise Refused(
                f"テーブル {restored.name} の鍵がスタックのものではありません。次を実行し、終わったらもう一度:",
                f"The table {restored.name} is not under the stack's key. Run this, and repeat when the table is ACTIVE:\n"
                f"  {command} Enabled=true,SSEType=KMS,KMSMasterKeyId={key}",
            )
    elif arn and account.client("kms").describe_key(KeyId=arn)["KeyMetadata"]["KeyManager"] == "CUSTOMER":
        raise Refused(
            f"テーブル {restored.name} は独自の鍵で暗号化されています。次を実行し、終わったらもう一度:",
            f"The table {restored.name} is under a key of yours, which the functions may not use. Run this, and repeat "
            f"when the table is ACTIVE:\n  {command} Enabled=false",
        )


def _stream_on(table: Mapping[str, Any]) -> bool:
    return bool(table.get("StreamSpecification", {}).get("StreamEnabled"))


def _stream(table: Mapping[str, Any]) -> dict[str, Any]:
    return {"StreamEnabled": True, "StreamViewType": table["StreamSpecification"]["StreamViewType"]}


def _update(dynamodb: Any, name: str, **change: Any) -> None:
    """One change, which DynamoDB makes while the table is UPDATING."""
    dynamodb.update_table(TableName=name, **change)
    dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 2})
