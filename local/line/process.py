"""Runs the simulator as a program of its own and stops it again."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from local.line.client import LineSimulator

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60.0
STOP_SECONDS = 10.0


class RunningSimulator(LineSimulator):
    """A client with what the started program said of itself: ``pid``, ``channel_id``, ``channel_secret``,
    ``channel_access_token``, ``login_channel_id`` and ``bot_user_id``."""

    def __init__(self, ready: dict[str, Any]) -> None:
        super().__init__(ready["url"])
        self.pid: int = ready["pid"]
        self.channel_id: str = ready["channel_id"]
        self.channel_secret: str = ready["channel_secret"]
        self.channel_access_token: str = ready["channel_access_token"]
        self.login_channel_id: str = ready["login_channel_id"]
        self.bot_user_id: str = ready["bot_user_id"]


def command(port: int, ready_file: Path, **options: Any) -> list[str]:
    """The command line; ``options`` are its flags: ``quota=200`` is ``--quota 200``, ``verified_account=False`` is
    ``--no-verified-account``."""
    words = [sys.executable, "-m", "local.line", "--port", str(port), "--ready-file", str(ready_file.absolute())]
    for name, value in options.items():
        flag = name.replace("_", "-")
        if isinstance(value, bool):
            words.append(f"--{flag}" if value else f"--no-{flag}")
        elif value is not None:
            # The program runs in another folder, so a relative path would mean another file.
            words += [f"--{flag}", str(value.absolute() if isinstance(value, Path) else value)]
    return words


@contextmanager
def running(
    port: int = 0, *, popen: Callable[..., subprocess.Popen[Any]] = subprocess.Popen, **options: Any
) -> Iterator[RunningSimulator]:
    """Starts the simulator, waits until it listens, and stops that very process at the end.

    ``popen`` starts it, as ``subprocess.Popen`` does. Raises: RuntimeError with what it printed if it does not start.
    """
    with tempfile.TemporaryDirectory() as folder:
        ready_file, log_file = Path(folder) / "ready.json", Path(folder) / "log"
        with log_file.open("w") as log:
            process = popen(command(port, ready_file, **options), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=log)
        try:
            deadline = time.monotonic() + START_SECONDS
            while not ready_file.exists():
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"the LINE simulator did not start: {log_file.read_text().strip()}")
                time.sleep(0.02)
            with RunningSimulator(json.loads(ready_file.read_text())) as simulator:
                yield simulator
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
