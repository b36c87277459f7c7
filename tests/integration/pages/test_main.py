"""`make pages` before it opens anything: what it needs, said so that one can do something about it."""

import json

import pytest

from local.pages import chromium
from local.pages.__main__ import main


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")


def stack_file(tmp_path, **pids):
    path = tmp_path / "stack.json"
    path.write_text(json.dumps({"pids": pids}))
    return str(path)


def test_without_a_stack_it_says_how_to_start_one(tmp_path, capsys):
    assert main(["--stack-file", str(tmp_path / "stack.json")]) == 1
    assert "make up" in capsys.readouterr().err


def test_a_stack_that_calls_line_itself_has_nobody_to_log_in(tmp_path, capsys):
    assert main(["--stack-file", stack_file(tmp_path, ministack=1)]) == 1
    assert "simulator" in capsys.readouterr().err


def test_without_a_browser_it_says_which(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(chromium, "program", lambda: None)
    assert main(["--stack-file", stack_file(tmp_path, ministack=1, line=2)]) == 1
    assert "Chromium" in capsys.readouterr().err
