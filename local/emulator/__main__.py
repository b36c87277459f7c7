"""MiniStack on a socket that listens already, whose number is the argument.

MiniStack's own command takes a port, which somebody else may have taken by the time that it listens. What that command
does besides is done here: many connections at once, kept for 75 s.
"""

import asyncio
import os
import resource
import sys
from contextlib import suppress

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack.app import app

from local.emulator import functions, requests, schedules, tables


def main(descriptor: str) -> None:
    del os.environ["PYTHONPATH"]  # by which this was found; the functions inherit the environment
    for part in (functions, tables, requests, schedules):
        part.mend()
    with suppress(OSError, ValueError):  # macOS names a limit that it does not grant
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    config = Config()
    config.bind = [f"fd://{descriptor}"]
    config.keep_alive_timeout = 75
    asyncio.run(serve(app, config))


if __name__ == "__main__":
    main(sys.argv[1])
