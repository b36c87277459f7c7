"""``make deploy`` with the real CDK, on an emulated AWS: first and second step, options, and the rehearsal of a restore.

The functions are those for AWS, which the emulator cannot run; that they work with attached tables as with the stack's own
is compared in ``tests/infra/deploying``.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from local.stack.ministack import REGION, MiniStack

ROOT = Path(__file__).resolve().parents[2]
STACK = "daifukucho-prod"
TABLES = ("Friends", "Ledger", "Catalog", "Outbox")
pytestmark = pytest.mark.e2e


@dataclass(frozen=True)
class Aws:
    """An emulated AWS, and the commands of whoever deploys into it."""

    emulator: MiniStack

    def client(self, service: str) -> Any:
        return self.emulator.client(service)

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "CDK_"))},
            **self.emulator.environment(),
            "PYTHONPATH": ".:layers/crm/python",
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
            "CDK_DISABLE_CLI_TELEMETRY": "true",
        }
        return subprocess.run(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=900
        )

    def make_deploy(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.run(
            sys.executable, "scripts/deploy.py", *words, "--require-approval", "never", "--no-notices", "--no-color"
        )

    @property
    def stack(self) -> dict[str, Any]:
        return self.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]

    def output(self, name: str) -> str:
        return next(o["OutputValue"] for o in self.stack["Outputs"] if o["OutputKey"] == name)

    def table(self, name: str) -> dict[str, Any]:
        return self.client("dynamodb").describe_table(TableName=name)["Table"]


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    """Without the emulator's IAM, which does not let the roles of a bootstrap reach its bucket."""
    folder = tmp_path_factory.mktemp("aws")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": REGION,
        "STATE_DIR": str(folder / "state"),
        "S3_DATA_DIR": str(folder / "s3"),
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
    }
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "ministack"], cwd=folder, env=environment, stdout=output, stderr=output
        )
    emulator = MiniStack(endpoint=f"http://127.0.0.1:{port}", pid=process.pid, log=log)
    try:
        _wait(emulator)
        yield Aws(emulator)
    finally:
        process.terminate()
        process.wait(30)


def _wait(emulator: MiniStack) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(300):
        try:
            direct.open(f"{emulator.endpoint}/_ministack/health", timeout=1).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"MiniStack did not start:\n{emulator.log.read_text(errors='replace')[-2000:]}")


def test_a_stage_is_made_keeps_its_options_and_takes_restored_tables(aws: Aws) -> None:
    done = aws.make_deploy("-c", "alarmEmail=shop@example.com", "-c", "liffId=123-abc")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert aws.stack["EnableTerminationProtection"] is True
    own = {name: aws.output(f"{name}Table") for name in TABLES}
    assert [aws.table(own[name])["DeletionProtectionEnabled"] for name in TABLES] == [True] * 4

    _plain_cdk_drops_nothing(aws)
    _restore(aws, own)
    words = [
        word
        for name in TABLES
        for word in ("-c", f"{name.lower()}Table={name}-restored", "--confirm", f"{name.lower()}Table")
    ]
    done = aws.make_deploy(*words)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "alarmEmail: shop@example.com" in done.stdout
    assert {name: aws.output(f"{name}Table") for name in TABLES} == {name: f"{name}-restored" for name in TABLES}
    mappings = aws.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    fed = {m["EventSourceArn"] for m in mappings if ":dynamodb:" in m["EventSourceArn"]}
    assert fed == {aws.table(f"{name}-restored")["LatestStreamArn"] for name in ("Friends", "Ledger")}
    found = aws.client("dynamodb").get_item(TableName="Friends-restored", Key={"friend_id": {"S": "U1"}})
    assert found["Item"]["name"] == {"S": "大福 太郎"}
    assert [aws.table(own[name])["TableStatus"] for name in TABLES] == ["ACTIVE"] * 4  # nothing is lost by it


def _plain_cdk_drops_nothing(aws: Aws) -> None:
    kept = aws.stack["Parameters"]
    done = aws.run(ROOT / "node_modules/.bin/cdk", "deploy", "--require-approval", "never", "--no-notices")
    assert done.returncode != 0
    assert "Options" in done.stdout + done.stderr
    assert aws.stack["Parameters"] == kept


def _restore(aws: Aws, own: dict[str, str]) -> None:
    dynamodb = aws.client("dynamodb")
    dynamodb.put_item(TableName=own["Friends"], Item={"friend_id": {"S": "U1"}, "name": {"S": "大福 太郎"}})
    for name in TABLES:
        recovery = {"PointInTimeRecoveryEnabled": True}  # which the emulator does not take from a template
        dynamodb.update_continuous_backups(TableName=own[name], PointInTimeRecoverySpecification=recovery)
        dynamodb.restore_table_to_point_in_time(
            SourceTableName=own[name], TargetTableName=f"{name}-restored", UseLatestRestorableTime=True
        )
