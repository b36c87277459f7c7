"""The emulated AWS, the simulated LINE and the deployment, put together."""

import base64
import hmac
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from local.line.process import RunningSimulator
from local.line.process import running as line_simulator
from local.stack import deploy, ministack, repairs
from local.stack.ministack import MiniStack
from local.stack.words import say

DESCRIPTION = "stack.json"
_ANSWER_SECONDS = 60.0


class StackError(Exception):
    """The stack did not come up; the text says which part."""


@contextmanager
def running(folder: Path | None = None, **simulator: Any) -> Iterator[dict[str, Any]]:
    """Start a stack; yields what is in its ``stack.json``. All of it stops at the end, and its state goes.

    ``folder``: where its state, its log and ``stack.json`` are, a temporary one if left out. The log stays.
    ``simulator``: settings of the LINE simulator (``quota=200``). With LINE_API_BASE in the environment there is no
    simulator: the functions call that address, as LINE_CHANNEL_ID with LINE_CHANNEL_SECRET; LINE_LOGIN_CHANNEL_ID is whom ID tokens are for.
    Raises StackError, DeployError or RuntimeError saying what did not start.
    """
    with ExitStack() as parts:
        folder = (folder or Path(parts.enter_context(TemporaryDirectory(prefix="daifukucho-")))).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        description = folder / DESCRIPTION
        description.unlink(missing_ok=True)
        parts.callback(shutil.rmtree, folder / "aws", ignore_errors=True)
        say("AWS(MiniStack)と LINE を起動しています…", "Starting AWS (MiniStack) and LINE…")
        aws = parts.enter_context(ministack.running(folder / "aws"))
        line = parts.enter_context(_line(simulator))
        say("CDK でデプロイしています…", "Deploying with the CDK…")
        outputs = deploy.deploy(aws, folder / "aws", line.api, line.login_channel_id)
        repairs.repair(aws, outputs)
        channel = {"channel_id": line.channel_id, "channel_secret": line.channel_secret}
        aws.client("secretsmanager").put_secret_value(
            SecretId=outputs["LineSecretId"], SecretString=json.dumps(channel)
        )
        base = f"{aws.endpoint}/_aws/execute-api/{outputs['ApiId']}/$default"
        stack: dict[str, Any] = {
            "crm_api": f"{base}/v1",
            "webhook": f"{base}/webhook",
            "liff": f"{base}/liff",
            "liff_id": f"{line.login_channel_id}-local",
            "link": None,
            "aws_endpoint": aws.endpoint,
            "line_api": line.api,
            "channel_secret": line.channel_secret,
            "operator_token": operator_token(aws, outputs),
            "outputs": outputs,
            "pids": {"stack": os.getpid(), "ministack": aws.pid},
            "log": str(aws.log),
        }
        if line.simulator:
            stack["pids"]["line"] = line.simulator.pid
            # LINE waits 2 s; a function's first start takes longer here than in AWS when the machine is busy.
            line.simulator.configure(webhook_url=stack["webhook"], webhook_timeout_seconds=10)
        say("API の応答を待っています…", "Waiting for the API to answer…")
        _wait_for_answers(stack)
        _write(description, stack)
        try:
            yield stack
        finally:
            description.unlink(missing_ok=True)


@dataclass(frozen=True)
class _Line:
    """The channel that the functions speak for."""

    api: str
    channel_id: str
    channel_secret: str
    login_channel_id: str
    simulator: RunningSimulator | None


@contextmanager
def _line(settings: Mapping[str, Any]) -> Iterator[_Line]:
    base = os.environ.get("LINE_API_BASE")
    if base:
        channel_id = os.environ.get("LINE_CHANNEL_ID", "1000000001")
        secret = os.environ.get("LINE_CHANNEL_SECRET") or secrets.token_hex(16)
        yield _Line(base, channel_id, secret, os.environ.get("LINE_LOGIN_CHANNEL_ID", "2000000001"), None)
        return
    with line_simulator(**settings) as simulator:
        yield _Line(
            simulator.url,
            simulator.channel_id,
            simulator.channel_secret,
            simulator.login_channel_id,
            simulator,
        )


def operator_token(aws: MiniStack, outputs: Mapping[str, str]) -> str:
    """An access token with both scopes, by client credentials, as a program gets one in AWS. Lives a day here."""
    client = aws.client("cognito-idp").describe_user_pool_client(
        UserPoolId=outputs["UserPoolId"], ClientId=outputs["MachineClientId"]
    )["UserPoolClient"]
    answer = httpx.post(
        f"{aws.endpoint}/oauth2/token",
        data={"grant_type": "client_credentials", "scope": "daifukucho/read daifukucho/write"},
        auth=(client["ClientId"], client["ClientSecret"]),
        trust_env=False,
    )
    if answer.status_code != 200:
        raise StackError(f"Cognito gave no token: {answer.status_code} {answer.text}")
    return answer.json()["access_token"]


def _wait_for_answers(stack: Mapping[str, Any]) -> None:
    """Until both functions that people and LINE reach have answered once, which also warms them."""
    openapi = f"{stack['crm_api']}/openapi.json"
    event = b'{"destination": "", "events": []}'  # LINE's own "Verify" sends this
    digest = hmac.new(stack["channel_secret"].encode(), event, "sha256").digest()
    signature = {"x-line-signature": base64.b64encode(digest).decode(), "content-type": "application/json"}
    with httpx.Client(trust_env=False, timeout=_ANSWER_SECONDS) as http:
        for answer in (http.get(openapi), http.post(stack["webhook"], content=event, headers=signature)):
            if answer.status_code != 200:
                raise StackError(f"{answer.url} answered {answer.status_code}: {answer.text[:500]}")


def _write(path: Path, stack: Mapping[str, Any]) -> None:
    """It holds secrets: readable by its owner alone from its first byte on, and never seen half-written."""
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(stack, file, indent=2)
    draft.replace(path)
