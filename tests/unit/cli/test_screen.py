"""The language of the commands."""

import pytest

from daifukucho_cli import screen
from daifukucho_cli.screen import Language


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "hello"),
        ({"LANG": "ja_JP.UTF-8"}, "こんにちは"),
        ({"LANG": "en_US.UTF-8"}, "hello"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "hello"),
        ({"LANG": "C", "LC_MESSAGES": "ja_JP"}, "こんにちは"),
    ],
)
def test_that_of_the_environment(monkeypatch, capsys, environment, said):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    screen.use(None)
    screen.say(ja="こんにちは", en="hello")
    assert capsys.readouterr().out == said + "\n"


def test_that_which_is_asked_for(monkeypatch, capsys):
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    screen.use(Language.JA)
    screen.warn(ja="こんにちは [bold]", en="hello")
    assert capsys.readouterr().err == "こんにちは [bold]\n"
