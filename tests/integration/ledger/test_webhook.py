"""The webhook from API Gateway's event to the ledger's items."""

import base64
import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

import functions.webhook.handler as webhook
from daifukucho.book.kinds import EVENTS
from daifukucho.ledger.signature import sign
from daifukucho_aws.metrics import DIMENSION
from daifukucho_aws.settings import WebhookSettings
from tests.support.aws_calls import cancelled, refused, silent

DYNAMO = {"TransactWriteItems", "PutItem", "UpdateItem", "BatchWriteItem", "GetItem", "Query", "Scan", "BatchGetItem"}
FRIEND = "U4af4980629c6b8d1f6c2b4c1a9e0d3f7"


@pytest.fixture
def shop(cloud, calls, monkeypatch):
    settings = WebhookSettings(stage="test", ledger_table="ledger", line_secret_id=cloud.secret_id)
    for name, value in settings.to_env().items():
        monkeypatch.setenv(name, value)
    webhook.intake.cache_clear()
    calls.made.clear()
    yield cloud
    webhook.intake.cache_clear()


@pytest.fixture
def logged(capsys, monkeypatch):
    """What was printed so far: log lines, then metrics. The logger keeps the stream it was made with."""
    log = StringIO()
    monkeypatch.setattr(webhook.logger.registered_handler, "stream", log)
    return lambda: [json.loads(line) for line in (log.getvalue() + capsys.readouterr().out).splitlines()]


def request(body, signature=None, *, header="x-line-signature", secret="secret", encoded=False, **other):
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    value = sign(raw, secret).decode() if signature is None else signature
    return {
        "version": "2.0",
        "routeKey": "POST /webhook",
        "headers": {"content-type": "application/json; charset=utf-8", header: value},
        "body": base64.b64encode(raw).decode() if encoded else raw.decode("utf-8", "surrogatepass"),
        "isBase64Encoded": encoded,
        **other,
    }


def post(*args, **kwargs):
    return webhook.handler(request(*args, **kwargs), None)


def events(*given):
    return {"destination": "U" + "0" * 32, "events": list(given)}


def message(number, text="こんにちは", at=1_795_316_400_000):
    return {
        "type": "message",
        "mode": "active",
        "timestamp": at,
        "source": {"type": "user", "userId": FRIEND},
        "webhookEventId": f"01KANYFHK0{number:016d}",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": f"reply-{number}",
        "message": {"id": str(number), "type": "text", "text": text, "quoteToken": "q"},
    }


def problem_of(answer):
    assert answer["headers"]["Strict-Transport-Security"]
    assert answer["headers"]["Content-Type"] == "application/problem+json"
    return json.loads(answer["body"])


def test_the_official_example(shop, calls):
    shop.secrets.put_secret_value(
        SecretId=shop.secret_id,
        SecretString='{"channel_id":"1","channel_secret":"8c570fa6dd201bb328f1c1eac23a96d8"}',
    )
    calls.made.clear()
    body = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
    assert post(body, "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=")["statusCode"] == 200
    assert not DYNAMO & set(calls.made)


@pytest.mark.parametrize("event", [e for e in EVENTS.values() if not e.ours], ids=lambda e: e.key)
def test_every_kind_of_event_is_written_as_it_came(shop, event):
    assert post(events(event.example))["statusCode"] == 200
    (entry,) = (item for item in shop.items("ledger") if not item["sort"]["S"].startswith("text#"))
    assert entry["kind"]["S"] == event.key
    kept = json.loads(entry["body"]["S"])
    whole = {name: value for name, value in event.example.items() if name != "deliveryContext"}
    assert {**kept, "message": None} == {**whole, "message": None}


@pytest.mark.parametrize("encoded", [False, True])
@pytest.mark.parametrize("header", ["x-line-signature", "X-Line-Signature", "X-LINE-SIGNATURE"])
def test_however_the_gateway_hands_it_over(shop, encoded, header):
    assert post(events(message(1)), encoded=encoded, header=header)["statusCode"] == 200
    assert len(shop.items("ledger")) == 2


@pytest.mark.parametrize("signature", ["", "wrong", "é", "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="])
def test_a_wrong_signature_is_refused_before_the_database(shop, calls, signature):
    answer = post(events(message(1)), signature)
    assert answer["statusCode"] == 401
    assert problem_of(answer)["code"] == "denied"
    assert not DYNAMO & set(calls.made)


def test_a_missing_signature_is_refused(shop, calls):
    for headers in ({}, {"content-type": "application/json"}):
        assert webhook.handler({**request(events()), "headers": headers}, None)["statusCode"] == 401
    assert webhook.handler({"body": None}, None)["statusCode"] == 401
    assert not DYNAMO & set(calls.made)


def test_another_ones_secret_does_not_sign_for_us(shop, calls):
    assert post(events(message(1)), secret="another")["statusCode"] == 401


def test_a_changed_body_does_not_pass(shop):
    given = request(events(message(1)))
    given["body"] = given["body"].replace("こんにちは", "さようなら")
    assert webhook.handler(given, None)["statusCode"] == 401
    assert shop.items("ledger") == []


