"""The sending adapter against a server that keeps what it is sent: what travels, and what each answer is taken as."""

import ssl
import uuid
from collections.abc import Iterator

import pytest

from daifukucho.delivery.line import AnswerKind, Mode
from daifukucho_aws.line import LineAccess
from daifukucho_aws.line_send import LineMessaging
from daifukucho_aws.secrets import Channel
from tests.support.line_server import LineServer, line_server
from tests.unit.messages.samples import EXAMPLES

TEXT = [{"type": "text", "text": "こんにちは"}]
FRIENDS = [f"U{i:032x}" for i in range(500)]


class Secret:
    def get(self) -> Channel:
        return Channel("1234567890", "secret")

    def refresh(self) -> Channel:
        return self.get()


@pytest.fixture
def line() -> Iterator[LineServer]:
    with line_server() as server:
        yield server


@pytest.fixture
def messaging(line: LineServer) -> LineMessaging:
    return LineMessaging(LineAccess(Secret(), line.url, lambda: 0))


@pytest.mark.parametrize("message", EXAMPLES.values(), ids=list(EXAMPLES))
@pytest.mark.parametrize("mode", [Mode.MULTICAST, Mode.PUSH])
def test_every_message_travels_unchanged(line, messaging, mode, message):
    whom = FRIENDS if mode is Mode.MULTICAST else FRIENDS[:1]
    key = str(uuid.uuid4())
    assert messaging.send(mode, whom, [message, *TEXT], key).kind is AnswerKind.ACCEPTED
    to = FRIENDS if mode is Mode.MULTICAST else FRIENDS[0]
    path = f"/v2/bot/message/{'multicast' if mode is Mode.MULTICAST else 'push'}"
    assert line.sent == [(path, key, {"to": to, "messages": [message, *TEXT]})]


def test_values_keep_their_types(line, messaging):
    odd = {
        "type": "text",
        "text": "\u2028\x00'\"あ👨\u200d👩",
        "whole": 1,
        "part": 1.0,
        "no": None,
        "yes": True,
        "all": [{}],
    }
    messaging.send(Mode.PUSH, FRIENDS[:1], [odd], "key")
    (got,) = line.sent[0][2]["messages"]
    assert got == odd
    assert [type(value) for value in got.values()] == [type(value) for value in odd.values()]


# LINE's own words (Messaging API reference, Error responses; FAQ on 429).
MONTHLY = {"message": "You have reached your monthly limit."}
RATE = {"message": "The API rate limit has been exceeded. Try again later."}


