"""The function as it is deployed: its settings from the environment, everything real but AWS and LINE."""

import json

import boto3
import pytest

from daifukucho_aws.settings import CrmApiSettings
from tests.integration.api.conftest import GREETING, VIP, function, http_event
from tests.support.tables import REGION


@pytest.fixture
def deployed(aws, monkeypatch):
    sqs = boto3.client("sqs", REGION)
    queues = {name: sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("slices", "batches")}
    boto3.client("scheduler", REGION).create_schedule_group(Name="group")
    settings = CrmApiSettings(
        stage="test",
        line_secret_id="not-there",
        card_key_id="not-there",
        uploads_bucket="not-there",
        friends_table="friends",
        ledger_table="ledger",
        catalog_table="catalog",
        outbox_table="outbox",
        slice_queue_url=queues["slices"],
        batch_queue_url=queues["batches"],
        schedule_group="group",
        schedule_role_arn="arn:aws:iam::123456789012:role/scheduler",
        scheduler_arn="arn:aws:lambda:ap-northeast-1:123456789012:function:scheduler",
        slice_mb=32,
        segment_count="not-there",
    )
    for name, value in settings.to_env().items():
        monkeypatch.setenv(name, value)
    function().crm.cache_clear()
    yield queues
    function().crm.cache_clear()


def call(method, path, body=None, **given):
    answer = function().handler(http_event(method, f"/v1{path}", body and json.dumps(body), **given), None)
    return answer["statusCode"], json.loads(answer["body"])


def schedules():
    scheduler = boto3.client("scheduler", REGION)
    return sorted(schedule["Name"] for schedule in scheduler.list_schedules(GroupName="group")["Schedules"])


def test_a_campaign_is_planned_and_then_sent(deployed):
    assert call("GET", "/friends") == (200, {"items": [], "cursor": None})
    body = {"name": "感謝デー", "where": VIP, "messages": [GREETING]}
    status, campaign = call("POST", "/campaigns", body)
    assert status == 201
    campaign_id = campaign["campaign_id"]
    assert len(campaign_id) == 26
    status, _ = call("PUT", f"/campaigns/{campaign_id}", body)
    assert status == 200
    assert schedules() == []
    assert call("PUT", "/settings/shop", {"day_starts_at": "05:00", "leap_day": "02-28", "plan": "light"})[0] == 200
    assert call("GET", "/settings/shop")[1]["version"] == 1
    status, told = call("POST", f"/campaigns/{campaign_id}/preview", {"friend_id": None})
    assert (status, told["planned"], told["complete"], told["cost_unknown"]) == (200, 0, True, "no_quota")
    status, told = call(
        "POST", f"/campaigns/{campaign_id}/test", {"friend_ids": ["nobody"]}, headers={"idempotency-key": "k"}
    )
    assert (status, [item["reason"] for item in told["items"]]) == (200, ["gone"])
    status, sent = call("POST", f"/campaigns/{campaign_id}/send", headers={"idempotency-key": "k"})
    assert status == 202
    assert schedules() == [f"sweep-{sent['run_id']}-2"]
    sqs = boto3.client("sqs", REGION)
    messages = sqs.receive_message(QueueUrl=deployed["slices"], MaxNumberOfMessages=10)["Messages"]
    assert sorted(json.loads(m["Body"])["slice"] for m in messages) == [0, 1, 2, 3]
    status, report = call("GET", f"/runs/{sent['run_id']}")
    assert (status, report["state"], report["quota"]) == (200, "sending", None)
    assert call("POST", "/segments/preview", {"where": VIP})[1]["count"] == 0
    assert call("GET", f"/runs/{sent['run_id']}/recipients") == (200, {"items": [], "cursor": None})
    assert call("GET", f"/runs/{sent['run_id']}/recipients/U{0:032x}")[1]["reason"] == "not_known"
    for command, state in (("pause", "paused"), ("resume", "sending"), ("cancel", "cancelled")):
        status, report = call("POST", f"/runs/{sent['run_id']}/{command}")
        assert (status, report["state"]) == (200, state)


def test_requests_are_counted_and_runs_listed(deployed):
    """With what the settings say: the outbox's table, its index, the limit."""
    answer = function().handler(http_event("GET", "/v1/runs"), None)
    assert (answer["statusCode"], json.loads(answer["body"])) == (200, {"items": [], "cursor": None})
    assert answer["headers"]["RateLimit-Policy"] == '"caller";q=600;w=60'
    assert answer["headers"]["RateLimit"].startswith('"caller";r=599;t=')


def test_the_documents_need_no_settings(monkeypatch):
    function().crm.cache_clear()
    answer = function().handler(http_event("GET", "/v1/openapi.json", scope=None), None)
    assert answer["statusCode"] == 200
