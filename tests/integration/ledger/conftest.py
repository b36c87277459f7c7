"""AWS in process: the tables, the secret, the parked queue; the real stores over them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from moto import mock_aws

from daifukucho_aws.dynamo.book import BookRepository
from daifukucho_aws.dynamo.friends import FriendRepository
from daifukucho_aws.dynamo.holders import DynamoHolders
from daifukucho_aws.dynamo.ledger import LedgerRepository
from daifukucho_aws.dynamo.tables import FriendItem, LedgerItem, bind
from tests.support.aws_calls import AwsCalls
from tests.support.book import Clock, no_pause
from tests.support.line_server import LineServer, line_server
from tests.support.tables import REGION, connect, create_tables


@pytest.fixture
def aws(monkeypatch) -> Iterator[None]:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield


@pytest.fixture
def calls(aws, monkeypatch) -> AwsCalls:
    return AwsCalls(monkeypatch)


@pytest.fixture
def stores(aws) -> SimpleNamespace:
    """The real stores; ``clock`` moves by itself never, and repeats do not wait."""
    create_tables("friends", "ledger")
    connection, clock = connect(), Clock()
    friends, ledger = bind(FriendItem, "friends", connection), bind(LedgerItem, "ledger", connection)
    return SimpleNamespace(
        friends=FriendRepository(connection, friends, no_pause),
        ledger=LedgerRepository(connection, ledger, no_pause, clock),
        book=BookRepository(connection, friends, ledger),
        holders=DynamoHolders(connection, friends),
        clock=clock,
    )


@pytest.fixture
def line() -> Iterator[LineServer]:
    with line_server() as server:
        yield server


@dataclass
class Cloud:
    """What the functions' environment points to."""

    secret_id: str
    parked_url: str
    notices_url: str
    dynamodb: Any
    sqs: Any
    secrets: Any

    def parked(self) -> list[dict[str, str]]:
        """The messages of the parked queue, which are taken out of it."""
        return self._taken_from(self.parked_url)

    def notices(self) -> list[dict[str, str]]:
        """The doorbells of notices, which are taken out of their queue."""
        return self._taken_from(self.notices_url)

    def _taken_from(self, url: str) -> list[dict[str, str]]:
        found = self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        for message in found:
            self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return [json.loads(message["Body"]) for message in found]

    def items(self, table: str) -> list[dict[str, Any]]:
        return self.dynamodb.scan(TableName=table)["Items"]


@pytest.fixture
def cloud(stores) -> Cloud:
    secrets = boto3.client("secretsmanager")
    secret = {"channel_id": "1234567890", "channel_secret": "secret"}
    secret_id = secrets.create_secret(Name="line", SecretString=json.dumps(secret))["ARN"]
    sqs = boto3.client("sqs")
    queues = [sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("parked", "notices")]
    return Cloud(secret_id, *queues, boto3.client("dynamodb"), sqs, secrets)