@pytest.mark.parametrize(
    ("status", "document", "kind"),
    [
        (200, {}, AnswerKind.ACCEPTED),
        (200, {"sentMessages": [{"id": "1", "quoteToken": "q", "new": 1}], "new": {}}, AnswerKind.ACCEPTED),
        (200, b"", AnswerKind.ACCEPTED),
        (200, b"no JSON", AnswerKind.ACCEPTED),
        (409, {"message": "The retry key is already accepted"}, AnswerKind.ACCEPTED),
        (409, {"message": "The retry key is already accepted", "sentMessages": [{"id": "1"}]}, AnswerKind.ACCEPTED),
        (429, MONTHLY, AnswerKind.QUOTA_EXCEEDED),
        (429, RATE, AnswerKind.TRY_LATER),
        (429, {"message": "Too many requests to this user"}, AnswerKind.TRY_LATER),
        (429, b"", AnswerKind.TRY_LATER),
        (429, b"<html>Too Many Requests</html>", AnswerKind.TRY_LATER),
        (400, {"message": "The property, 'to', in the request body is invalid"}, AnswerKind.BAD_RECIPIENT),
        (400, {"message": "The property, to[3], in the request body is invalid"}, AnswerKind.BAD_RECIPIENT),
        (
            400,
            {
                "message": "The request body has 1 error(s)",
                "details": [{"message": "May not be empty", "property": "to[0]"}],
            },
            AnswerKind.BAD_RECIPIENT,
        ),
        (
            400,
            {
                "message": "A message (messages[0]) in the request body is invalid",
                "details": [{"message": "invalid property", "property": "/footer/contents/2"}],
            },
            AnswerKind.REFUSED,
        ),
        (400, MONTHLY, AnswerKind.REFUSED),
        (403, {"message": "Access to this API is not available for your account"}, AnswerKind.REFUSED),
        (413, b"", AnswerKind.REFUSED),
        (415, b"", AnswerKind.REFUSED),
        (500, {"message": "Internal Server Error"}, AnswerKind.IN_DOUBT),
        (502, b"<html>", AnswerKind.IN_DOUBT),
        (502, "ゲートウェイ".encode("shift-jis"), AnswerKind.IN_DOUBT),
        (503, MONTHLY, AnswerKind.IN_DOUBT),
        (504, b"", AnswerKind.IN_DOUBT),
        (408, b"", AnswerKind.IN_DOUBT),
        (408, {"message": "The property, 'to', in the request body is invalid"}, AnswerKind.IN_DOUBT),
        (425, b"", AnswerKind.IN_DOUBT),
        (499, b"", AnswerKind.IN_DOUBT),
        (302, b"", AnswerKind.IN_DOUBT),
        (400, b"[" * 100_000, AnswerKind.REFUSED),
    ],
)
@pytest.mark.parametrize("mode", [Mode.MULTICAST, Mode.PUSH])
def test_what_an_answer_is_taken_as(line, messaging, mode, status, document, kind):
    line.replies = [(status, document)]
    assert messaging.send(mode, FRIENDS[:1], TEXT, "key").kind is kind
    assert len(line.sent) == 1


def test_a_token_that_is_refused_for_good_is_a_refusal(line, messaging):
    line.replies = [(401, {"message": "Authentication failed"})] * 2
    assert messaging.send(Mode.PUSH, FRIENDS[:1], TEXT, "key").kind is AnswerKind.REFUSED
    assert [key for _, key, _ in line.sent] == ["key", "key"]


def test_a_broken_tls_connection_is_doubt(line, messaging, monkeypatch):
    """The SDK makes of it an answer of its own, with the status 0; the call may have come through before."""
    from urllib3 import PoolManager
    from urllib3.exceptions import SSLError

    messaging.send(Mode.PUSH, FRIENDS[:1], TEXT, "first")  # with a token in hand

    def broken(*_: object, **__: object) -> None:
        raise SSLError(ssl.SSLEOFError("EOF occurred in violation of protocol"))

    monkeypatch.setattr(PoolManager, "request", broken)
    assert messaging.send(Mode.PUSH, FRIENDS[:1], TEXT, "key").kind is AnswerKind.IN_DOUBT


def test_every_call_has_a_time_out(line, messaging, monkeypatch):
    import urllib3

    seen = []
    real = urllib3.PoolManager.request

    def watched(self, method, url, **given):
        seen.append((url.removeprefix(line.url), given["timeout"]))
        return real(self, method, url, **given)

    monkeypatch.setattr(urllib3.PoolManager, "request", watched)
    for mode in (Mode.MULTICAST, Mode.PUSH):
        messaging.send(mode, FRIENDS[:1], TEXT, "key")
    line.replies = [(401, {})]
    messaging.send(Mode.PUSH, FRIENDS[:1], TEXT, "key")
    with pytest.raises(Exception, match="quota"):  # this server knows no quota
        messaging.quota()
    paths = [path for path, _ in seen]
    assert {"/oauth2/v3/token", "/v2/bot/message/push", "/v2/bot/message/multicast", "/v2/bot/message/quota"} == set(
        paths
    )
    assert all(0 < timeout.connect_timeout <= 5 and 0 < timeout.read_timeout <= 10 for _, timeout in seen)


def test_no_call_is_repeated_behind_our_back(line, messaging):
    """Each further call is the sender's to decide: it keeps the pace, and the time of the first try."""
    line.replies = [(503, b"")] * 3
    messaging.send(Mode.PUSH, FRIENDS[:1], TEXT, "key")
    assert len(line.sent) == 1
