"""A group of processes, and MiniStack in one."""

import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from local.stack import __main__ as command
from local.stack import ministack, processes
from local.stack.errors import StackError

ENDLESS = [sys.executable, "-c", "import signal; signal.pause()"]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


@pytest.fixture
def signals() -> Iterator[None]:
    """``up`` takes some signals over."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_one_that_was_to_last_and_has_ended_is_lost(tmp_path: Path) -> None:
    with processes.group(tmp_path) as group:
        started = group.start("that one", ENDLESS)
        assert group.lost() is None
        started.kill()
        started.wait()
        assert group.lost() == "that one"


def test_what_a_program_prints_and_its_exit_code(tmp_path: Path) -> None:
    with processes.group(tmp_path) as group:
        script = "import sys; print('out'); sys.exit('err')"
        assert group.run("it", [sys.executable, "-c", script], timeout=60) == (1, "out\nerr\n")
        assert group.lost() is None


def test_a_stack_that_has_lost_a_part_stops_and_says_which(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], signals: None
) -> None:
    @contextmanager
    def watched(folder: Path) -> Iterator[tuple[dict[str, Any], processes.Group]]:
        names = ("crm_api", "webhook", "liff", "line_api", "aws_endpoint", "log")
        with processes.group(folder) as group:
            group.start("MiniStack", ENDLESS).kill()
            yield dict.fromkeys(names, "-"), group

    monkeypatch.setattr(command, "watched", watched)
    assert command.up(folder=tmp_path) == 1
    said = capsys.readouterr().err
    assert "MiniStack has ended, so the stack was stopped." in said
    assert said.strip().endswith("'make up' starts it again.")


def test_nobody_can_take_the_port_before_ministack_listens_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program tries just before MiniStack starts."""
    refused = []
    start = processes.Group.start

    def late(group: processes.Group, name: str, words: list[str], **options: Any) -> Any:
        with pytest.raises(OSError) as error, socket.create_server(("127.0.0.1", int(options["env"]["GATEWAY_PORT"]))):
            pass
        refused.append(error.value)
        return start(group, name, words, **options)

    monkeypatch.setattr(processes.Group, "start", late)
    with processes.group(tmp_path) as group:
        aws = ministack.start(group, tmp_path / "aws")
        assert aws.client("s3").list_buckets()["Buckets"] == []
    assert refused


def test_a_ministack_that_does_not_start_shows_the_end_of_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.py").write_text("raise SystemExit('no such luck')")
    monkeypatch.setattr(ministack, "_ROOT", tmp_path)
    monkeypatch.setattr(ministack, "_SERVER", "broken")
    with processes.group(tmp_path) as group, pytest.raises(StackError) as error:
        ministack.start(group, tmp_path / "aws")
    assert str(error.value).startswith("no such luck\n")
    assert str(error.value).endswith("Run 'make up' again.")