def test_the_secret_is_read_once_a_container_and_again_at_most_once_a_minute(shop, calls):
    for number in range(3):
        post(events(message(number)))
    assert calls.made["GetSecretValue"] == 1
    for _ in range(3):
        post(events(), "wrong")
    assert calls.made["GetSecretValue"] == 2


def test_a_reissued_secret_heals_itself(shop):
    assert post(events(message(1)))["statusCode"] == 200
    shop.secrets.put_secret_value(
        SecretId=shop.secret_id, SecretString='{"channel_id":"1234567890","channel_secret":"reissued"}'
    )
    assert post(events(message(2)), secret="reissued")["statusCode"] == 200
    assert post(events(message(3)), secret="secret")["statusCode"] == 401


def test_a_secret_that_cannot_be_read_makes_line_deliver_again(shop, calls):
    calls.faults["GetSecretValue"] = [refused("InternalServiceError")]
    answer = post(events(message(1)))
    assert (answer["statusCode"], problem_of(answer)["code"]) == (500, "secret_unavailable")
    assert post(events(message(1)))["statusCode"] == 200


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b'{"events":3}', b"\xff\xfe",
        b"[" * 100_000, b'{"events":[' + b'{"x":' * 100_000, b'{"events":[' * 50_000, b"[" * 100_000 + b"]" * 100_000,
        b"[" * 100_000 + b'"' + b'\\"' * 200_000,
    ],
    ids=lambda body: body[:20].decode("utf-8", "replace"),
)  # fmt: skip
def test_a_signed_body_without_events_is_invalid(shop, calls, body):
    answer = post(body, encoded=True)
    assert answer["statusCode"] == 400
    assert problem_of(answer)["faults"][0]["pointer"] == "/events"
    assert not DYNAMO & set(calls.made)


def test_a_body_that_is_not_the_base_64_it_is_said_to_be(shop, calls):
    assert webhook.handler({**request(b"{}"), "body": "あ", "isBase64Encoded": True}, None)["statusCode"] == 400
    assert not DYNAMO & set(calls.made)


def test_too_large_a_body_is_refused_unread(shop, calls):
    answer = post(b" " * 1_000_001)
    assert (answer["statusCode"], problem_of(answer)["code"]) == (413, "too_large")
    assert calls.made == {}
    assert post(b'{"events":[]}' + b" " * (1_000_000 - 13))["statusCode"] == 200


def test_fifty_events_take_one_call(shop, calls):
    assert post(events(*map(message, range(50))))["statusCode"] == 200
    assert {name: n for name, n in calls.made.items() if name in DYNAMO} == {"TransactWriteItems": 1}
    assert len(shop.items("ledger")) == 100


def test_a_redelivery_duplicates_and_lateness_change_nothing(shop):
    first, second = message(1), message(2, at=1_795_316_300_000)
    unsend = {**message(3), "type": "unsend", "unsend": {"messageId": "1"}}
    del unsend["message"]
    post(events(first, unsend, second))
    before = shop.items("ledger")
    again = [{**event, "deliveryContext": {"isRedelivery": True}} for event in (second, first, unsend, first)]
    assert post(events(*again))["statusCode"] == 200
    for event in again:
        assert post(events(event))["statusCode"] == 200
    assert shop.items("ledger") == before
    erased = [item for item in before if item["sort"]["S"] == "text#1"]
    assert [item["friend_id"]["S"] for item in erased] == [FRIEND, "message#1"]
    assert all(item["erased"] == {"BOOL": True} for item in erased)
    assert "こんにちは" not in json.dumps(erased, ensure_ascii=False)


def test_an_unsend_before_its_message(shop):
    unsend = {**message(3), "type": "unsend", "unsend": {"messageId": "1"}}
    post(events(unsend))
    post(events(message(1, text="なかったこと")))
    assert "なかったこと" not in json.dumps(shop.items("ledger"), ensure_ascii=False)


SOURCES = {
    "user": {"type": "user", "userId": FRIEND},
    "group": {"type": "group", "groupId": "C1", "userId": FRIEND},
    "group, nobody named": {"type": "group", "groupId": "C1"},
    "room": {"type": "room", "roomId": "R1", "userId": FRIEND},
    "unknown": {"type": "openchat"},
}


@pytest.mark.parametrize("unsent_first", [False, True], ids=["unsent after", "unsent before"])
@pytest.mark.parametrize(
    ("named", "unsent"),
    [("1", "1"), (1, 1), (1, "1"), ("1", 1), (444573844083572737, "444573844083572737"), (1.0, 1), ("é" * 300, "é" * 300),
     ({"n": 1}, {"n": 1}), (["1"], ["1"]), (1.5, 1.5)],
)  # fmt: skip
def test_whatever_an_id_is_an_unsend_erases_its_message(shop, named, unsent, unsent_first):
    _unsend(shop, SOURCES["user"], SOURCES["user"], named, unsent, unsent_first)


