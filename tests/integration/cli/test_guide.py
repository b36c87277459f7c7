"""What the guides say of the client and of the commands is so."""

import functools
import inspect
import re
from pathlib import Path

import typer

import daifukucho_client
from daifukucho_cli.app import GROUPS, app
from daifukucho_client import ApiError, Client, Token, errors
from tests.integration.cli.conftest import Cli

DOCS = Path(__file__).parents[3] / "docs"
CLIENT = (DOCS / "client.md").read_text("utf-8")
COMMANDS = (DOCS / "cli.md").read_text("utf-8")


def test_the_example_runs(cli: Cli, monkeypatch, capsys):
    """Between two looks at its run, the work is done."""
    send = cli.gateway._send

    def work(event):
        reply = send(event)
        cli.crm.shop.work()
        cli.crm.shop.now += 60_000
        for intent in list(cli.crm.shop.sweeps.values()):
            cli.crm.shop.sweeper.sweep(intent)
        return reply

    monkeypatch.setattr(cli.gateway, "_send", work)
    client = functools.partial(Client, transport=cli.gateway, sleep=lambda seconds: None)
    monkeypatch.setattr(daifukucho_client, "Client", client)
    (example,) = re.findall(r"^```python\n(.*?)^```", CLIENT, re.MULTILINE | re.DOTALL)
    exec(compile(example, "docs/client.md", "exec"), {})
    said = capsys.readouterr().out
    assert all(f"{friend} 友" in said for friend in cli.crm.shop.ids)
    assert "5 {} None" in said
    assert "completed 5 0" in said


def test_every_operation_is_in_the_guide():
    client = Client("https://api.example/v1", Token("t"))
    resources = [name for name, made in vars(Client).items() if isinstance(made, functools.cached_property)]
    assert re.findall(r"^\| `client\.(\w+)` \|", CLIENT, re.MULTILINE) == resources
    for resource in resources:
        there = {n for n, _ in inspect.getmembers(getattr(client, resource), inspect.ismethod) if n[0] != "_"}
        (said,) = re.findall(rf"^\| `client\.{resource}` \| `(.*)` \|$", CLIENT, re.MULTILINE)
        assert set(said.split()) == there


def test_every_exception_is_in_the_guide():
    for name, kind in inspect.getmembers(errors, inspect.isclass):
        if issubclass(kind, ApiError):
            assert f"`{name}`" in CLIENT
            assert name in daifukucho_client.__all__


def commands(group, *words):
    for name in group.list_commands(None):
        command = group.get_command(None, name)
        if hasattr(command, "commands"):
            yield from commands(command, *words, name)
        else:
            yield " ".join([*words, name])


def test_every_command_is_in_the_guide():
    found = set(commands(typer.main.get_command(app)))
    assert len(found) > 30
    assert [command for command in sorted(found) if f"daifukucho {command} " not in COMMANDS.replace("\n", " ")] == []
    shown = re.findall(r"daifukucho ((?:[a-z]+ )+)", COMMANDS.replace("\n", " "))
    groups = {name.rpartition(" ")[0] for name in found}
    named = {words for line in shown for words in _beginnings(line) if words.rpartition(" ")[0] in groups}
    assert named <= found | groups


def _beginnings(line: str) -> list[str]:
    """What may name a command at the beginning of a line: two words, or three of a group in a group."""
    words = line.split()
    return [" ".join(words[:n]) for n in (2, 3) if len(words) >= n]


def test_every_group_has_its_part_in_the_guide():
    for group in GROUPS:
        assert f"## `{group}" in COMMANDS
