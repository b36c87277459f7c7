"""``python -m local.line``: starts the simulator on 127.0.0.1 and says where it listens."""

import argparse
import asyncio
import errno
import json
import os
import signal
import sys
import typing
from pathlib import Path
from typing import Any

from aiohttp import web

from local.line.app import create_app
from local.line.errors import ControlError
from local.line.settings import Settings
from local.line.snapshot import StateFileError, load, save, write_private
from local.line.state import Platform

HOST = "127.0.0.1"


def main(argv: list[str] | None = None) -> int:
    given = vars(parser().parse_args(argv))
    port, ready_file, state_file = (given.pop(name) for name in ("port", "ready_file", "state_file"))
    try:
        platform = Platform(Settings.parse(given))
        if state_file is not None and state_file.exists():
            load(platform, state_file)
        asyncio.run(run(platform, port, ready_file))
        if state_file is not None:
            save(platform, state_file)
    except (ControlError, StateFileError, OSError) as error:
        print(f"line simulator: {_text(error, port)}", file=sys.stderr)
        return 1
    return 0


def _text(error: Exception, port: int) -> str:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return (
            f"ポート {port} はほかのプログラムが使っています。--port で別の番号を指定してください(0 なら空いているものを使います)。"
            f" / another program has port {port}: choose another one with --port, or 0 for one that is free."
        )
    return str(error)


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser(prog="python -m local.line", description="A simulator of the LINE platform.")
    result.add_argument("--port", type=int, default=0, help="0 (the default) takes a free one")
    result.add_argument("--ready-file", type=Path, help="written when it listens: url, pid, and the channel's secrets")
    result.add_argument("--state-file", type=Path, help="read at the start if it exists, written at the end")
    for name, field in Settings.model_fields.items():
        flag, kind = f"--{name.replace('_', '-')}", _base_type(field.annotation)
        options: dict[str, Any] = {"help": field.description, "default": argparse.SUPPRESS}
        if kind is bool:
            result.add_argument(flag, action=argparse.BooleanOptionalAction, **options)
        else:
            result.add_argument(flag, type=kind, **options)
    return result


def _base_type(annotation: Any) -> type:
    """The one type of ``T``, ``T | None`` or ``Annotated[T, …] | None``."""
    parts = typing.get_args(annotation)
    if type(None) in parts:
        annotation = next(part for part in parts if part is not type(None))
    if typing.get_origin(annotation) is typing.Annotated:
        annotation = typing.get_args(annotation)[0]
    return annotation


async def run(platform: Platform, port: int, ready_file: Path | None) -> None:
    """Serves until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    # No access log: its paths hold user ids.
    runner = web.AppRunner(create_app(platform), access_log=None, shutdown_timeout=1)
    await runner.setup()
    if ready_file is not None:
        ready_file.unlink(missing_ok=True)  # an earlier run's, if that was killed
    try:
        await web.TCPSite(runner, HOST, port).start()
        ready = {"url": f"http://{HOST}:{runner.addresses[0][1]}", "pid": os.getpid()}
        if ready_file is not None:
            names = ("channel_id", "channel_secret", "channel_access_token", "login_channel_id", "bot_user_id")
            settings = {name: getattr(platform.settings, name) for name in names}
            write_private(ready_file, json.dumps({**ready, **settings}))
        print(json.dumps(ready), flush=True)
        await stop.wait()
    finally:
        await runner.cleanup()
        if ready_file is not None:
            ready_file.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
