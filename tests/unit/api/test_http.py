"""The gate: which error gets which answer, and what is said of those that nobody foresaw."""

import json
from enum import StrEnum
from typing import Annotated, Literal

import pytest
from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, ConfigDict, Field

from daifukucho.kernel.errors import Conflict, Denied, Fault, Invalid, NotFound, QuotaExceeded, Unavailable
from daifukucho.kernel.words import Words
from daifukucho_aws import http
from daifukucho_aws.edge_refusals import OTHER_TYPE
from daifukucho_aws.http import Api, Scopes, caller_of
from daifukucho_aws.problem import SECURE, TITLES

SAID = Words("だめです。", "No.")


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
        (Invalid(SAID), 422),
        (NotFound(SAID), 404),
        (Conflict(SAID), 409),
        (Conflict(SAID, code="version_mismatch"), 412),
        (Denied(SAID), 403),
        (QuotaExceeded(SAID), 429),
        (Unavailable(SAID, code="queue_unavailable"), 503),
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
    faults = [Fault("/a", SAID), Fault("/c\ud800", Words("だ" * 900, "d" * 900))]
    _, document = answer(api, Invalid(SAID, faults=faults))
    assert document["faults"] == [{"pointer": "/a", "message": "No."}, {"pointer": "/c?", "message": "d" * 499 + "…"}]


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("*", "en"),
        ("ja", "ja"),
        ("JA-jp", "ja"),
        ("en-US,en;q=0.9,ja;q=0.8", "en"),
        ("ja-JP, ja;q=0.9, en;q=0.8", "ja"),
        ("en;q=0.5, ja", "ja"),
        ("fr, de;q=0.9", "en"),
        ("fr, ja;q=0.001", "ja"),
        ("ja, en", "ja"),
        ("en, ja", "en"),
        ("ja;q=0", "en"),
        ("ja;q=0, *", "en"),
        ("en;q=0, *;q=0.1", "ja"),
        ("ja;q=0.2, *;q=0.1", "ja"),
        ("ja;q=0.1, *;q=0.2", "en"),
        ("en;q=0.1, en-GB;q=0.7, ja;q=0.5", "en"),
        ("ja;q=2", "en"),
        ("jav", "en"),
        (";q=1,,ja ; q=0.5", "ja"),
        ("日本語", "en"),
    ],
)
def test_a_refusal_is_told_in_the_language_that_is_asked_for(api, asked, language):
    error = Invalid(SAID, faults=[Fault("/a", SAID)])
    reply, document = answer(api, error, headers={} if asked is None else {"Accept-Language": asked})
    assert reply["headers"]["Content-Language"] == language
    said = getattr(SAID, language)
    assert (document["detail"], document["faults"][0]["message"]) == (said, said)
    assert document["title"] == getattr(TITLES[422], language)


