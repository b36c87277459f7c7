"""The processes of a stack: one process group, which does not outlive the process that started it.

A guard leads the group (``guard``) and ends it once the stack's own process has ended: in order, by an error, or by
SIGKILL. The group is not the terminal's foreground one, so Ctrl-C reaches the stack's own process alone. All that are
started here hold a lock on a file that has the group's id. While the lock is held the id is theirs, for the system
gives no id away that a group still has; so another program's processes are never ended in their place.
"""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from local.stack.errors import StackError

DESCRIPTION = "stack.json"
LOCK = "processes.lock"
_GUARD = Path(__file__).with_name("guard.py")
_END_SECONDS = 20.0


class Group:
    """What is started here, and whatever that starts."""

    def __init__(self, guard: subprocess.Popen[bytes], lock: IO[str]) -> None:
        self._guard = guard
        self._lock = lock
        self._started: dict[str, subprocess.Popen[Any]] = {}

    def start(
        self, name: str, command: Sequence[str], *, pass_fds: Sequence[int] = (), **options: Any
    ) -> subprocess.Popen[Any]:
        """Start a program that lasts. ``name`` is what a person calls it; ``options`` are ``subprocess.Popen``'s."""
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            process_group=self._guard.pid,
            pass_fds=(*pass_fds, self._lock.fileno()),
            **options,
        )
        self._started[name] = process
        return process

    def run(self, name: str, command: Sequence[str], *, timeout: float, **options: Any) -> tuple[int, str]:
        """Run a program to its end; its exit code, and all that it printed. ``timeout`` is in seconds.

        Raises subprocess.TimeoutExpired; the program then ends with the group.
        """
        process = self.start(
            name, command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", **options
        )
        printed, _ = process.communicate(timeout=timeout)
        del self._started[name]
        return process.returncode, printed

    def lost(self) -> str | None:
        """The name of a program that was to last and has ended; ``None`` while all is well."""
        return next((name for name, process in self._started.items() if process.poll() is not None), None)

    def end(self) -> None:
        """End all of them: at once as Ctrl-C would, after some seconds by SIGKILL, which nobody can refuse."""
        self._lock.close()
        if self._guard.stdin:
            self._guard.stdin.close()
        self._guard.wait()
        running = [process for process in self._started.values() if process.poll() is None]
        if running:  # somebody has killed the guard
            os.killpg(self._guard.pid, signal.SIGKILL)
        for process in running:
            process.wait()


@contextmanager
def group(folder: Path) -> Iterator[Group]:
    """A new group, with its lock in ``folder``. It ends with the block, and with this process."""
    path = folder / LOCK
    with open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        guard = subprocess.Popen(
            [sys.executable, "-I", "-S", str(_GUARD), str(path), str(folder / DESCRIPTION)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            process_group=0,
        )
        lock.truncate()
        lock.write(str(guard.pid))
        lock.flush()
        found = Group(guard, lock)
        try:
            yield found
        finally:
            found.end()


def end_remains(folder: Path) -> bool:
    """End what a killed stack has left running, if its guard was killed, too; whether there was any.

    Raises StackError if something does not end.
    """
    try:
        file = (folder / LOCK).open()
    except FileNotFoundError:
        return False
    with file:
        deadline = time.monotonic() + _END_SECONDS
        found = False
        while not _free(file):
            found = True
            identifier = int(file.read())
            with suppress(ProcessLookupError):  # it has just ended by itself
                os.killpg(identifier, signal.SIGKILL)
            if time.monotonic() > deadline:
                raise StackError(
                    f"前回のスタックのプロセス(グループ {identifier})が終わりません。kill -KILL -- -{identifier} で止めてください。",
                    f"Processes of the last stack do not end (group {identifier}): stop them with"
                    f" kill -KILL -- -{identifier}.",
                )
            time.sleep(0.05)
            file.seek(0)
    return found


def _free(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
