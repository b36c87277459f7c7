"""The commands that the guides name are there, with the options that they are given."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from daifukucho_cli.app import app
from tests.unit.docs.test_docs import ROOT, each_page

_FENCE = re.compile(r"^ *```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`(daifukucho [^`\n]+)`")


def lines(text: str) -> Iterator[str]:
    """The commands of a page: from the lines of its blocks, and between backticks."""
    blocks = "\n".join(_FENCE.findall(text)).replace("\\\n", " ")
    yield from re.findall(r"(?:^|[|$(] *)(daifukucho [^|#;\n)]+)", blocks, re.MULTILINE)
    yield from _CODE.findall(re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL))


def fault(line: str) -> str | None:
    """What the command line would not know in it."""
    words = shlex.split(line.replace("…", ""))[1:]
    at: Any = typer.main.get_command(app)
    known = {option for parameter in at.params for option in parameter.opts}
    while words and hasattr(at, "commands"):
        word = words.pop(0)
        if word in known or word == "--help":
            words = words[word == "--lang" :]
            continue
        at = at.get_command(None, word)
        if at is None:
            return word
    known = {option for parameter in at.params for option in [*parameter.opts, *parameter.secondary_opts]} | {"--help"}
    return next((word for word in words if word.startswith("-") and word != "-" and word not in known), None)


@each_page
def test_a_command_that_is_named_is_there(page: Path):
    assert [(line, fault(line)) for line in lines(page.read_text("utf-8")) if fault(line)] == []


@pytest.mark.parametrize("guide", ["docs/cli.md", "docs/ja/cli.md"])
def test_commands_are_found(guide: str):
    assert len(list(lines((ROOT / guide).read_text("utf-8")))) > 50


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("daifukucho --lang ja friends tag add U… vip", None),
        ("daifukucho friends tags add U… vip", "tags"),
        ("daifukucho friends update U… --no-do-not-send", None),
        ("daifukucho runs list --campaigns 01JD…", "--campaigns"),
    ],
)
def test_a_wrong_command_is_noticed(line: str, wrong: str | None):
    assert fault(line) == wrong
