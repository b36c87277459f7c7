"""The command line against the API in process: the real handler and the real stores over moto, behind a gateway."""

import functools
import json
from dataclasses import dataclass
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import daifukucho_client
from daifukucho_cli import orders
from daifukucho_cli.app import app
from daifukucho_client import Client
from tests.integration.api.conftest import Crm, aws, crm, five_friends, function  # noqa: F401 - fixtures
from tests.support.gateway import API_URL, TOKEN_URL, Gateway

SECRET = "my-secret"
NAMES = ("DAIFUKUCHO_STACK", "DAIFUKUCHO_TOKEN", "LC_ALL", "LC_MESSAGES", "LANG")


@dataclass
class Cli:
    """Somebody at a terminal, and the shop behind the API."""

    crm: Crm
    gateway: Gateway

    def __call__(
        self, *arguments: str, code: int = 0, lang: str = "en", given: Any = None, typed: str | None = None
    ) -> Result:
        """Run a command; on its standard input is ``given``, as JSON, or what somebody has ``typed``."""
        text = typed if given is None else json.dumps(given)
        result = CliRunner().invoke(app, ["--lang", lang, *arguments], input=text)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        for secret in (SECRET, *self.gateway.tokens):
            assert secret not in result.output
        return result

    def json(self, *arguments: str, **given: Any) -> Any:
        """The one thing that a command answers as JSON. Nothing else is on standard output."""
        (found,) = self.lines(*arguments, **given)
        return found

    def lines(self, *arguments: str, **given: Any) -> list[Any]:
        """What a command answers as JSON, line by line."""
        return [json.loads(line) for line in self(*arguments, "--json", **given).stdout.splitlines()]


@pytest.fixture
def gateway(crm: Crm) -> Gateway:  # noqa: F811
    function()  # before a command runs: its log keeps the standard output that there is now
    return Gateway(crm.send, client_secret=SECRET)


@pytest.fixture
def cli(crm: Crm, gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> Cli:  # noqa: F811
    def sleep(seconds: float) -> None:
        crm.shop.now += int(seconds * 1_000)

    monkeypatch.setattr(orders, "clock", crm.shop.clock)
    monkeypatch.setattr(daifukucho_client, "Client", functools.partial(Client, transport=gateway, sleep=sleep))
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DAIFUKUCHO_API_URL", API_URL)
    monkeypatch.setenv("DAIFUKUCHO_CLIENT_ID", "my-id")
    monkeypatch.setenv("DAIFUKUCHO_CLIENT_SECRET", SECRET)
    monkeypatch.setenv("DAIFUKUCHO_TOKEN_URL", TOKEN_URL)
    return Cli(crm, gateway)
