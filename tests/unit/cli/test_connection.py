"""Where a command finds its API, and what it says when that does not go well. Secrets are in none of it."""

import functools
import json

import httpx
import pytest
from typer.testing import CliRunner

import daifukucho_client
from daifukucho_cli.app import app
from daifukucho_cli.deployment import deployment
from daifukucho_client import Client
from tests.support.gateway import API_URL, TOKEN_URL

SECRETS = ("the-secret", "the-token")
NAMES = (
    *("DAIFUKUCHO_STACK", "DAIFUKUCHO_API_URL", "DAIFUKUCHO_TOKEN", "DAIFUKUCHO_CLIENT_ID"),
    *("DAIFUKUCHO_CLIENT_SECRET", "DAIFUKUCHO_TOKEN_URL", "LC_ALL", "LC_MESSAGES", "LANG"),
)
ONE = {"items": [], "cursor": None}


@pytest.fixture
def api(monkeypatch):
    """An API that answers with what it is told to; it has no friends unless said."""

    class Api:
        def __init__(self):
            self.answer = httpx.Response(200, json=ONE)
            self.requests = []

        def __call__(self, request):
            self.requests.append(request)
            if isinstance(self.answer, type):
                raise self.answer("lost", request=request)
            if str(request.url) == TOKEN_URL and self.answer.status_code == 200:
                return httpx.Response(200, json={"access_token": "the-token", "expires_in": 3600})
            return self.answer

    api = Api()
    transport = httpx.MockTransport(api)
    monkeypatch.setattr(
        daifukucho_client, "Client", functools.partial(Client, transport=transport, sleep=lambda seconds: None)
    )
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    return api


@pytest.fixture
def with_token(monkeypatch):
    monkeypatch.setenv("DAIFUKUCHO_API_URL", API_URL)
    monkeypatch.setenv("DAIFUKUCHO_TOKEN", "the-token")


