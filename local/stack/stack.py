"""The emulated AWS, the simulated LINE and the deployment, put together."""

import base64
import hmac
import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from botocore.exceptions import BotoCoreError, ClientError

from local.line.process import RunningSimulator
from local.line.process import running as line_simulator
from local.stack import deploy, ministack, processes, repairs
from local.stack.errors import StackError
from local.stack.ministack import MiniStack
from local.stack.processes import DESCRIPTION, Group
from local.stack.words import say

STATE = "aws"
_ANSWER_SECONDS = 60.0


@contextmanager
def running(folder: Path | None = None, **simulator: Any) -> Iterator[dict[str, Any]]:
    """Start a stack; yields what is in its ``stack.json``. All of it stops at the end, and its state goes.

    ``folder``: where its state, its log and ``stack.json`` are, a temporary one if left out. The log stays.
    ``simulator``: settings of the LINE simulator (``quota=200``). With LINE_API_BASE in the environment there is no
    simulator: the functions call that address, as LINE_CHANNEL_ID with LINE_CHANNEL_SECRET; LINE_LOGIN_CHANNEL_ID is whom ID tokens are for.
    Raises StackError saying what did not start.
    """
    with ExitStack() as parts:
        folder = folder or Path(parts.enter_context(TemporaryDirectory(prefix="daifukucho-")))
        stack, _ = parts.enter_context(watched(folder, **simulator))
        yield stack


@contextmanager
def watched(folder: Path, **simulator: Any) -> Iterator[tuple[dict[str, Any], Group]]:
    """As ``running``, with the stack's processes besides, of which one may end in the meantime."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as parts:
        try:
            if clean(folder):
                say(
                    "前回のスタックは途中で強制終了されていました。残っていたものを片付けました。",
                    "The last stack had been killed. What it had left was removed.",
                )
            parts.callback(shutil.rmtree, folder / STATE, ignore_errors=True)
            group = parts.enter_context(processes.group(folder))
            stack = _start(parts, group, folder, simulator)
            parts.callback((folder / DESCRIPTION).unlink, missing_ok=True)
            _write(folder / DESCRIPTION, stack)
        except (OSError, subprocess.SubprocessError, BotoCoreError, ClientError, httpx.HTTPError) as error:
            raise StackError(
                f"{error}\n起動の途中で上のエラーになりました。原因を取り除いて、make up をもう一度実行してください。",
                f"{error}\nThe above went wrong. Mend what it names, and run 'make up' again.",
            ) from error
        yield stack, group


def clean(folder: Path) -> bool:
    """Remove what a stack that was killed has left in its folder: processes, state, description. Whether there was any.

    Raises StackError if a process does not end, and OSError.
    """
    found = processes.end_remains(folder)
    for path, remove in ((folder / DESCRIPTION, Path.unlink), (folder / STATE, shutil.rmtree)):
        if path.exists():
            remove(path)
            found = True
    return found


def _start(parts: ExitStack, group: Group, folder: Path, simulator: Mapping[str, Any]) -> dict[str, Any]:
    say("AWS(MiniStack)と LINE を起動しています…", "Starting AWS (MiniStack) and LINE…")
    aws = ministack.start(group, folder / STATE)
    line = _line(parts, group, simulator)
    say("CDK でデプロイしています…", "Deploying with the CDK…")
    outputs = deploy.deploy(group, aws, line.api, line.login_channel_id)
    repairs.repair(aws, outputs)
    channel = {"channel_id": line.channel_id, "channel_secret": line.channel_secret}
    aws.client("secretsmanager").put_secret_value(SecretId=outputs["LineSecretId"], SecretString=json.dumps(channel))
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
        "api_token": api_token(aws, outputs),
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
    return stack


@dataclass(frozen=True)
class _Line:
    """The channel that the functions speak for."""

    api: str
    channel_id: str
    channel_secret: str
    login_channel_id: str
    simulator: RunningSimulator | None


def _line(parts: ExitStack, group: Group, settings: Mapping[str, Any]) -> _Line:
    base = os.environ.get("LINE_API_BASE")
    if base:
        channel_id = os.environ.get("LINE_CHANNEL_ID", "1000000001")
        secret = os.environ.get("LINE_CHANNEL_SECRET") or secrets.token_hex(16)
        return _Line(base, channel_id, secret, os.environ.get("LINE_LOGIN_CHANNEL_ID", "2000000001"), None)
    try:
        simulator = parts.enter_context(line_simulator(popen=partial(group.start, "LINE"), **settings))
    except RuntimeError as error:
        raise StackError(
            f"{error}\nLINE のシミュレーターが起動しませんでした。make up をもう一度実行してください。",
            f"{error}\nThe simulator of LINE did not start. Run 'make up' again.",
        ) from error
    return _Line(simulator.url, simulator.channel_id, simulator.channel_secret, simulator.login_channel_id, simulator)


def api_token(aws: MiniStack, outputs: Mapping[str, str]) -> str:
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
        said = f"{answer.status_code} {answer.text}"
        raise StackError(f"Cognito からトークンを得られませんでした: {said}", f"Cognito gave no token: {said}")
    return answer.json()["access_token"]


def _wait_for_answers(stack: Mapping[str, Any]) -> None:
    """Until both functions that people and LINE reach have answered once, which also warms them."""
    openapi = f"{stack['crm_api']}/openapi.json"
    event = b'{"destination": "", "events": []}'  # LINE's own "Verify" sends this
    digest = hmac.new(stack["channel_secret"].encode(), event, "sha256").digest()
    signature = {"x-line-signature": base64.b64encode(digest).decode(), "content-type": "application/json"}
    with httpx.Client(trust_env=False, timeout=_ANSWER_SECONDS) as http, ThreadPoolExecutor(2) as pool:
        asked = [
            pool.submit(http.get, openapi),
            pool.submit(http.post, stack["webhook"], content=event, headers=signature),
        ]
        for answer in (one.result() for one in asked):
            if answer.status_code != 200:
                said = f"{answer.status_code} {answer.text[:500]}"
                raise StackError(
                    f"デプロイしたばかりの {answer.url} の応答: {said}\nログ({stack['log']})に理由があります。",
                    f"{answer.url}, just deployed, answered {said}\nIts log says why: {stack['log']}",
                )


def _write(path: Path, stack: Mapping[str, Any]) -> None:
    """It holds secrets: readable by its owner alone from its first byte on, and never seen half-written."""
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(stack, file, indent=2)
    draft.replace(path)
