"""The local stack, disturbed: each time nothing is left running, and it says what to do.

MiniStack and the simulator of LINE are the real ones; another program stands in for ``cdk``.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

HERE = Path(__file__).parent
COMMAND = HERE / "command.py"
ENDLESS = f"#!/bin/sh\nexec {sys.executable} {HERE / 'endless_cdk.py'}\n"
PATIENCE = 120.0


def until(condition: Callable[[], Any]) -> Any:
    deadline = monotonic() + PATIENCE
    while not (value := condition()):
        assert monotonic() < deadline, "it does not come true"
        sleep(0.05)
    return value


class Stacks:
    """Stacks in folders below one folder; none of them outlives the test."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.started: list[subprocess.Popen[str]] = []

    def cdk(self, script: str = ENDLESS) -> None:
        path = self.home / "cdk"
        path.write_text(script)
        path.chmod(0o755)

    def start(self, what: str, name: str = "one") -> subprocess.Popen[str]:
        environment = {**os.environ, "LC_ALL": "C", "ENDLESS_SIGN": str(self.sign(name))}
        process = subprocess.Popen(
            [sys.executable, str(COMMAND), what, str(self.home / name), str(self.home / "cdk")],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def sign(self, name: str) -> Path:
        return self.home / f"{name}.sign"

    def deploying(self, name: str = "one") -> subprocess.Popen[str]:
        """A stack in the middle of its deployment, whose MiniStack runs a function."""
        process = self.start("up", name)
        until(lambda: self.sign(name).exists() or process.poll() is not None)
        assert process.poll() is None, process.communicate()[0]
        assert len(self.living(name)) >= 5, "the guard, MiniStack, LINE, cdk, a function"
        return process

    def group(self, name: str = "one") -> int:
        return int((self.home / name / "processes.lock").read_text())

    def living(self, name: str = "one") -> list[int]:
        """The processes of a stack's group, but for those that have ended and that nobody has asked of yet."""
        listed = subprocess.run(["ps", "-axo", "pid=,pgid=,stat="], capture_output=True, text=True, check=True).stdout
        rows = [line.split() for line in listed.splitlines()]
        return [int(pid) for pid, group, state in rows if int(group) == self.group(name) and state[0] != "Z"]

    def left(self, name: str = "one") -> list[str]:
        """What is in a folder beside the log and the locks."""
        return sorted(p.name for p in (self.home / name).iterdir() if p.suffix not in (".log", ".lock"))

    def end(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.kill()
                process.wait()
        for lock in self.home.glob("*/processes.lock"):
            until(lambda name=lock.parent.name: not self.living(name))


@pytest.fixture
def stacks(tmp_path: Path) -> Iterator[Stacks]:
    stacks = Stacks(tmp_path)
    stacks.cdk()
    yield stacks
    stacks.end()


def said(process: subprocess.Popen[str]) -> str:
    text, _ = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in text
    return text


def test_killed_its_processes_end_and_the_next_start_says_so(stacks: Stacks) -> None:
    stacks.deploying().kill()
    until(lambda: not stacks.living())
    assert stacks.left() == ["aws"]
    stacks.sign("one").unlink()
    again = stacks.deploying()
    again.send_signal(signal.SIGINT)
    text = said(again)
    assert "What it had left was removed." in text
    assert again.returncode == 130
    assert not stacks.living()
    assert not stacks.left()


def test_killed_with_its_guard_the_next_command_ends_what_is_left(stacks: Stacks) -> None:
    process = stacks.deploying()
    os.kill(stacks.group(), signal.SIGKILL)
    process.kill()
    process.wait()
    assert len(stacks.living()) >= 4
    down = stacks.start("down")
    assert "What a killed one had left was removed." in said(down)
    assert down.returncode == 0
    until(lambda: not stacks.living())
    assert not stacks.left()


def test_with_its_terminal_closed_in_the_middle_of_a_deployment_it_leaves_nothing(stacks: Stacks) -> None:
    process = stacks.deploying()
    process.send_signal(signal.SIGHUP)
    assert "Nothing is left running; 'make up' starts anew." in said(process)
    assert not stacks.living()
    assert not stacks.left()


def test_a_second_one_says_that_there_is_one_and_down_stops_it_even_if_it_sleeps(stacks: Stacks) -> None:
    first = stacks.deploying()
    second = stacks.start("up")
    assert f"(PID {first.pid}): wait for it, or stop it with 'make down'." in said(second)
    assert second.returncode == 1
    first.send_signal(signal.SIGSTOP)
    down = stacks.start("down")
    assert said(down) == "Stopped.\n"
    assert down.returncode == 0
    said(first)
    assert not stacks.living()
    assert said(stacks.start("down")) == "It is not running.\n"


def test_two_of_two_folders_do_not_disturb_each_other(stacks: Stacks) -> None:
    first, second = stacks.start("up", "one"), stacks.start("up", "two")
    until(lambda: stacks.sign("one").exists() and stacks.sign("two").exists())
    first.send_signal(signal.SIGINT)
    said(first)
    assert not stacks.living("one")
    assert second.poll() is None
    assert len(stacks.living("two")) >= 5


def test_a_deployment_that_fails_ends_with_what_cdk_said_and_what_to_do(stacks: Stacks) -> None:
    stacks.cdk("#!/bin/sh\necho that table is wrong\nexit 1\n")
    process = stacks.start("up")
    text = said(process)
    assert process.returncode == 1
    assert "that table is wrong" in text
    assert text.strip().endswith("Mend what it names, and run 'make up' again.")
    assert not stacks.living()
    assert not stacks.left()


def test_a_folder_that_cannot_be_one_is_named(stacks: Stacks) -> None:
    (stacks.home / "one").write_text("a file")
    process = stacks.start("up")
    assert "File exists" in said(process)
    assert process.returncode == 1
