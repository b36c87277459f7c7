"""The deployment: the real ``cdk`` command, the same app, one flag."""

import json
import os
import subprocess
from pathlib import Path

from local.stack.errors import StackError
from local.stack.ministack import REGION, MiniStack
from local.stack.processes import Group

ROOT = Path(__file__).resolve().parents[2]
STACK = "daifukucho-local"
_CDK = ROOT / "node_modules/.bin/cdk"
_TIMEOUT_SECONDS = 300


def deploy(group: Group, aws: MiniStack, folder: Path, line_api: str, login_channel_id: str) -> dict[str, str]:
    """Deploy the stack; returns its outputs. Raises StackError with the end of what ``cdk`` said."""
    if not _CDK.exists():
        raise StackError(
            "node_modules/.bin/cdk がありません。make setup を実行してください。",
            "node_modules/.bin/cdk is missing; run 'make setup'.",
        )
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
    try:
        code, printed = group.run("CDK", command, cwd=ROOT, env=environment, timeout=_TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        raise StackError(
            f"デプロイが {_TIMEOUT_SECONDS} 秒たっても終わらないため、止めました。make up をもう一度実行してください。",
            f"The deployment was stopped, for it had not ended after {_TIMEOUT_SECONDS} s. Run 'make up' again.",
        ) from None
    if code != 0:
        raise StackError(
            f"{printed[-4000:]}\nデプロイできませんでした。上が CDK の最後の出力です。原因を取り除いて、make up をもう一度実行してください。",
            f"{printed[-4000:]}\nIt could not be deployed; the above is the end of what the CDK said. Mend what it names, and"
            " run 'make up' again.",
        )
    return json.loads(outputs.read_text())[STACK]
