"""The guard of a stack's processes: a program that needs nothing but Python's own modules. See ``processes``.

Its standard input is a pipe that only the stack's own process can write to, so it ends when that process does, however
it ends. Then the guard ends the process group that it leads, itself last: first as Ctrl-C would, so that what is half
made is cleaned up, then in the way that nobody can refuse. Arguments: the lock that the others hold, and the
description of a stack that will be no more.
"""

import fcntl
import os
import signal
import sys
import time

PATIENCE_SECONDS = 10.0


def main(lock: str, description: str) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    while os.read(sys.stdin.fileno(), 1024):
        pass
    if os.path.exists(description):
        os.unlink(description)
    os.kill(0, signal.SIGINT)
    _wait(lock)
    os.kill(0, signal.SIGKILL)


def _wait(lock: str) -> None:
    """Until nobody holds the lock, or patience is at its end."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    with open(lock) as file:
        while time.monotonic() < deadline:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(0.05)
            else:
                return


if __name__ == "__main__":
    main(*sys.argv[1:])
