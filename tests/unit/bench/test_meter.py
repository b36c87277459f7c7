"""The meter over moto: each kind of call, and what it is charged."""

import pytest
from moto import mock_aws

from bench.support.cloud import describe
from bench.support.meter import Meter
from tests.support import tables

OPEN = {"open_key": {"S": "r#0000"}, "silent_since": {"N": "1"}}


@pytest.fixture
def dynamo(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.setenv(name, tables.REGION)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        tables.create_tables("friends", "outbox")
        yield tables.connect().client


@pytest.fixture
def metered(dynamo):
    """Does something under the meter; says what it was charged."""
    meter = Meter(dynamo, describe(dynamo, {"friends": 650, "outbox": 0}), lambda: "sender")

    def run(work):
        with meter.running():
            work()
        usage = meter.take()
        assert {worker for worker, _ in usage.amounts} == {"sender"}
        return usage.by_what()

    return run


def outbox(sort, size=0, **more):
    return {"pk": {"S": "r#0000"}, "sort": {"S": sort}, **more, **({"x": {"S": "x" * size}} if size else {})}


def test_a_put_of_two_kilobytes_with_an_entry_in_the_index(dynamo, metered):
    charged = metered(lambda: dynamo.put_item(TableName="outbox", Item=outbox("a", 1_500, **OPEN)))
    assert charged == {"dynamodb:PutItem": 1, "write:outbox": 2, "index:outbox": 1}


def test_a_transaction_is_charged_twice_but_its_index_once(dynamo, metered):
    puts = [{"Put": {"TableName": "outbox", "Item": outbox(sort, **OPEN)}} for sort in "ab"]
    charged = metered(lambda: dynamo.transact_write_items(TransactItems=puts))
    assert charged == {"dynamodb:TransactWriteItems": 1, "write:outbox": 4, "index:outbox": 2}


def test_an_update_is_charged_by_what_it_leaves(dynamo, metered):
    dynamo.put_item(TableName="outbox", Item=outbox("a", 3_000, **OPEN))
    charged = metered(
        lambda: dynamo.update_item(
            TableName="outbox",
            Key=outbox("a"),
            UpdateExpression="SET silent_since = :now",
            ExpressionAttributeValues={":now": {"N": "2"}},
        )
    )
    assert charged == {"dynamodb:UpdateItem": 1, "write:outbox": 3, "index:outbox": 2}


def test_reads_one_by_one_and_together(dynamo, metered):
    for n in range(3):
        dynamo.put_item(TableName="friends", Item={"friend_id": {"S": f"U{n}"}, "note": {"S": "x" * 5_000}})
    keys = [{"friend_id": {"S": f"U{n}"}} for n in range(4)]
    asked = {"friends": {"Keys": keys, "ConsistentRead": True}}
    assert metered(lambda: dynamo.get_item(TableName="friends", Key=keys[0])) == {
        "dynamodb:GetItem": 1,
        "read:friends": 1,
    }
    # Three of two units each, and one for whoever is not there.
    assert metered(lambda: dynamo.batch_get_item(RequestItems=asked))["read:friends"] == 7
    # Of a scan it is the items read that count, whatever a filter lets through.
    charged = metered(lambda: dynamo.scan(TableName="friends", FilterExpression="attribute_exists(nothing)"))
    assert charged == {"dynamodb:Scan": 1, "scan:friends": 0.5}


def test_a_batch_of_writes(dynamo, metered):
    requests = [{"PutRequest": {"Item": {"friend_id": {"S": f"U{n}"}}}} for n in range(25)]
    charged = metered(lambda: dynamo.batch_write_item(RequestItems={"friends": requests}))
    assert charged == {"dynamodb:BatchWriteItem": 1, "write:friends": 25}


def test_nobody_at_work_is_not_counted(dynamo):
    meter = Meter(dynamo, describe(dynamo, {"friends": 650}), lambda: None)
    with meter.running():
        dynamo.scan(TableName="friends")
    assert meter.take().amounts == {}
