"""The functions of the copy with S3's and DynamoDB's own words, emulated in process."""

import json
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import botocore.session
import pytest
import time_machine
from moto import mock_aws

from daifukucho.friends.friend import Friend
from daifukucho.kernel.errors import Conflict, NotFound, Unavailable
from daifukucho.segments.context import Context
from daifukucho.segments.holders import Answer
from daifukucho_aws.roster_copy import compaction
from daifukucho_aws.roster_copy.objects import Objects
from daifukucho_aws.segment_count import CopyCount
from tests.support import tables
from tests.support.aws_calls import AwsCalls, refused
from tests.support.function import load
from tests.support.roster_copy import Table, item_of

BUCKET = "roster-copy"
NOW = 1_795_316_400_000
VIP = {"field": "tags", "op": "any_of", "value": ["vip"]}


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_REGION", tables.REGION)
    told = {"STAGE": "test", "FRIENDS_TABLE": "friends", "COPY_BUCKET": BUCKET}
    told |= {"ROSTER_COMPACT": "roster_compact", "WINDOW_SECONDS": "20"}
    for name, value in told.items():
        monkeypatch.setenv(f"DAIFUKUCHO_{name}", value)
    with mock_aws(), time_machine.travel(NOW / 1_000):  # a copy forgets the deleted after days
        tables.create_tables("friends")
        s3 = botocore.session.get_session().create_client("s3", region_name=tables.REGION)
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": tables.REGION})
        yield s3
    for name, made in (("roster_copy", "keeper"), ("roster_compact", "compactor"), ("segment_count", "counting")):
        getattr(load(name), made).cache_clear()


def call(name: str, event: dict[str, Any]) -> Any:
    return load(name).handler(event, SimpleNamespace(function_name=name))


class Lambda:
    """Lambda's client as the API has it: calls the real handler."""

    def invoke(self, FunctionName: str, Payload: bytes) -> dict[str, Any]:
        try:
            return {"Payload": BytesIO(json.dumps(call(FunctionName, json.loads(Payload))).encode())}
        except Unavailable:
            return {"FunctionError": "Unhandled", "Payload": BytesIO(b"{}")}


class NoHolders:
    """No coupons."""

    def answers(self, node: object, context: object) -> list[Answer]:
        return []


def count(where: dict[str, Any]) -> tuple[int, list[str]] | None:
    found = CopyCount(Lambda(), "segment_count", NoHolders()).count(where, Context(NOW), 10, 10)
    return found and (found.count, sorted(found.sample_ids))


def test_from_the_table_and_its_stream_to_a_count(aws):
    dynamo = tables.connect().client
    table = Table(lambda: NOW, shards=1)
    for n in range(5):
        table.put(Friend(f"U{n}", tags={"vip": 1} if n % 2 else {}))
    table.put(Friend("U9", status="visitor", tags={"vip": 1}))
    for item in table.items():
        dynamo.put_item(TableName="friends", Item=item)
    assert count(VIP) is None, "there is no copy yet"
    assert call("roster_compact", {})["done"] == "built"
    assert count(VIP) == (2, ["U1", "U3"])

    told = len(table.stream[0])
    table.put(Friend("U0", tags={"vip": 1}))
    table.delete("U1")
    table.put(Friend("U5"))
    records = table.stream[0][told:]
    for _ in range(2):
        call("roster_copy", {"Records": records})
        assert count(VIP) == (2, ["U0", "U3"])
    assert count({"not": VIP}) == (3, ["U2", "U4", "U5"])
    assert call("roster_compact", {})["done"] == "nothing"
    assert call("roster_compact", {"force": True}) == {"done": "compacted", "deltas": 1, "rows": 7, "removed": 0}
    assert count(VIP) == (2, ["U0", "U3"])
    call("roster_copy", {"Records": []})
    listed = aws.list_objects_v2(Bucket=BUCKET)["Contents"]
    assert sorted(found["Key"].partition("/")[0] for found in listed) == ["base", "base", "deltas", "manifest.json"]