@pytest.mark.parametrize("unsent_first", [False, True], ids=["unsent after", "unsent before"])
@pytest.mark.parametrize("unsent_in", SOURCES)
@pytest.mark.parametrize("said_in", [name for name in SOURCES if name != "user"])
def test_what_was_said_in_a_group_is_erased_wherever_the_unsend_says_that_it_was(
    shop, said_in, unsent_in, unsent_first
):
    _unsend(shop, SOURCES[said_in], SOURCES[unsent_in], "1", "1", unsent_first)


def _unsend(shop, said_in, unsent_in, named, unsent, unsent_first):
    said = message(1, text="なかったこと") | {"source": said_in}
    said["message"]["id"] = named
    edited = {**said, "type": "messageEdited", "webhookEventId": f"01KANYFHK0{2:016d}"}
    taken_back = {**message(3), "type": "unsend", "source": unsent_in, "unsend": {"messageId": unsent}}
    del taken_back["message"]
    for event in (taken_back, said, edited) if unsent_first else (said, edited, taken_back, said):
        assert post(events(event))["statusCode"] == 200
    assert "なかったこと" not in json.dumps(shop.items("ledger"), ensure_ascii=False)


def test_part_of_a_request_was_written_before(shop):
    post(events(message(1)))
    post(events(message(1), message(2)))
    assert len(shop.items("ledger")) == 4


def test_unknown_everything(shop):
    odd = [3, None, [], {}, {"type": "teleported"}, {"type": "message", "source": ["?"], "mode": 9, "timestamp": "?"}]
    assert post(events(*odd, message(1)))["statusCode"] == 200
    assert len([item for item in shop.items("ledger") if not item["sort"]["S"].startswith("text#")]) == 7


@pytest.mark.parametrize("fault", [silent, refused("InternalServerError"), cancelled("TransactionConflict")])
def test_when_the_database_fails_line_is_told_to_deliver_again(shop, calls, fault):
    calls.always["TransactWriteItems"] = fault
    answer = post(events(message(1)))
    assert answer["statusCode"] == 500
    assert "こんにちは" not in answer["body"]
    del calls.always["TransactWriteItems"]
    assert post(events(message(1)))["statusCode"] == 200
    assert len(shop.items("ledger")) == 2


def test_a_rival_is_waited_out(shop, calls):
    calls.faults["TransactWriteItems"] = [cancelled("TransactionConflict")] * 2
    assert post(events(message(1)))["statusCode"] == 200


def test_what_is_logged_holds_ids_and_counts_and_nothing_she_said(shop, logged):
    post(events(message(1), message(1), {"type": "teleported", "secret": "ひみつ"}))
    lines = logged()
    (entry,) = (line for line in lines if line.get("message") == "received")
    assert entry["kinds"] == {"message": 2, "unknown": 1}
    assert (entry["new"], entry["known"], entry["odd"]) == (2, 1, 1)
    (counts,) = (line for line in lines if "_aws" in line)
    assert counts["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "daifukucho-test"
    assert (counts["EventsReceived"], counts["EventsUnknown"], counts["EventsDuplicate"]) == ([3], [1], [1])
    said = json.dumps(lines, ensure_ascii=False)
    assert not any(word in said for word in ("こんにちは", "ひみつ", "reply-1", FRIEND, "secret"))


def test_a_refusal_is_logged_and_counted(shop, logged):
    post(events(message(1)), "wrong")
    lines = logged()
    assert next(line["status"] for line in lines if line.get("message") == "refused") == 401
    assert next(line["WebhooksRefused"] for line in lines if "_aws" in line) == [1]


def test_of_every_webhook_it_is_recorded_whether_it_was_refused(shop, calls, logged):
    """The average is the share of the refused, of which an alarm is told."""
    post(events(message(1)))
    post(events(message(2)), "wrong")
    calls.always["TransactWriteItems"] = silent
    post(events(message(3)))
    counted = [line for line in logged() if "_aws" in line]
    assert [line["WebhooksRefused"] for line in counted] == [[0], [1], [0]]
    assert [line.get("WebhooksFailed") for line in counted] == [None, None, [1]]
    for line in counted:
        (metrics,) = line["_aws"]["CloudWatchMetrics"]
        assert (metrics["Dimensions"], {"service": line["service"]}) == ([["service"]], DIMENSION)


def test_the_time_outs_fit_into_the_two_seconds_that_line_waits(shop):
    config = webhook.intake()._ledger._connection.client.meta.config
    assert (config.connect_timeout, config.read_timeout) == (0.3, 0.8)
    assert config.retries["total_max_attempts"] == 2


def test_importing_it_stays_light_and_does_nothing():
    """LINE waits 2 s, cold start included."""
    root = Path(__file__).parents[3]
    code = (
        "import sys\n"
        f"sys.path[:0] = [{str(root / 'layers/crm/python')!r}, {str(root / 'functions/webhook')!r}]\n"
        "import handler\n"
        "heavy = ('linebot', 'boto3', 'pydantic', 'requests', 'aws_lambda_powertools.event_handler')\n"
        "print([name for name in heavy if name in sys.modules], handler.intake.cache_info().currsize)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={}, check=True)
    assert done.stdout.strip() == "[] 0"
