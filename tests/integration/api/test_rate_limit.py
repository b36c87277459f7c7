"""So many requests a minute for each caller, and no caller in another's way."""

import json
from functools import partial

import pytest

from daifukucho.kernel.time import MINUTE, SECOND
from daifukucho_aws.dynamo.rate_limit import DynamoLimiter
from daifukucho_aws.refusals import DATABASE_SILENT
from tests.integration.api.conftest import VIP, Crm, Reply, function, http_event

NOON = 1_795_316_400_000  # 2026-11-22 12:00 in Japan, when a minute begins


@pytest.fixture
def call(crm: Crm):
    """Call through a limit of three requests a minute."""
    crm.shop.now = NOON + 18 * SECOND
    limiter = DynamoLimiter(crm.shop.connection, "outbox", 3, crm.shop.clock)

    def call(method="GET", path="/friends", body=None, caller="client-1", limiter=limiter, **given) -> Reply:
        event = http_event(method, f"/v1{path}", body and json.dumps(body), **given)
        if "authorizer" in event["requestContext"]:
            event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"] = caller
        answer = function().api()(
            event, None, crm=lambda: crm.services, metrics=function().metrics, limiter=lambda: limiter
        )
        return Reply(answer["statusCode"], answer["headers"], answer["body"])

    return call


def left(reply: Reply) -> str:
    return reply.headers["RateLimit"]


def test_every_answer_says_what_is_left(call):
    first = call()
    assert first.headers["RateLimit-Policy"] == '"caller";q=3;w=60'
    assert left(first) == '"caller";r=2;t=42'
    assert left(call(path="/nothing")) == '"caller";r=1;t=42'  # what is refused counts, too
    assert left(call("POST", "/segments", {})) == '"caller";r=0;t=42'


def test_who_is_too_fast_is_told_when_to_go_on(crm: Crm, call, capsys):
    replies = [call() for _ in range(3)]
    assert [reply.status for reply in replies] == [200, 200, 200]
    before = crm.shop.connection.client.scan(TableName="catalog")["Items"]
    refused = call("POST", "/segments", {"name": "x", "where": VIP})
    problem = refused.refused(429, "rate_limited")
    assert "42 s" in problem["detail"]
    assert refused.headers["Retry-After"] == "42"
    assert left(refused) == '"caller";r=0;t=42'
    assert crm.shop.connection.client.scan(TableName="catalog")["Items"] == before
    assert '"RequestsLimited":[1.0]' in capsys.readouterr().out.replace(" ", "")
    crm.shop.now += int(refused.headers["Retry-After"]) * SECOND
    again = call()
    assert (again.status, left(again)) == (200, '"caller";r=2;t=60')


def test_callers_are_counted_apart(call):
    for _ in range(4):
        call(caller="client-1")
    assert call(caller="client-1").status == 429
    assert call(caller="client-2").status == 200


def test_tokens_of_one_caller_are_counted_apart_by_what_they_may_do(call):
    read, write, both = (f"daifukucho/{scope}" for scope in ("read", "write", "read daifukucho/write"))
    segment = {"name": "x", "where": VIP}
    assert [call(scope=read).status for _ in range(4)] == [200, 200, 200, 429]
    assert [call("POST", "/segments", segment, scope=write).status for _ in range(4)] == [201, 201, 201, 429]
    assert call("POST", "/segments", segment, scope=both).status == 201
    assert call(scope=both).status == 200
    assert (
        call("POST", "/segments", segment, scope=f"openid daifukucho/write {read} x").status == 201
    )  # others say nothing
    assert call(scope=both).status == 429


def test_who_may_not_come_in_is_not_counted(crm: Crm, call):
    for _ in range(5):
        assert call(scope=None).status == 401
        assert call(scope="openid").status == 403
        assert call(path="/openapi.json", scope=None).status == 200
        assert "RateLimit" not in call(path="/docs").headers
    assert left(call()) == '"caller";r=2;t=42'


def test_a_count_is_one_write_and_says_nothing_of_the_caller(crm: Crm, call, monkeypatch):
    writes = []
    really = crm.shop.connection.update_item
    monkeypatch.setattr(crm.shop.connection, "update_item", lambda *a, **k: writes.append(a) or really(*a, **k))
    call()
    call()
    assert len(writes) == 2
    [item] = crm.shop.connection.client.scan(TableName="outbox")["Items"]
    assert item["requests"] == {"N": "2"}
    assert int(item["expires_at"]["N"]) == (NOON + MINUTE) // SECOND + 3600
    assert item["pk"]["S"].startswith("rate#")
    assert item["pk"]["S"].endswith(f"#{NOON // SECOND}")
    assert "client-1" not in json.dumps(item)


def test_a_shop_works_on_if_requests_cannot_be_counted(call, caplog, capsys):
    class Silent:
        def count(self, caller):
            raise DATABASE_SILENT()

    for _ in range(5):
        reply = call(limiter=Silent())
        assert reply.status == 200
        assert "RateLimit" not in reply.headers
    assert caplog.messages.count("not counted") == 5
    assert '"RequestsUncounted":[1.0]' in capsys.readouterr().out.replace(" ", "")


def test_many_at_once_are_all_counted(crm: Crm, call):
    """Each count is an addition in the database: none reads what another is about to write."""
    limiter = DynamoLimiter(crm.shop.connection, "outbox", 100, crm.shop.clock)
    assert [limiter.count("c").used for _ in range(10)] == list(range(1, 11))
    really, used = crm.shop.connection.update_item, []

    def overtaken(*args, **given):
        crm.shop.connection.update_item = really
        used.append(limiter.count("c").used)
        return really(*args, **given)

    crm.shop.connection.update_item = overtaken
    used.append(limiter.count("c").used)
    assert sorted(used) == [11, 12]


def test_the_function_counts(monkeypatch):
    """The handler hands its limiter on, and only when it is needed."""
    asked = []
    monkeypatch.setattr(function(), "crm", partial(asked.append, "crm"))
    function().handler(http_event("GET", "/v1/openapi.json", scope=None), None)
    assert asked == []
