"""The deployment: the same app, one flag, synthesized by the real ``cdk`` command."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from local.stack.errors import StackError
from local.stack.ministack import REGION, MiniStack
from local.stack.processes import Group

ROOT = Path(__file__).resolve().parents[2]
STACK = "daifukucho-local"
_TEMPLATE = f"{STACK}.template.json"
_CDK = ROOT / "node_modules/.bin/cdk"
_TIMEOUT_SECONDS = 300
_POLL_SECONDS = 0.1

_ASSEMBLIES = ROOT / "build/local-stack"
_SOURCES = ("infra", "functions", "layers", "web", "cdk.json", "uv.lock", "package-lock.json")
"""All that an assembly is made of."""

_LINE_API, _LOGIN_CHANNEL = "http://line-api.invalid", "9999999999"
"""Stand in an assembly for what is known only once LINE's simulator runs."""


def deploy(group: Group, aws: MiniStack, line_api: str, login_channel_id: str) -> dict[str, str]:
    """Deploy the stack; returns its outputs. ``cdk`` synthesizes it, once for the same sources; the steps of ``cdk deploy``
    are done here, for its start alone takes longer than they do.

    Raises StackError with the end of what ``cdk`` said, or with why the stack was not made.
    """
    if not _CDK.exists():
        raise StackError(
            "node_modules/.bin/cdk がありません。make setup を実行してください。",
            "node_modules/.bin/cdk is missing; run 'make setup'.",
        )
    assembly = _assembly(group, aws)
    # All that a bootstrap would be needed for (see DaifukuchoStack).
    s3, bucket = aws.client("s3"), f"{STACK}-assets"
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    for asset in json.loads((assembly / f"{STACK}.assets.json").read_text())["files"].values():
        body = (assembly / asset["source"]["path"]).read_bytes()
        for place in asset["destinations"].values():
            s3.put_object(Bucket=place["bucketName"], Key=place["objectKey"], Body=body)
    template = (assembly / _TEMPLATE).read_text().replace(_LINE_API, line_api).replace(_LOGIN_CHANNEL, login_channel_id)
    s3.put_object(Bucket=bucket, Key=_TEMPLATE, Body=template.encode())
    return _created(aws.client("cloudformation"), f"{aws.endpoint}/{bucket}/{_TEMPLATE}")


def _created(stacks: Any, template: str) -> dict[str, str]:
    stacks.create_stack(StackName=STACK, TemplateURL=template, Capabilities=["CAPABILITY_NAMED_IAM"])
    deadline = time.monotonic() + _TIMEOUT_SECONDS
    while True:
        (stack,) = stacks.describe_stacks(StackName=STACK)["Stacks"]
        status, reason = stack["StackStatus"], stack.get("StackStatusReason", "")
        if status == "CREATE_COMPLETE":
            return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
        if not status.endswith("_IN_PROGRESS") or time.monotonic() > deadline:
            raise StackError(
                f"{status} {reason}\nデプロイできませんでした。原因を取り除いて、make up をもう一度実行してください。",
                f"{status} {reason}\nIt could not be deployed. Mend what it names, and run 'make up' again.",
            )
        time.sleep(_POLL_SECONDS)


def _assembly(group: Group, aws: MiniStack) -> Path:
    """The folder with the template and the code that the present sources give. Those of other sources go."""
    place = _ASSEMBLIES / _fingerprint()
    if not place.exists():
        _ASSEMBLIES.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=_ASSEMBLIES, prefix=".draft-") as scratch:
            draft = Path(scratch, "cdk.out")
            _synthesize(group, aws, draft)
            with suppress(OSError):  # another process was first, with the same sources
                draft.rename(place)
        for other in _ASSEMBLIES.glob("[!.]*"):
            if other != place:
                shutil.rmtree(other, ignore_errors=True)
    return place


def _synthesize(group: Group, aws: MiniStack, folder: Path) -> None:
    # A few at once are enough for one machine.
    few = {"senders": "2", "evaluators": "2"}
    liff = {"liffId": f"{_LOGIN_CHANNEL}-local", "loginChannelId": _LOGIN_CHANNEL}
    context = {"local": "true", "stage": "local", "lineApiBase": _LINE_API, **liff, **few}
    command = [
        *(str(_CDK), "synth", "--quiet", "--no-notices", "--no-color", "--ci", "--output", str(folder)),
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


def _fingerprint() -> str:
    digest = hashlib.sha256(sys.version.encode())
    for source in (ROOT / name for name in _SOURCES):
        for path in [source] if source.is_file() else sorted(source.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                content = path.read_bytes()
                digest.update(f"{path.relative_to(ROOT)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:16]
