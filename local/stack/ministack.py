"""MiniStack, the emulated AWS: its process."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config as BotoConfig

from local.stack.errors import StackError
from local.stack.processes import Group

NAME = "MiniStack"
REGION = "ap-northeast-1"
_ROOT, _SERVER = Path(__file__).resolve().parents[2], "local.emulator"
_START_SECONDS = 60.0


@dataclass(frozen=True)
class MiniStack:
    """A running emulator."""

    endpoint: str
    pid: int
    log: Path

    def environment(self) -> dict[str, str]:
        """What an AWS SDK or the CDK needs to speak to it, and to nothing else: no profile, no real credentials."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def client(self, service: str) -> Any:
        """A boto3 client of the emulator, whatever the caller's environment says."""
        session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=REGION)
        return session.client(service, endpoint_url=self.endpoint, config=BotoConfig(proxies={}))


def start(group: Group, folder: Path) -> MiniStack:
    """Start MiniStack in a group, with an empty state, on a port of 127.0.0.1 that nobody else has.

    ``folder`` is to be a new one; the log is beside it. Raises StackError with the end of the log if it does not start.
    """
    scratch = folder / "tmp"  # MiniStack never cleans up the code that it unpacks here
    scratch.mkdir(parents=True)
    log = folder.with_name("ministack.log")
    with log.open("wb") as output, socket.create_server(("127.0.0.1", 0)) as listening:
        # It is handed a socket, not a number: between a number's choice and its use another program could take it.
        port, descriptor = listening.getsockname()[1], listening.fileno()
        process = group.start(
            NAME,
            [sys.executable, "-P", "-m", _SERVER, str(descriptor)],
            pass_fds=[descriptor],
            cwd=folder,
            env=_environment(folder, scratch, port),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    endpoint = f"http://127.0.0.1:{port}"
    _wait(endpoint, process, log)
    return MiniStack(endpoint=endpoint, pid=process.pid, log=log)


def _environment(folder: Path, scratch: Path, port: int) -> dict[str, str]:
    """Nothing else of ours: the functions inherit MiniStack's environment."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(_ROOT),  # for MiniStack alone, which takes it out
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "TMPDIR": str(scratch),
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": REGION,
        "STATE_DIR": str(folder / "state"),
        "S3_DATA_DIR": str(folder / "s3"),
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "AUTH": "true",  # a function may do here what its role allows, and no more
    }


def _wait(endpoint: str, process: subprocess.Popen[bytes], log: Path) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            direct.open(f"{endpoint}/_ministack/health", timeout=1).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    end = log.read_text(errors="replace")[-2000:].strip()
    raise StackError(
        f"{end}\nMiniStack が起動しませんでした。上がログ({log})の最後です。make up をもう一度実行してください。",
        f"{end}\nMiniStack did not start; the above is the end of its log ({log}). Run 'make up' again.",
    )
