"""Tokens: where they come from, how long they are kept, and who never sees the secret."""

import base64
import threading
from urllib.parse import parse_qs

import httpx
import pytest

from daifukucho_client import (
    Client,
    ClientCredentials,
    NoAnswer,
    NotAuthenticated,
    Token,
    TokenRefused,
    UnexpectedAnswer,
)
from tests.unit.client.test_calls import FRIEND

TOKEN_URL = "https://auth.example/oauth2/token"


class Deployment:
    """Gives tokens that live an hour, and answers those that it has given last."""

    def __init__(self):
        self.now = 1_000.0
        self.given = 0
        self.valid: set[str] = set()
        self.token_answers: list[httpx.Response | type[Exception]] = []
        self.calls: list[str] = []
        self.slept: list[float] = []
        self.auth = ClientCredentials("my-id", "my-secret", TOKEN_URL, clock=lambda: self.now)

    def __call__(self, request):
        if request.url.host == "auth.example":
            return self.token(request)
        given = request.headers["authorization"].removeprefix("Bearer ")
        self.calls.append(given)
        return httpx.Response(200, json=FRIEND) if given in self.valid else httpx.Response(401, json={"message": "no"})

    def token(self, request):
        assert request.headers["authorization"] == "Basic " + base64.b64encode(b"my-id:my-secret").decode()
        form = parse_qs(request.content.decode())
        assert form == {"grant_type": ["client_credentials"], "scope": ["daifukucho/read daifukucho/write"]}
        if self.token_answers:
            answer = self.token_answers.pop(0)
            if isinstance(answer, type):
                raise answer("lost", request=request)
            return answer
        self.given += 1
        self.valid = {f"token-{self.given}"}
        return httpx.Response(200, json={"access_token": f"token-{self.given}", "expires_in": 3600})

    def client(self):
        transport = httpx.MockTransport(self)
        return Client("https://api.example/v1", self.auth, transport=transport, sleep=self.slept.append)


def test_a_token_is_kept_until_shortly_before_its_end():
    deployment = Deployment()
    client = deployment.client()
    for now in (1_000, 2_000, 1_000 + 3_539):
        deployment.now = now
        client.friends.get("U1")
    assert deployment.given == 1
    deployment.now = 1_000 + 3_540
    client.friends.get("U1")
    assert deployment.given == 2
    assert deployment.calls == ["token-1"] * 3 + ["token-2"]


def test_a_token_that_is_not_taken_any_more_is_renewed_once():
    deployment = Deployment()
    client = deployment.client()
    client.friends.get("U1")
    deployment.valid = set()
    client.friends.get("U1")
    assert deployment.calls == ["token-1", "token-1", "token-2"]


def test_credentials_of_another_deployment():
    deployment = Deployment()
    deployment.token_answers = [httpx.Response(200, json={"access_token": "x", "expires_in": 3600}) for _ in range(9)]
    with pytest.raises(NotAuthenticated):
        deployment.client().friends.get("U1")
    assert deployment.calls == ["x", "x"]


def test_threads_share_a_token():
    deployment = Deployment()
    client = deployment.client()
    threads = [threading.Thread(target=client.friends.get, args=("U1",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert deployment.given == 1
    assert deployment.calls == ["token-1"] * 8


def test_wrong_credentials():
    deployment = Deployment()
    deployment.token_answers = [httpx.Response(400, json={"error": "invalid_client"})]
    with pytest.raises(TokenRefused) as raised:
        deployment.client().friends.get("U1")
    assert (raised.value.status, raised.value.reason) == (400, "invalid_client")
    deployment.client().friends.get("U1")  # and nothing is stuck


def test_a_token_endpoint_that_rests_is_asked_again():
    deployment = Deployment()
    deployment.token_answers = [httpx.Response(503), httpx.ReadTimeout, httpx.Response(429)]
    deployment.client().friends.get("U1")
    assert len(deployment.slept) == 3


def test_a_lost_token_leaves_no_edit_in_doubt():
    deployment = Deployment()
    deployment.token_answers = [httpx.ReadTimeout] * 9
    with pytest.raises(NoAnswer) as raised:
        deployment.client().segments.update("S1", {"name": "x", "where": {}}, if_match='"1"')
    assert (raised.value.host, raised.value.in_doubt) == ("auth.example", False)
    assert len(deployment.slept) == 3


@pytest.mark.parametrize("answer", [{}, [], {"access_token": 1, "expires_in": 1}, {"access_token": "secret-x"}, None])
def test_an_answer_without_a_token_is_not_quoted(answer):
    deployment = Deployment()
    deployment.token_answers = [httpx.Response(200, json=answer)]
    with pytest.raises(UnexpectedAnswer) as raised:
        deployment.client().friends.get("U1")
    assert "secret-x" not in str(raised.value)


def test_a_page_of_html_for_a_token():
    deployment = Deployment()
    deployment.token_answers = [httpx.Response(200, html="<h1>hello</h1>")]
    with pytest.raises(UnexpectedAnswer):
        deployment.client().friends.get("U1")


def test_secrets_are_not_shown():
    deployment = Deployment()
    client = deployment.client()
    client.friends.get("U1")
    for shown in (
        repr(deployment.auth),
        str(deployment.auth),
        repr(Token("secret-t")),
        repr(client),
        repr(client.friends),
    ):
        assert "my-secret" not in shown
        assert "token-1" not in shown
        assert "secret-t" not in shown


def test_a_secret_is_not_sent_unencrypted():
    with pytest.raises(ValueError, match="https"):
        ClientCredentials("id", "secret", "http://auth.example/token")
