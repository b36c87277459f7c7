"""MiniStack, the emulated AWS: its process."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config as BotoConfig

REGION = "ap-northeast-1"
_START_SECONDS = 30.0
_STOP_SECONDS = 20.0


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


@contextmanager
def running(folder: Path) -> Iterator[MiniStack]:
    """Start MiniStack with an empty state on a free port of 127.0.0.1, and stop that very process at the end.

    ``folder`` is emptied; the log is beside it. Raises RuntimeError with the end of the log if it does not start.
    """
    shutil.rmtree(folder, ignore_errors=True)
    scratch = folder / "tmp"  # MiniStack never cleans up the code that it unpacks here
    scratch.mkdir(parents=True)
    port = _free_port()
    environment = {
        # Nothing else of ours: the functions inherit MiniStack's environment.
        "PATH": os.environ["PATH"],
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
    log = folder.with_name("ministack.log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "ministack"],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for us; we stop it in order
        )
    try:
        endpoint = f"http://127.0.0.1:{port}"
        _wait(endpoint, process, log)
        yield MiniStack(endpoint=endpoint, pid=process.pid, log=log)
    finally:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(endpoint: str, process: subprocess.Popen[bytes], log: Path) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            direct.open(f"{endpoint}/_ministack/health", timeout=1).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"MiniStack did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
