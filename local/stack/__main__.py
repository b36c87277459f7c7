"""``python -m local.stack up`` and ``python -m local.stack down``."""

import argparse
import fcntl
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from local.stack.deploy import ROOT, DeployError
from local.stack.stack import DESCRIPTION, StackError, running
from local.stack.words import say

FOLDER = ROOT / ".local"
_LOCK = FOLDER / "stack.lock"
_STOP_SECONDS = 60.0


class _Busy(Exception):
    """Another process holds the lock; it has the process's id."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m local.stack", description="The local stack.")
    parser.add_argument("command", choices=["up", "down"])
    command = parser.parse_args(arguments).command
    return up() if command == "up" else down()


def up(job: Callable[[Mapping[str, Any]], int | None] = lambda stack: None) -> int:
    """Start the stack, do a job on it, and keep it until SIGINT or SIGTERM; or, if the job returns an exit code, end
    with that."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        with _lock(), running(FOLDER) as stack:
            _show(stack)
            code = job(stack)
            while code is None:
                signal.pause()
            return code
    except KeyboardInterrupt:
        say("止めました。", "Stopped.")
        return 0
    except _Busy as busy:
        say(
            f"ローカルスタックはすでに動いています(PID {busy})。make down で止められます。",
            f"The local stack is already running (PID {busy}); 'make down' stops it.",
        )
        return 1
    except (DeployError, StackError, RuntimeError) as error:
        say(f"起動できませんでした。\n{error}", f"It did not start.\n{error}")
        return 1


def down() -> int:
    """Stop a running stack and remove its state."""
    deadline = time.monotonic() + _STOP_SECONDS
    told: int | None = None
    while True:
        try:
            with _lock():
                shutil.rmtree(FOLDER / "aws", ignore_errors=True)
                (FOLDER / DESCRIPTION).unlink(missing_ok=True)
            break
        except _Busy as busy:
            # Whoever holds the lock is ours: its id cannot have gone to another program.
            pid = int(str(busy))
            if told != pid:
                os.kill(pid, signal.SIGTERM)
                told = pid
            if time.monotonic() > deadline:
                say(f"PID {pid} が止まりません。", f"PID {pid} does not stop.")
                return 1
            time.sleep(0.2)
    if told:
        say("止めました。", "Stopped.")
    else:
        say("動いていません。", "It is not running.")
    return 0


@contextmanager
def _lock() -> Iterator[None]:
    """Held by the one running stack, and freed by the kernel however it ends; holds its process id."""
    FOLDER.mkdir(exist_ok=True)
    with open(os.open(_LOCK, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _Busy(file.read().strip()) from None
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    """Stop once: whoever is impatient does not leave half of it running."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _show(stack: Mapping[str, Any]) -> None:
    say("\n用意ができました。Ctrl-C で止まります。\n", "\nReady. Ctrl-C stops it.\n")
    for name in ("crm_api", "webhook", "liff", "line_api", "aws_endpoint"):
        print(f"  {name:13} {stack[name]}")
    print(f"  {'docs':13} {stack['crm_api']}/docs")
    say(
        "\nLINE内のページをお使いのブラウザーで見るには、別の端末で make pages を実行してください。",
        "\nTo see the pages in LINE in a browser, run 'make pages' in another terminal.",
    )
    path = Path(FOLDER / DESCRIPTION).relative_to(ROOT)
    say(f"\nトークンなどは {path} にあります。", f"\nThe token and the rest are in {path}.")


if __name__ == "__main__":
    sys.exit(main())
