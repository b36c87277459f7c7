"""Workers that are rung through a queue, while the database throttles: the message is delivered again, and then done."""

import json
from types import SimpleNamespace

import boto3
import pytest
from botocore.client import BaseClient
from moto import mock_aws

from daifukucho_aws.settings import (
    NotifierSettings,
    ReceiptsSettings,
    SchedulerSettings,
    SegmentEvalSettings,
    SenderSettings,
)
from tests.support import tables
from tests.support.aws_calls import AwsCalls, refused, silent
from tests.support.function import forget, load

TABLES = {
    "friends_table": "friends",
    "ledger_table": "ledger",
    "catalog_table": "catalog",
    "outbox_table": "outbox",
}
LINE = {"line_secret_id": "line", "senders": 2, "notifiers": 2}
QUEUES = {f"{name}_queue_url": "https://sqs.test/1/queue" for name in ("slice", "batch", "receipt")}
BATCH = {"run": "R", "slice": 0, "batch": "000000"}
WORKERS = {
    "segment_eval": (SegmentEvalSettings, {**TABLES, **QUEUES}, {"run": "R", "slice": 0}),
    "sender": (SenderSettings, {**TABLES, **QUEUES, **LINE}, BATCH),
    "receipts": (ReceiptsSettings, TABLES, BATCH),
    "notifier": (
        NotifierSettings,
        {**TABLES, **LINE},
        {"friend_id": "U1", "sort": "0000000000001#e", "occasion": "rank_up"},
    ),
    "notifier, for a profile": (NotifierSettings, {**TABLES, **LINE}, {"friend_id": "U1", "profile_since": 0}),
}
PASSING = {
    "throttled": refused("ThrottlingException"),
    "over the throughput": refused("ProvisionedThroughputExceededException"),
    "silent": silent,
}


@pytest.fixture
def calls(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.setenv(name, tables.REGION)
    with mock_aws():
        tables.create_tables("friends", "ledger", "catalog", "outbox")
        secret = json.dumps({"channel_id": "1", "channel_secret": "s"})
        boto3.client("secretsmanager").create_secret(Name="line", SecretString=secret)
        yield AwsCalls(monkeypatch)


def told(monkeypatch, settings, values):
    fields = settings.__dataclass_fields__
    for name, value in settings(stage="test", **{k: v for k, v in values.items() if k in fields}).to_env().items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("name", WORKERS)
@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_a_message_is_delivered_again(calls, monkeypatch, name, fault):
    settings, values, message = WORKERS[name]
    told(monkeypatch, settings, values)
    worker = load(name.partition(",")[0])
    forget(worker)
    context = SimpleNamespace(get_remaining_time_in_millis=lambda: 60_000)
    event = {"Records": [{"messageId": "m", "body": json.dumps(message)}]}
    for operation in ("GetItem", "BatchGetItem", "Query"):
        calls.always[operation] = fault
    assert worker.handler(event, context) == {"batchItemFailures": [{"itemIdentifier": "m"}]}
    calls.always.clear()
    # There is no such run, entry or friend: nothing to do, and nothing to deliver again.
    assert worker.handler(event, context) == {"batchItemFailures": []}
    forget(worker)


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
@pytest.mark.parametrize("kind", ["due", "sweep", "watch"])
def test_the_scheduler_fails_and_is_invoked_again(calls, monkeypatch, kind, fault):
    """EventBridge Scheduler tries again; and the next minute's sweep, and the watch, make up for it."""
    values = {
        **TABLES, **QUEUES, **LINE,
        "slice_mb": 32, "schedule_group": "g", "schedule_role_arn": "arn:aws:iam::1:role/r", "scheduler_arn": "arn:aws:lambda:::s",
    }  # fmt: skip
    told(monkeypatch, SchedulerSettings, values)
    real = BaseClient._make_api_call

    def call(client, name, arguments):
        return {} if client.meta.service_model.service_name == "scheduler" else real(client, name, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", call)
    worker = load("scheduler")
    forget(worker)
    event = {"kind": kind, "campaign": "C", "revision": 1, "due": 1_795_000_000_000}
    for operation in ("GetItem", "BatchGetItem", "Query"):
        calls.always[operation] = fault
    with pytest.raises(Exception, match="did not take the request"):
        worker.handler(event, None)
    calls.always.clear()
    worker.handler(event, None)
    forget(worker)