def test_what_is_logged_of_an_error_is_english():
    assert str(Invalid(SAID)) == "No."


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Thing(BaseModel):
    """Something of each type that a body may have."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Annotated[str, Field(min_length=2, max_length=1_500)] = "xx"
    number: Annotated[int, Field(ge=2, le=5_000)] = 2
    share: Annotated[float, Field(gt=0)] = 1.0
    flag: bool = True
    names: Annotated[list[str], Field(min_length=1, max_length=2)] = ["x"]
    facts: dict[str, int] = {}
    word: Literal["a", "b", "c"] = "a"
    colour: Annotated[Colour, Field(strict=False)] = Colour.RED
    more: "Thing | None" = None
    needed: int


@pytest.mark.parametrize(
    ("wrong", "pointer", "ja", "en"),
    [
        ({"needed": None}, "/needed", "整数で指定してください。", "Give a whole number."),
        (
            {"nothing": 1},
            "/nothing",
            "ここにこの項目はありません。削除してください。",
            "There is no such thing here; remove it.",
        ),
        ({"name": 1}, "/name", "文字列で指定してください。", "Give a text."),
        ({"name": "x"}, "/name", "2文字以上で指定してください。", "Give text of 2 or more characters."),
        ({"name": "x" * 1_501}, "/name", "1,500文字までで指定してください。", "Give text of at most 1,500 characters."),
        ({"number": 1}, "/number", "2 以上で指定してください。", "Give 2 or more."),
        ({"number": 5_001}, "/number", "5,000 以下で指定してください。", "Give at most 5,000."),
        ({"number": 2.5}, "/number", "整数で指定してください。", "Give a whole number."),
        ({"share": 0}, "/share", "0 より大きい値を指定してください。", "Give more than 0."),
        ({"share": "1"}, "/share", "数で指定してください。", "Give a number."),
        ({"flag": 1}, "/flag", "true か false を指定してください。", "Say true or false."),
        ({"names": "x"}, "/names", "リスト（[…]）で指定してください。", "Give a list."),
        ({"names": []}, "/names", "1個以上のリストで指定してください。", "Give a list of 1 or more."),
        ({"names": ["x", "y", "z"]}, "/names", "2個までのリストで指定してください。", "Give a list of at most 2."),
        ({"facts": 1}, "/facts", "オブジェクト（{…}）で指定してください。", "Give an object."),
        ({"more": 1}, "/more", "オブジェクト（{…}）で指定してください。", "Give an object."),
        ({"word": "d"}, "/word", "次の中から選んでください: a, b, c", "Choose one of: a, b, c."),
        ({"colour": "green"}, "/colour", "次の中から選んでください: red, blue", "Choose one of: red, blue."),
        ({"more": {}}, "/more/needed", "必ず指定してください。", "This is needed."),
    ],
)
def test_what_types_find_wrong_is_told_in_our_words(api, wrong, pointer, ja, en):
    @api.app.post("/v1/thing")
    def thing(body: Thing) -> None: ...

    for language, said in (("ja", ja), ("en", en)):
        request = event(method="POST", body=json.dumps({"needed": 1} | wrong), headers={"accept-language": language})
        request["requestContext"]["authorizer"]["jwt"]["claims"]["scope"] = "write"
        reply = api(request, None)
        assert reply["statusCode"] == 422
        assert json.loads(reply["body"])["faults"] == [{"pointer": pointer, "message": said}]


def test_an_error_of_a_type_that_is_not_declared_is_told_in_general():
    told = http._fault({"type": "date_from_datetime_inexact", "loc": ("body", "x"), "msg": "English."})
    assert told == OTHER_TYPE.at("/x")


def raised_before(error):
    try:
        raise error
    except type(error):
        return error


def test_an_error_that_nobody_foresaw_is_logged_by_its_class_and_place_alone(api):
    error = ValueError("花子")
    error.__cause__ = raised_before(KeyError("太郎"))
    reply, document = answer(api, error)
    assert reply["statusCode"] == 500
    assert document["code"] == "internal"
    (said, extra), (_, line) = api.log.lines
    assert said == "unexpected"
    assert extra["error"] == ["builtins.ValueError", "builtins.KeyError"]
    assert "test_http.py" in extra["stack"][-1]
    assert [line.rpartition(" ")[2] for line in extra["stack"]][-2:] == ["thing", "raised_before"]
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


@pytest.mark.parametrize(
    ("path", "scope", "status"),
    [
        ("/v1/things/count", "read", 200),
        ("/v1/things/count", "write", 403),
        ("/v1/things/a%20b/count", "read", 200),
        ("/v1/things/a/b/count", "read", 403),
        ("/v1/things/count/", "read", 403),
        ("/v1/things", "read", 403),
        ("/v1/things", "write", 200),
    ],
)
def test_who_may_ask_by_post(path, scope, status):
    asking = ("/v1/things/count", "/v1/things/{thing_id}/count")
    api = Api(Log(), Scopes("read", "write", asking), frozenset())
    for known in (*asking, "/v1/things"):
        api.app.post(known.replace("{", "<").replace("}", ">"))(lambda thing_id=None: {})
    reply = api(event(path, "POST", claims={"sub": "x", "scope": scope}), None)
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
