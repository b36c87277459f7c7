"""Ctrl-C while the real ``cdk`` synthesizes a stack beside the running one."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

pytestmark = pytest.mark.e2e

PATIENCE = 240.0
UP = """
import sys
from pathlib import Path
from local.stack import deploy
from local.stack.__main__ import up

folder, deploy._ASSEMBLIES = map(Path, sys.argv[1:])  # nothing is synthesized there yet
sys.exit(up(folder=folder))
"""


def commands(group: int) -> list[str]:
    """What the processes of a group run, but for those that have ended and that nobody has asked of yet."""
    listed = subprocess.run(["ps", "-axwwo", "pgid=,stat=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    return [row[2] for row in rows if int(row[0]) == group and row[1][0] != "Z"]


def test_a_deployment_that_is_interrupted_leaves_nothing(stack: dict[str, Any], tmp_path: Path) -> None:
    folder, assemblies = tmp_path / "beside", tmp_path / "assemblies"
    process = subprocess.Popen(
        [sys.executable, "-c", UP, str(folder), str(assemblies)],
        env={**os.environ, "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    lock = folder / "processes.lock"
    deadline = monotonic() + PATIENCE
    try:
        while not (lock.exists() and any("infra.app" in c for c in commands(int(lock.read_text() or 0)))):
            assert process.poll() is None, process.communicate()
            assert monotonic() < deadline, "cdk does not start the app"
            sleep(0.1)
    finally:
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE)
    assert said.endswith("Nothing is left running; 'make up' starts anew.\n")
    assert process.returncode == 130
    assert commands(int(lock.read_text())) == []
    assert not (folder / "aws").exists()
    assert list(assemblies.iterdir()) == []
