"""The short way into moto gives what the long way gives, refusals as well."""

from botocore.endpoint import Endpoint
from botocore.exceptions import ClientError

from tests.support.account import Snapshot
from tests.support.direct import OPERATIONS, the_long_way

KEY = {"pk": {"S": "a"}, "sort": {"S": "1"}}
ITEM = KEY | {
    "text": {"S": "大福"},
    "number": {"N": "12.5"},
    "bytes": {"B": b"\x00\xff"},
    "flag": {"BOOL": True},
    "nothing": {"NULL": True},
    "list": {"L": [{"S": ""}, {"M": {"x": {"N": "1"}}}]},
    "strings": {"SS": ["a", "b"]},
    "empty": {"M": {}},
}
THERE = {"ConditionExpression": "attribute_exists(pk)"}
NOT_THERE = {"ConditionExpression": "attribute_not_exists(pk)"}
PUT = {"TableName": "outbox", "Item": ITEM}
GET = {"TableName": "outbox", "Key": KEY}
SET = GET | {
    "UpdateExpression": "SET #n = #n + :one",
    "ExpressionAttributeNames": {"#n": "number"},
    "ExpressionAttributeValues": {":one": {"N": "1"}},
}
QUERY = {
    "TableName": "outbox",
    "KeyConditionExpression": "pk = :pk",
    "ExpressionAttributeValues": {":pk": {"S": "a"}},
    "Limit": 1,
}
CALLS = [
    ("GetItem", GET),
    ("PutItem", PUT | NOT_THERE | {"ReturnConsumedCapacity": "TOTAL"}),
    ("PutItem", PUT | NOT_THERE | {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}),
    ("PutItem", PUT | {"ReturnValues": "ALL_OLD"}),
    ("PutItem", PUT | {"TableName": "no-such-table"}),
    ("PutItem", PUT | {"Item": {}}),
    ("GetItem", GET | {"ConsistentRead": True, "ReturnConsumedCapacity": "TOTAL"}),
    ("GetItem", GET | {"ProjectionExpression": "text, bytes"}),
    ("UpdateItem", SET | THERE | {"ReturnValues": "ALL_NEW"}),
    ("UpdateItem", SET | NOT_THERE),
    ("UpdateItem", SET | {"UpdateExpression": "SET nonsense"}),
    ("BatchWriteItem", {"RequestItems": {"outbox": [{"PutRequest": {"Item": ITEM | {"sort": {"S": "2"}}}}]}}),
    ("BatchGetItem", {"RequestItems": {"outbox": {"Keys": [KEY, KEY | {"sort": {"S": "9"}}]}}}),
    ("Query", QUERY),
    ("Query", QUERY | {"Select": "COUNT"}),
    ("Query", QUERY | {"KeyConditionExpression": "nonsense"}),
    ("Scan", {"TableName": "outbox", "ReturnConsumedCapacity": "TOTAL"}),
    ("Scan", {"TableName": "outbox", "TotalSegments": 2, "Segment": 1}),
    ("TransactGetItems", {"TransactItems": [{"Get": GET}, {"Get": GET | {"Key": KEY | {"sort": {"S": "9"}}}}]}),
    ("TransactWriteItems", {"TransactItems": [{"Update": SET}, {"Put": PUT | {"Item": ITEM | {"sort": {"S": "3"}}}}]}),
    (
        "TransactWriteItems",
        {
            "TransactItems": [
                {"Put": PUT | NOT_THERE | {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}},
                {"Update": SET | {"Key": KEY | {"sort": {"S": "2"}}}},
            ]
        },
    ),
    ("DeleteItem", GET | NOT_THERE),
    ("DeleteItem", GET | THERE | {"ReturnValues": "ALL_OLD"}),
    ("Scan", {"TableName": "outbox"}),
]


def answer(client, name, arguments):
    """What the caller gets, in whichever way; all but what says of the response itself when and how it came."""
    try:
        told = client._make_api_call(name, arguments)
    except ClientError as refused:
        told = {**refused.response, "said": str(refused), "kind": type(refused).__name__}
    return told | {"ResponseMetadata": told["ResponseMetadata"]["HTTPStatusCode"]}


def test_both_ways_give_the_same(account, empty):
    empty.put_back()
    with the_long_way():
        long = [answer(account.client, *call) for call in CALLS]
    empty.put_back()
    assert [answer(account.client, *call) for call in CALLS] == long
    assert {name for name, _ in CALLS} == OPERATIONS


def test_the_short_way_is_taken(account, empty, monkeypatch):
    empty.put_back()
    monkeypatch.setattr(Endpoint, "create_request", None)
    for call in CALLS:
        answer(account.client, *call)


def test_a_transaction_that_is_refused_leaves_all_as_it_was(account, empty):
    """Of its parts the first was done already: an item changed, another one added."""
    empty.put_back()
    client = account.client
    client.put_item(**PUT)
    before = client.scan(TableName="outbox")["Items"]
    other = PUT | {"Item": ITEM | {"sort": {"S": "2"}}}
    refused = PUT | {"Item": ITEM | {"sort": {"S": "3"}}} | THERE
    told = answer(client, "TransactWriteItems", {"TransactItems": [{"Update": SET}, {"Put": other}, {"Put": refused}]})
    assert told["kind"] == "TransactionCanceledException"
    assert client.scan(TableName="outbox")["Items"] == before


def test_a_snapshot_does_not_change_with_the_tables(account, empty):
    empty.put_back()
    client = account.client
    client.put_item(**PUT)
    snapshot, before = Snapshot(), client.scan(TableName="outbox")["Items"]
    for _ in range(2):
        client.update_item(**SET)
        client.put_item(**PUT | {"Item": ITEM | {"sort": {"S": "2"}}})
        assert client.scan(TableName="outbox")["Items"] != before
        snapshot.put_back()
        assert client.scan(TableName="outbox")["Items"] == before
    empty.put_back()
    assert client.scan(TableName="outbox")["Items"] == []