def test_a_copy_of_other_columns_is_not_read_and_is_built_anew(aws, monkeypatch):
    tables.connect().client.put_item(TableName="friends", Item=item_of(Friend("U1", tags={"vip": 1}, revision=1)))
    call("roster_compact", {})
    manifest = json.loads(aws.get_object(Bucket=BUCKET, Key="manifest.json")["Body"].read())
    aws.put_object(Bucket=BUCKET, Key="manifest.json", Body=json.dumps(manifest | {"columns": "others"}))
    assert count(VIP) is None
    assert call("roster_compact", {})["done"] == "built"
    assert count(VIP) == (1, ["U1"])


def test_what_the_bucket_says(aws):
    objects = Objects(aws, BUCKET)
    with pytest.raises(NotFound):
        objects.get("a")
    tag = objects.replace("a", b"1", None)
    with pytest.raises(Conflict):
        objects.replace("a", b"2", None)
    assert objects.replace("a", b"2", tag) != tag
    with pytest.raises(Conflict):
        objects.replace("a", b"3", tag)
    objects.put("b/1", b"")
    assert [found.key for found in objects.list("b/")] == ["b/1"]
    objects.delete(["b/1", "b/2"])
    assert objects.get("a") == b"2" and not list(objects.list("b/"))
    with pytest.raises(Unavailable):
        Objects(aws, "no-such-bucket").put("a", b"")


def test_a_bucket_that_does_not_answer_is_an_error_for_the_caller(aws):
    aws.delete_bucket(Bucket=BUCKET)
    with pytest.raises(Unavailable):
        count(VIP)
    with pytest.raises(Unavailable):
        call("roster_copy", {"Records": [*_table_of_one().stream[0]]})


def _table_of_one() -> Table:
    table = Table(lambda: NOW, shards=1)
    table.put(Friend("U1"))
    return table


def test_the_folder_of_a_compaction_is_left_empty(aws, tmp_path: Path):
    compactor = compaction.Compactor(Objects(aws, BUCKET), tmp_path / "work", list, lambda: NOW, lambda: "id")
    assert compactor.run().rows == 0
    assert not (tmp_path / "work").exists()


@pytest.mark.parametrize("code", ["SlowDown", "ServiceUnavailable", "InternalError"])
def test_a_store_that_throttles_loses_no_change(aws, monkeypatch, code):
    """The batch fails as a whole, so that the stream delivers it again; then it is kept."""
    records = _table_of_one().stream[0]
    calls = AwsCalls(monkeypatch)
    calls.always["PutObject"] = refused(code)
    with pytest.raises(Unavailable):
        call("roster_copy", {"Records": records})
    calls.always.clear()
    assert not aws.list_objects_v2(Bucket=BUCKET).get("Contents")
    call("roster_copy", {"Records": records})
    assert len(aws.list_objects_v2(Bucket=BUCKET)["Contents"]) == 1


def test_what_is_kept_is_rung_for(aws, monkeypatch):
    rings: list[dict[str, Any]] = []
    monkeypatch.setattr(
        load("roster_copy").keeper().bell._compaction._client, "invoke", lambda **said: rings.append(said)
    )
    for _ in range(2):
        call("roster_copy", {"Records": _table_of_one().stream[0]})
    assert rings == [{"FunctionName": "roster_compact", "InvocationType": "Event", "Payload": "{}"}]


def test_what_cannot_be_rung_for_is_kept(aws, monkeypatch):
    calls = AwsCalls(monkeypatch)
    calls.always["Invoke"] = refused("TooManyRequestsException")
    call("roster_copy", {"Records": _table_of_one().stream[0]})
    assert len(aws.list_objects_v2(Bucket=BUCKET)["Contents"]) == 1
    assert calls.made["Invoke"] == 1


def test_who_was_beaten_looks_again(aws, monkeypatch):
    """Of two compactions at once the second one's work is lost, but not what only it had seen."""
    call("roster_compact", {})
    call("roster_copy", {"Records": _table_of_one().stream[0]})
    compactor = load("roster_compact").compactor()
    replace, beaten = compactor._objects.replace, []

    def first(key: str, body: bytes, tag: str | None) -> str:
        if not beaten:
            beaten.append(key)
            replace(key, aws.get_object(Bucket=BUCKET, Key=key)["Body"].read() + b" ", tag)
        return replace(key, body, tag)

    monkeypatch.setattr(compactor._objects, "replace", first)
    assert call("roster_compact", {"force": True})["done"] == "compacted"
    assert beaten
    assert count(VIP) == (0, [])
