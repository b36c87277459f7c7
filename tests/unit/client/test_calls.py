"""Requests, retries and refusals of the client, against a transport in memory."""

import functools
import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from daifukucho_client import (
    BadArgument,
    Changed,
    Client,
    Conflict,
    Invalid,
    NoAnswer,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    Refused,
    Token,
    TooManyRequests,
    Unavailable,
    UnexpectedAnswer,
)

FRIEND = {
    "friend_id": "U1",
    "status": "active",
    "display_name": "花子",
    "alias": None,
    "note": None,
    "picture_url": None,
    "status_message": None,
    "language": "ja",
    "birthday": None,
    "first_route": "店頭",
    "last_route": None,
    "tags": ["vip"],
    "tagged_at": {"vip": "2026-11-22T10:00:00+09:00"},
    "do_not_send": False,
    "in_progress": False,
    "first_seen_at": "2026-11-22T10:00:00.120+09:00",
    "followed_at": None,
    "blocked_at": None,
    "last_seen_at": None,
    "follows": 1,
    "messages_received": 0,
    **dict.fromkeys(("family_name", "given_name", "family_kana", "given_kana", "phone", "postal_code", "address")),
    **dict.fromkeys(("mail", "assignee", "member_no", "card_no")),
    "stores": [],
    "fields": {"size": {"value": 23.5, "at": "2026-11-22T19:30:00+09:00", "by": "op"}},
}
WHERE = {"field": "tags", "op": "any_of", "value": ["vip"]}
BODY = {"name": "x", "where": WHERE}
SEGMENT = {
    "segment_id": "S1",
    "version": 1,
    "name": "常連さん",
    "where": WHERE,
    "sentence": {"ja": "…", "en": "…"},
    "created_at": "2026-11-22T10:00:00+09:00",
    "updated_at": "2026-11-22T10:00:00+09:00",
}


def ok(document, status=200):
    return httpx.Response(status, json=document)


def refusal(status, code="some_code", faults=(), **headers):
    document = {"type": "urn:x", "title": "T", "status": status, "detail": "D", "code": code, "faults": list(faults)}
    return httpx.Response(status, json=document, headers={"content-type": "application/problem+json", **headers})


