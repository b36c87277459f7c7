"""The deployment that a command works on: what its CloudFormation stack, or a local one, says of itself."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from daifukucho_cli.options import STACK
from daifukucho_cli.screen import fail

# boto3 takes longer to import than all the rest of a command: that is done where it is used.
if TYPE_CHECKING:
    from boto3 import Session

    from daifukucho_aws.bootstrap.world import World

_LOCAL: dict[str, Any] = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
"""What the emulated AWS of a local stack takes."""


@dataclass(frozen=True)
class Deployment:
    """A stack's outputs, and clients in its region. Of a local stack: its AWS and its LINE."""

    name: str
    session: "Session"
    outputs: dict[str, str] = field(repr=False)
    endpoint: str | None = None
    line_api: str | None = None

    def __getitem__(self, output: str) -> str:
        """An output. Ends the command if the stack has none of that name."""
        if output not in self.outputs:
            fail(
                ja=f"スタック {self.name} に出力 {output} がありません。大福帳のスタックの名前を --stack に指定してください。",
                en=f"The stack {self.name} has no output {output}. Name a stack of Daifukucho with --stack.",
            )
        return self.outputs[output]

    @cached_property
    def world(self) -> "World":
        """The world as it is, with one connection to DynamoDB, and with ``client``."""
        from pynamodb.connection import Connection

        from daifukucho_aws.bootstrap.world import of_aws

        dynamo = Connection(
            region=self.session.region_name,
            host=self.endpoint,
            connect_timeout_seconds=3,
            read_timeout_seconds=10,
            max_retry_attempts=5,
            **(_LOCAL if self.endpoint else {}),
        )
        return replace(of_aws(), connect=lambda *_, **__: dynamo, client=lambda service, **_: self.client(service))

    def client(self, service: str) -> Any:
        """A client with time-outs fit for a person who waits."""
        from botocore.config import Config

        config = Config(connect_timeout=3, read_timeout=70, retries={"mode": "standard", "total_max_attempts": 4})
        return self.session.client(service, endpoint_url=self.endpoint, config=config)


def deployment(stack: str | None) -> Deployment:
    """Look a stack up: one call. A stack's region and credentials are AWS's own settings. Ends the command, saying what to
    change, if none is named, or it cannot be found."""
    import boto3
    from botocore.exceptions import ClientError, NoCredentialsError, NoRegionError

    if stack is None:
        which_deployment()
    if is_local(stack):
        said = local_stack(stack)
        session = boto3.Session(region_name="ap-northeast-1", **_LOCAL)
        return Deployment(stack, session, said["outputs"], said["aws_endpoint"], said["line_api"])
    session = boto3.Session(region_name=os.environ.get("AWS_REGION"))  # boto3 itself reads AWS_DEFAULT_REGION
    try:
        client = session.client("cloudformation")
        (found,) = client.describe_stacks(StackName=stack)["Stacks"]
    except NoRegionError:
        fail(
            ja="リージョンが決まっていません。AWS_REGION を設定してください（例: ap-northeast-1）。",
            en="No region is set. Set AWS_REGION, for example to ap-northeast-1.",
        )
    except NoCredentialsError:
        fail(
            ja="AWS の認証情報が見つかりません。aws configure を実行するか、AWS_PROFILE を設定してください。",
            en="No AWS credentials were found. Run aws configure, or set AWS_PROFILE.",
        )
    except ClientError as error:
        message = error.response["Error"]["Message"]
        fail(
            ja=f"スタック {stack} を調べられません: {message}\n名前 (--stack)、リージョン、アカウントを確かめてください。",
            en=f"The stack {stack} cannot be looked up: {message}\nCheck its name (--stack), the region and the account.",
        )
    outputs = {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}
    return Deployment(stack, session, outputs)


def which_deployment(*, ja: str = "", en: str = "") -> NoReturn:
    """End the command that does not know where to work, with the command that says it; after that what else may be done."""
    fail(
        ja="どの大福帳に接続するか決まっていません。スタックの名前（ローカルスタックは .local/stack.json）を指定してください:\n"
        f"  export {STACK}=daifukucho-prod\n一度だけ別のものを使うときは --stack を付けてください。" + ja,
        en="Which deployment? Name its stack (.local/stack.json is the local one):\n"
        f"  export {STACK}=daifukucho-prod\nFor one command alone, give it --stack." + en,
        code=2,
    )


def is_local(stack: str) -> bool:
    """Whether this is the description of a local stack. (A stack's name holds no full stop.)"""
    return stack.endswith(".json")


def local_stack(path: str) -> dict[str, Any]:
    """What a running local stack says of itself; it holds a token. Ends the command if there is none."""
    try:
        return json.loads(Path(path).read_bytes())
    except (OSError, ValueError, RecursionError):
        fail(
            ja=f"{path} を読めません。ローカルスタックが動いているか確かめてください（make up）。",
            en=f"{path} cannot be read. Is the local stack running (make up)?",
        )


@contextmanager
def explained() -> Iterator[None]:
    """End the command with a sentence, not a traceback, when AWS or LINE does not do what it should."""
    from botocore.exceptions import BotoCoreError, ClientError

    from daifukucho.kernel.errors import DaifukuchoError

    try:
        yield
    except DaifukuchoError as error:
        fail(
            ja=f"途中で止まりました（{error.code}）: {error.detail.ja}\nそれまでの分は残っています。もう一度実行すると続きから進みます。",
            en=f"Stopped ({error.code}): {error.detail.en}\nWhat was done is kept. Run the same command again to go on.",
        )
    except (BotoCoreError, ClientError) as error:
        fail(
            ja=f"AWS の呼び出しに失敗しました: {error}\nそれまでの分は残っています。もう一度実行してください。",
            en=f"A call to AWS failed: {error}\nWhat was done is kept. Run the same command again.",
        )
