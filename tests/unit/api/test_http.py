"""The gate: which error gets which answer, and what is said of those that nobody foresaw."""

import json

import pytest
from aws_lambda_powertools.event_handler import Response

from daifukucho.kernel.errors import Conflict, Denied, Fault, Invalid, NotFound, QuotaExceeded, Unavailable
from daifukucho_aws.http import Api, Scopes, caller_of
from daifukucho_aws.problem import SECURE


class Log:
    def __init__(self):
        self.lines = []

    def info(self, msg, *, extra):
        self.lines.append((msg, extra))

    error = info


def event(path="/v1/thing", method="GET", claims=None, **given):
    claims = {"sub": "person-1", "client_id": "app-1", "scope": "read"} if claims is None else claims
    return {
        "rawPath": path,
        "headers": {},
        "requestContext": {
            "stage": "$default",
            "requestId": "r/1",
            "http": {"method": method},
            "authorizer": {"jwt": {"claims": claims}},
        },
    } | given


@pytest.fixture
def api():
    return Api(Log(), Scopes("read", "write"), frozenset({"/v1/public"}))


def answer(api, raised=None, returned=None, **given):
    @api.app.get("/v1/thing")
    def thing():
        if raised:
            raise raised
        return returned

    reply = api(event(**given), None)
    return reply, json.loads(reply["body"])


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Invalid("x"), 422),
        (NotFound("x"), 404),
        (Conflict("x"), 409),
        (Conflict("x", code="version_mismatch"), 412),
        (Denied("x"), 403),
        (QuotaExceeded("x"), 429),
        (Unavailable("x", code="queue_unavailable"), 503),
    ],
)
def test_each_error_of_the_family_has_its_status(api, error, status):
    reply, document = answer(api, error)
    assert reply["statusCode"] == document["status"] == status
    assert reply["headers"]["Content-Type"] == "application/problem+json"
    assert document["code"] == error.code
    assert document["instance"] == "urn:daifukucho:request:r%2F1"
    assert ("Retry-After" in reply["headers"]) == (status == 503)


def test_faults_are_told(api):
    _, document = answer(api, Invalid("x", faults=[Fault("/a", "b"), Fault("/c\ud800", "d" * 900)]))
    assert document["faults"] == [{"pointer": "/a", "message": "b"}, {"pointer": "/c?", "message": "d" * 499 + "…"}]


def test_an_error_that_nobody_foresaw_is_logged_by_its_class_and_place_alone(api):
    error = ValueError("花子")
    error.__cause__ = KeyError("太郎")
    reply, document = answer(api, error)
    assert reply["statusCode"] == 500
    assert document["code"] == "internal"
    (said, extra), (_, line) = api.log.lines
    assert said == "unexpected"
    assert extra["error"] == ["builtins.ValueError", "builtins.KeyError"]
    assert "test_http.py" in extra["stack"][-1]
    assert extra["request_id"] == "r/1"
    assert line == {"method": "GET", "route": "/v1/thing", "status": 500, "request_id": "r/1"}
    assert "花子" not in reply["body"] + str(api.log.lines)
    assert "太郎" not in reply["body"] + str(api.log.lines)


def test_an_answer_that_is_not_what_its_route_says_is_our_fault(api):
    @api.app.get("/v1/wrong")
    def wrong() -> dict[str, int]:
        return {"name": "花子"}

    reply = api(event("/v1/wrong"), None)
    assert reply["statusCode"] == 500
    assert "花子" not in reply["body"] + str(api.log.lines)


def test_an_answer_is_kept_by_nobody_unless_it_says_so(api):
    reply, document = answer(api, returned={"a": "あ"})
    assert (reply["statusCode"], document) == (200, {"a": "あ"})
    assert reply["headers"]["Cache-Control"] == "no-store"
    assert SECURE.items() <= reply["headers"].items()
    assert reply["body"] == '{"a":"あ"}'


def test_what_is_public_needs_no_token_and_takes_any_query(api):
    @api.app.get("/v1/public", cache_control="max-age=1")
    def public() -> Response[str]:
        return Response(200, content_type="application/json", body="{}")

    reply = api(event("/v1/public", claims={}, queryStringParameters={"format": "json"}), None)
    assert (reply["statusCode"], reply["headers"]["Cache-Control"]) == (200, "max-age=1")


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ({}, 401),
        ({"scope": "write"}, 403),
        ({"sub": "x"}, 403),
        ({"scope": "reader"}, 403),
        ({"scope": "openid read write"}, 200),
    ],
)
def test_who_may_read(api, claims, status):
    reply, _ = answer(api, returned={}, claims=claims)
    assert reply["statusCode"] == status


def test_nobody_comes_in_without_an_authorizer(api):
    request = event()
    del request["requestContext"]["authorizer"]
    assert api(request, None)["statusCode"] == 401


def test_a_caller_is_the_person_or_else_the_program():
    assert caller_of(event()) == "person-1"
    assert caller_of(event(claims={"client_id": "app-1"})) == "app-1"


def test_a_path_reaches_its_route_percent_encoded_once(api):
    seen = []

    @api.app.get("/v1/tags/<tag>")
    def tag(tag: str) -> dict[str, str]:
        seen.append(tag)
        return {}

    for path in ("/v1/tags/a b", "/v1/tags/🎂", "/v1/tags/%25", "/v1/tags/100%2541", "/v1/tags/\ud800"):
        assert api(event(path), None)["statusCode"] == 200
    assert seen == ["a%20b", "%F0%9F%8E%82", "%25", "100%2541", "%3F"]
