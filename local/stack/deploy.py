"""The deployment: the real ``cdk`` command, the same app, one flag."""

import json
import os
import subprocess
from pathlib import Path

from local.stack.ministack import REGION, MiniStack

ROOT = Path(__file__).resolve().parents[2]
STACK = "daifukucho-local"
_CDK = ROOT / "node_modules/.bin/cdk"
_TIMEOUT_SECONDS = 300


class DeployError(Exception):
    """``cdk`` failed; the text is what it said."""


def deploy(aws: MiniStack, folder: Path, line_api: str, login_channel_id: str) -> dict[str, str]:
    """Deploy the stack; returns its outputs. Raises DeployError."""
    if not _CDK.exists():
        raise DeployError("node_modules/.bin/cdk is missing; run 'make setup'")
    # All that a bootstrap would be needed for (see DaifukuchoStack).
    aws.client("s3").create_bucket(Bucket=f"{STACK}-assets", CreateBucketConfiguration={"LocationConstraint": REGION})
    outputs = folder / "outputs.json"
    # A few at once are enough for one machine.
    few = {"senders": "2", "evaluators": "2"}
    liff = {"liffId": f"{login_channel_id}-local", "loginChannelId": login_channel_id}
    context = {"local": "true", "stage": "local", "lineApiBase": line_api, **liff, **few}
    command = [
        *(str(_CDK), "deploy", "--require-approval", "never", "--no-notices", "--no-color", "--ci"),
        *("--output", str(folder / "cdk.out"), "--outputs-file", str(outputs)),
        *(word for name, value in context.items() for word in ("--context", f"{name}={value}")),
    ]
    environment = {
        # The build may need a proxy or certificates to reach PyPI; what could lead to a real AWS account is left out.
        **{name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "CDK_"))},
        **aws.environment(),
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
        "CDK_DISABLE_CLI_TELEMETRY": "true",
    }
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_TIMEOUT_SECONDS,
    )
    if done.returncode != 0:
        raise DeployError(f"cdk deploy failed:\n{done.stdout[-4000:]}")
    return json.loads(outputs.read_text())[STACK]
