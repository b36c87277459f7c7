"""``python -m local.stack up`` and ``python -m local.stack down``."""

import argparse
import fcntl
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from local.stack.deploy import ROOT
from local.stack.errors import StackError
from local.stack.processes import DESCRIPTION
from local.stack.stack import clean, watched
from local.stack.words import say

FOLDER = ROOT / ".local"
_LOCK = "stack.lock"
_STOP_SECONDS = 60.0
_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_INTERRUPTED = 130
"""As a shell says it of what Ctrl-C has ended."""


class _Busy(Exception):
    """Another process holds the lock; it has the process's id."""

    def __init__(self, pid: int) -> None:
        super().__init__(pid)
        self.pid = pid


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m local.stack", description="The local stack.")
    parser.add_argument("command", choices=["up", "down"])
    command = parser.parse_args(arguments).command
    return up() if command == "up" else down()


def up(job: Callable[[Mapping[str, Any]], int | None] = lambda stack: None, folder: Path = FOLDER) -> int:
    """Start the stack, do a job on it, and keep it until SIGINT, SIGTERM or SIGHUP; or, if the job returns an exit code,
    end with that."""
    for number in _STOPPING:
        signal.signal(number, _interrupt)
    ready = False
    try:
        with _lock(folder), watched(folder) as (stack, group):
            _show(stack, folder)
            code = job(stack)
            ready = True
            while code is None:
                time.sleep(1)
                if lost := group.lost():
                    raise StackError(
                        f"{lost} が終了したため、スタックを止めました。ログ: {stack['log']}\nmake up でもう一度起動できます。",
                        f"{lost} has ended, so the stack was stopped. Log: {stack['log']}\n'make up' starts it again.",
                    )
            return code
    except KeyboardInterrupt:
        if ready:
            say("止めました。", "Stopped.")
            return 0
        say(
            "途中で止めました。動いているものは残っていません。make up で最初から起動します。",
            "Stopped half way. Nothing is left running; 'make up' starts anew.",
        )
        return _INTERRUPTED
    except _Busy as busy:
        _tell_busy(busy.pid, folder)
        return 1
    except (StackError, OSError) as error:
        say(str(error), str(error))
        return 1


def down(folder: Path = FOLDER) -> int:
    """Stop a running stack and remove its state, or what is left of one that was killed."""
    try:
        stopped, left = _stop(folder)
    except (StackError, OSError) as error:
        say(str(error), str(error))
        return 1
    if stopped:
        say("止めました。", "Stopped.")
    elif left:
        say(
            "動いていません。強制終了されたスタックの残りを片付けました。",
            "It is not running. What a killed one had left was removed.",
        )
    else:
        say("動いていません。", "It is not running.")
    return 0


def _stop(folder: Path) -> tuple[bool, bool]:
    """Whether there was a running stack to stop, and whether there was anything to remove."""
    deadline = time.monotonic() + _STOP_SECONDS
    told: int | None = None
    while True:
        try:
            with _lock(folder):
                return told is not None, clean(folder)
        except _Busy as busy:
            # Whoever holds the lock is ours: its id cannot have gone to another program.
            if time.monotonic() > deadline:
                os.kill(busy.pid, signal.SIGKILL)
                deadline += _STOP_SECONDS
            elif told != busy.pid:
                os.kill(busy.pid, signal.SIGTERM)
                os.kill(busy.pid, signal.SIGCONT)  # it may have been stopped by Ctrl-Z
                told = busy.pid


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Held by the one running stack, and freed by the kernel however it ends; holds its process id."""
    folder.mkdir(exist_ok=True)
    with open(os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.2)  # who has just taken it writes its id next, over an earlier one's
            raise _Busy(int(file.read())) from None
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    """Stop once: whoever is impatient does not leave half of it running."""
    for number in _STOPPING:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _tell_busy(pid: int, folder: Path) -> None:
    try:
        address = json.loads((folder / DESCRIPTION).read_text())["crm_api"]
    except FileNotFoundError:
        say(
            f"ローカルスタックは起動の途中です(PID {pid})。そのままお待ちになるか、make down で止めてください。",
            f"The local stack is starting already (PID {pid}): wait for it, or stop it with 'make down'.",
        )
    else:
        say(
            f"ローカルスタックはすでに動いています(PID {pid}、{address})。それをお使いになるか、make down で止めてください。",
            f"The local stack is running already (PID {pid}, {address}): use it, or stop it with 'make down'.",
        )


def _show(stack: Mapping[str, Any], folder: Path) -> None:
    say("\n用意ができました。Ctrl-C で止まります。\n", "\nReady. Ctrl-C stops it.\n")
    for name in ("crm_api", "webhook", "liff", "line_api", "aws_endpoint"):
        print(f"  {name:13} {stack[name]}")
    print(f"  {'docs':13} {stack['crm_api']}/docs")
    say(
        "\nLINE内のページをお使いのブラウザーで見るには、別の端末で make pages を実行してください。",
        "\nTo see the pages in LINE in a browser, run 'make pages' in another terminal.",
    )
    path = folder / DESCRIPTION
    say(f"\nトークンなどは {path} にあります。", f"\nThe token and the rest are in {path}.")


if __name__ == "__main__":
    sys.exit(main())