def run(*arguments, code=0, lang="en"):
    result = CliRunner().invoke(app, ["--lang", lang, *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    assert not any(secret in result.output for secret in SECRETS)
    return result


def test_a_token(api, with_token):
    run("friends", "list")
    (request,) = api.requests
    assert str(request.url) == f"{API_URL}/friends?limit=100"
    assert request.headers["authorization"] == "Bearer the-token"


def test_client_credentials(api, monkeypatch):
    monkeypatch.setenv("DAIFUKUCHO_API_URL", API_URL)
    for missing in ("DAIFUKUCHO_CLIENT_ID", "DAIFUKUCHO_CLIENT_SECRET", "DAIFUKUCHO_TOKEN_URL"):
        assert missing in run("friends", "list", code=2).stderr
        values = {"DAIFUKUCHO_CLIENT_SECRET": "the-secret", "DAIFUKUCHO_TOKEN_URL": TOKEN_URL}
        monkeypatch.setenv(missing, values.get(missing, "my-id"))
    run("friends", "list")
    assert [str(request.url) for request in api.requests] == [TOKEN_URL, f"{API_URL}/friends?limit=100"]


@pytest.mark.parametrize(
    "command", ["friends list", "runs list", "friends settle", "friends replay --all", "ledger redrive"]
)
def test_nothing_is_set(api, command):
    for lang, asks in (("en", "Which deployment?"), ("ja", "どの大福帳に")):
        said = run(*command.split(), code=2, lang=lang).stderr
        assert asks in said
        assert "\n  export DAIFUKUCHO_STACK=daifukucho-prod\n" in said
        assert "--stack" in said and ".local/stack.json" in said
        assert ("DAIFUKUCHO_API_URL" in said) == command.endswith("list")  # the others need AWS


@pytest.mark.parametrize("name", ["DAIFUKUCHO_API_URL", "DAIFUKUCHO_TOKEN_URL"])
def test_a_secret_goes_nowhere_unencrypted(api, monkeypatch, name):
    monkeypatch.setenv("DAIFUKUCHO_API_URL", API_URL)
    monkeypatch.setenv("DAIFUKUCHO_CLIENT_ID", "my-id")
    monkeypatch.setenv("DAIFUKUCHO_CLIENT_SECRET", "the-secret")
    monkeypatch.setenv("DAIFUKUCHO_TOKEN_URL", TOKEN_URL)
    monkeypatch.setenv(name, "http://api.example/v1")
    assert "https" in run("friends", "list", code=2).stderr
    assert api.requests == []


@pytest.fixture
def stack_file(tmp_path):
    path = tmp_path / "stack.json"
    stack = {
        "crm_api": "http://127.0.0.1:4566/v1",
        "api_token": "the-token",
        "aws_endpoint": "http://127.0.0.1:4566",
        "line_api": "http://127.0.0.1:9000",
        "outputs": {"FriendsTable": "friends"},
    }
    path.write_text(json.dumps(stack))
    return path


def test_a_local_stack(api, stack_file, monkeypatch):
    run("friends", "list", "--stack", str(stack_file))
    monkeypatch.setenv("DAIFUKUCHO_STACK", str(stack_file))
    monkeypatch.setenv("DAIFUKUCHO_API_URL", API_URL)  # what names a stack goes first
    run("friends", "list")
    assert [request.url.port for request in api.requests] == [4566, 4566]
    stack_file.unlink()
    assert "make up" in run("friends", "list", code=1).stderr


def test_the_aws_of_a_local_stack(stack_file):
    where = deployment(str(stack_file))
    assert where["FriendsTable"] == "friends"
    assert where.client("sqs").meta.endpoint_url == "http://127.0.0.1:4566"
    assert where.world.connect().client.meta.endpoint_url == "http://127.0.0.1:4566"
    assert where.world.connect().session.get_credentials().access_key == "test"
    assert where.line_api == "http://127.0.0.1:9000"


def test_no_connection(api, with_token):
    api.answer = httpx.ConnectError
    assert "no connection to api.example" in run("friends", "list", code=1).stderr
    assert "api.example につながりません" in run("friends", "list", code=1, lang="ja").stderr


def test_a_lost_answer_to_what_may_not_be_repeated(api, with_token):
    api.answer = httpx.ReadTimeout
    result = run("friends", "update", "U1", "--alias", "x", "--if-match", '"1"', code=1)
    assert "It may have been done" in result.stderr
    assert len(api.requests) == 1


def test_a_token_that_is_not_taken(api, with_token):
    api.answer = httpx.Response(401, json={"message": "Unauthorized"})
    assert "expired" in run("friends", "list", code=1).stderr
    assert "期限" in run("friends", "list", code=1, lang="ja").stderr
    document = json.loads(run("friends", "list", "--json", code=1).stderr)
    assert (document["status"], document["code"]) == (401, "http_401")


def test_what_the_token_does_not_allow(api, with_token):
    problem = {"code": "scope_missing", "detail": "This needs daifukucho/write.", "status": 403, "title": "T"}
    api.answer = httpx.Response(403, json=problem)
    assert "daifukucho/write" in run("runs", "pause", "R1", code=1).stderr


@pytest.mark.parametrize(
    ("lang", "begins"), [("ja", "受け付けられませんでした（invalid）: "), ("en", "Refused (invalid): ")]
)
def test_the_api_is_asked_in_the_language_of_the_command_and_quoted(api, with_token, lang, begins):
    faults = [{"pointer": "/limit", "message": "M"}]
    api.answer = httpx.Response(422, json={"code": "invalid", "detail": "D", "status": 422, "faults": faults})
    said = run("friends", "list", code=1, lang=lang).stderr
    assert said == f"{begins}D\n  /limit  M\n"
    assert api.requests[0].headers["accept-language"] == lang


def test_client_credentials_that_are_not_taken(api, monkeypatch):
    monkeypatch.setenv("DAIFUKUCHO_API_URL", API_URL)
    monkeypatch.setenv("DAIFUKUCHO_CLIENT_ID", "my-id")
    monkeypatch.setenv("DAIFUKUCHO_CLIENT_SECRET", "the-secret")
    monkeypatch.setenv("DAIFUKUCHO_TOKEN_URL", TOKEN_URL)
    api.answer = httpx.Response(400, json={"error": "invalid_client"})
    assert "invalid_client" in run("friends", "list", code=1).stderr


def test_what_cannot_be_sent(api, with_token):
    assert "''" in run("friends", "show", "", code=2).stderr
    assert api.requests == []


def test_something_else_at_the_address(api, with_token):
    api.answer = httpx.Response(200, html="<h1>hello</h1>")
    assert "/v1" in run("friends", "list", code=1).stderr


def test_trouble_on_the_other_side_names_the_request(api, with_token):
    problem = {"code": "internal", "detail": "D", "status": 500, "instance": "urn:daifukucho:request:Req-7"}
    api.answer = httpx.Response(500, json=problem)
    assert "urn:daifukucho:request:Req-7" in run("friends", "list", code=1).stderr