class Api:
    """Answers with what it is told to, in order; an exception is a lost connection."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.slept: list[float] = []

    def __call__(self, request):
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, type):
            raise answer("lost", request=request)
        return answer

    def client(self, **given):
        given = {"sleep": self.slept.append} | given
        return Client("https://api.example/v1", Token("secret-token"), transport=httpx.MockTransport(self), **given)


def test_a_request_is_as_the_api_wants_it():
    api = Api(ok({"items": [FRIEND | {"brand_new": 1}], "cursor": None}))
    page = api.client().friends.page(tag="お得意さま", limit=2)
    (request,) = api.requests
    assert (
        str(request.url) == "https://api.example/v1/friends?limit=2&tag=%E3%81%8A%E5%BE%97%E6%84%8F%E3%81%95%E3%81%BE"
    )
    assert request.headers["authorization"] == "Bearer secret-token"
    assert "content-type" not in request.headers
    assert page.items[0].first_seen_at == datetime.fromisoformat("2026-11-22T10:00:00.120+09:00")
    assert not hasattr(page.items[0], "brand_new")


@pytest.mark.parametrize(
    ("tag", "path"),
    [
        ("vip", b"/vip"),
        ("100%", b"/100%25"),
        ("常連 さん", b"/%E5%B8%B8%E9%80%A3%20%E3%81%95%E3%82%93"),
        ("a&b", b"/a%26b"),
    ],
)
def test_what_is_in_a_path_is_encoded(tag, path):
    api = Api(ok(FRIEND))
    api.client().friends.add_tag("U1", tag)
    assert api.requests[0].url.raw_path == b"/v1/friends/U1/tags" + path
    assert api.requests[0].method == "PUT"


@pytest.mark.parametrize("tag", ["a/b", "what?", "#1", ".."])
def test_a_tag_that_cannot_be_in_a_path_goes_into_a_body(tag):
    api = Api(ok(FRIEND), ok(FRIEND))
    api.client().friends.add_tag("U1", tag)
    api.client().friends.remove_tag("U1", tag)
    assert [(r.method, r.url.path) for r in api.requests] == [("PATCH", "/v1/friends/U1")] * 2
    assert [json.loads(r.content) for r in api.requests] == [{"tags_add": [tag]}, {"tags_remove": [tag]}]


def test_what_cannot_be_sent_is_not():
    api = Api()
    client = api.client()
    for call in (
        *(functools.partial(client.friends.get, friend_id) for friend_id in ("", ".", "..", "\ud800")),
        lambda: client.friends.page(q="\udfff"),
        lambda: client.friends.edit("U1", alias="\ud800"),
        lambda: client.segments.update("S1", BODY, if_match='"1"\r\nX-Other: 1'),
        lambda: client.campaigns.send("C1", idempotency_key="鍵"),
    ):
        with pytest.raises(BadArgument):
            call()
    assert api.requests == []


def test_an_edit_says_only_what_is_given():
    api = Api(ok(FRIEND))
    api.client().friends.edit("U1", alias=None, do_not_send=False, tags_add=["vip"])
    assert json.loads(api.requests[0].content) == {"alias": None, "do_not_send": False, "tags_add": ["vip"]}
    assert api.requests[0].headers["content-type"] == "application/json"


def test_a_list_is_read_page_by_page_and_no_further_than_needed():
    pages = [
        ok({"items": [FRIEND | {"friend_id": f"U{n}"}], "cursor": c}) for n, c in ((1, "c1"), (2, "c2"), (3, None))
    ]
    empty = ok({"items": [], "cursor": "c0"})
    api = Api(empty, *pages)
    friends = api.client().friends.list(tag="vip")
    assert api.requests == []
    assert next(friends).friend_id == "U1"
    assert len(api.requests) == 2
    assert [friend.friend_id for friend in friends] == ["U2", "U3"]
    assert [r.url.params.get("cursor") for r in api.requests] == [None, "c0", "c1", "c2"]
    assert {r.url.params["tag"] for r in api.requests} == {"vip"}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Invalid),
        (401, NotAuthenticated),
        (403, NotAllowed),
        (404, NotFound),
        (405, Refused),
        (409, Conflict),
        (412, Changed),
        (413, Invalid),
        (415, Invalid),
        (422, Invalid),
        (429, TooManyRequests),
        (500, Refused),
        (503, Unavailable),
    ],
)
def test_a_refusal_is_raised_with_its_problem_document(status, kind):
    faults = [{"pointer": "/name", "message": "Give it a name."}]
    api = Api(refusal(status, "the_code", faults))
    with pytest.raises(kind) as raised:
        api.client(attempts=1).segments.create(BODY)
    error = raised.value
    assert type(error) is kind
    assert (error.status, error.code, error.detail, error.title) == (status, "the_code", "D", "T")
    assert [(fault.pointer, fault.message) for fault in error.faults] == [("/name", "Give it a name.")]


def test_a_language_is_asked_for_with_every_request():
    for language, asked in ((None, None), ("ja", "ja")):
        api = Api(ok({"items": [], "cursor": None}))
        api.client(language=language).friends.page()
        assert api.requests[0].headers.get("accept-language") == asked


def test_a_refusal_of_api_gateways_own():
    api = Api(httpx.Response(401, json={"message": "Unauthorized"}))
    with pytest.raises(NotAuthenticated) as raised:
        api.client().friends.get("U1")
    assert (raised.value.code, raised.value.faults) == ("http_401", ())


@pytest.mark.parametrize("body", [b"<html>", b"", b"[]", b'{"friend_id": "U1"}', b"\xff"])
def test_an_answer_of_something_else(body):
    with pytest.raises(UnexpectedAnswer):
        Api(httpx.Response(200, content=body)).client().friends.get("U1")


@pytest.mark.parametrize("lost", [503, 502, 504, httpx.ReadTimeout, httpx.ConnectError, httpx.RemoteProtocolError])
def test_what_can_be_repeated_is(lost):
    def lose():
        return refusal(lost) if isinstance(lost, int) else lost

    for call, answer in (
        (lambda c: c.friends.get("U1"), FRIEND),
        (lambda c: c.friends.add_tag("U1", "vip"), FRIEND),
        (lambda c: c.friends.edit("U1", alias="花"), FRIEND),
        (lambda c: c.segments.create(BODY), SEGMENT),
        (lambda c: c.segments.update("S1", BODY), SEGMENT),
        (lambda c: c.campaigns.send("C1"), {"run_id": "R1"}),
    ):
        api = Api(lose(), lose(), ok(answer))
        call(api.client())
        assert len(api.requests) == 3
        assert len({(r.method, r.url, r.content, r.headers.get("idempotency-key")) for r in api.requests}) == 1
        assert len(api.slept) == 2


def test_what_makes_something_has_a_key_of_its_own():
    api = Api(ok(SEGMENT), ok(SEGMENT), ok(SEGMENT))
    client = api.client()
    client.segments.create(BODY)
    client.segments.create(BODY)
    client.segments.create(BODY, idempotency_key="mine")
    keys = [request.headers["idempotency-key"] for request in api.requests]
    assert keys[2] == "mine"
    assert len(set(keys)) == 3


def test_a_conditional_edit_whose_answer_is_lost_is_in_doubt():
    """Repeated, it would meet its own version and look as if somebody else had been faster."""
    api = Api(httpx.ReadTimeout)
    with pytest.raises(NoAnswer) as raised:
        api.client().segments.update("S1", BODY, if_match='"3"')
    assert raised.value.in_doubt
    assert api.requests[0].headers["if-match"] == '"3"'
    api = Api(refusal(503))
    with pytest.raises(Unavailable):
        api.client().segments.update("S1", BODY, if_match='"3"')
    api = Api(httpx.ConnectError, refusal(429), ok(SEGMENT))  # nobody has heard these
    assert api.client().segments.update("S1", BODY, if_match='"3"').version == 1


def test_what_is_gone_after_a_lost_answer_is_deleted():
    api = Api(httpx.ReadTimeout, refusal(404))
    api.client().segments.delete("S1")
    with pytest.raises(NotFound):
        Api(refusal(404)).client().segments.delete("S1")
    with pytest.raises(NotFound):
        Api(httpx.ReadTimeout, refusal(404)).client().friends.remove_tag("U1", "vip")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 412, 422, 500])
def test_what_is_refused_is_not_repeated(status):
    api = Api(refusal(status))
    with pytest.raises(Refused):
        api.client().friends.get("U1")
    assert len(api.requests) == 1


def test_attempts_end():
    api = Api(*[refusal(503)] * 4)
    with pytest.raises(Unavailable):
        api.client().friends.get("U1")
    assert len(api.requests) == 4
    api = Api(*[httpx.ConnectTimeout] * 2)
    with pytest.raises(NoAnswer) as raised:
        api.client(attempts=2).friends.get("U1")
    assert (raised.value.host, raised.value.cause, raised.value.in_doubt) == ("api.example", "ConnectTimeout", False)


def test_it_waits_as_long_as_it_is_told():
    in_five = format_datetime(datetime.now(UTC) + timedelta(seconds=5), usegmt=True)
    api = Api(refusal(429, **{"retry-after": "7"}), refusal(503, **{"retry-after": in_five}), refusal(429), ok(FRIEND))
    api.client().friends.get("U1")
    seven, five, own = api.slept
    assert seven == 7
    assert 3 < five <= 5
    assert 0 < own <= 8


def test_it_does_not_wait_for_minutes():
    api = Api(refusal(429, **{"retry-after": "600"}))
    with pytest.raises(TooManyRequests) as raised:
        api.client().friends.get("U1")
    assert raised.value.retry_after == 600
    assert api.slept == []


def test_waits_grow():
    api = Api(*[refusal(503)] * 6)
    with pytest.raises(Unavailable):
        api.client(attempts=6).friends.get("U1")
    assert all(0.25 * 2**n <= seconds <= 0.5 * 2**n for n, seconds in enumerate(api.slept))


@pytest.mark.parametrize("url", ["http://api.example/v1", "api.example", "", "ftp://api.example", "https://"])
def test_a_token_is_not_sent_unencrypted(url):
    with pytest.raises(ValueError, match="URL"):
        Client(url, Token("t"))


@pytest.mark.parametrize("url", ["http://localhost:4566/v1", "http://127.0.0.1/v1/", "http://[::1]:80/v1"])
def test_but_may_be_on_this_computer(url):
    Client(url, Token("t")).close()


def test_a_redirect_is_not_followed():
    api = Api(httpx.Response(302, headers={"location": "https://elsewhere.example/"}))
    with pytest.raises(Refused):
        api.client().friends.get("U1")
    assert len(api.requests) == 1
