"""What is deployed, and what is made for it only once; ``cdk`` is played."""

import itertools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from local.stack import deploy
from local.stack.errors import StackError

TEMPLATE = f"{deploy.STACK}.template.json"
BUCKET = f"{deploy.STACK}-assets"


class Played:
    """``Group``, ``MiniStack`` and its clients in one, as far as a deployment needs them. ``commands``: what ``cdk`` was
    asked to do; ``code``: how it ends. ``objects``: what was uploaded. ``statuses``: of the stack, one for each look."""

    endpoint = "http://emulated"

    def __init__(self) -> None:
        self.commands: list[str] = []
        self.code = 0
        self.objects: dict[str, bytes] = {}
        self.deployed: Any = None
        self.statuses = ["CREATE_IN_PROGRESS", "CREATE_COMPLETE"]

    def run(self, name: str, command: Sequence[str], *, env: Mapping[str, str], **_: object) -> tuple[int, str]:
        assert env["AWS_ENDPOINT_URL"] == self.endpoint
        self.commands.append(command[1])
        if self.code:
            return self.code, "it is wrong"
        said = [word.partition("=") for word in command if "=" in word]
        folder = Path(dict(itertools.pairwise(command))["--output"])
        folder.mkdir()
        (folder / TEMPLATE).write_text(json.dumps({name: value for name, _, value in said}))
        (folder / "asset.zip").write_bytes(b"code")
        place = {"bucketName": BUCKET, "objectKey": "code.zip"}
        asset = {"source": {"path": "asset.zip", "packaging": "file"}, "destinations": {"here": place}}
        (folder / f"{deploy.STACK}.assets.json").write_text(json.dumps({"files": {"code": asset}}))
        return 0, ""

    def environment(self) -> dict[str, str]:
        return {"AWS_ENDPOINT_URL": self.endpoint}

    def client(self, service: str) -> "Played":
        return self

    def create_bucket(self, *, Bucket: str, **_: object) -> None:
        assert Bucket == BUCKET

    def put_object(self, *, Bucket: str, Key: str, Body: bytes) -> None:
        self.objects[f"{Bucket}/{Key}"] = Body

    def create_stack(self, *, StackName: str, TemplateURL: str, Capabilities: Sequence[str]) -> None:
        assert StackName == deploy.STACK
        assert [*Capabilities] == ["CAPABILITY_NAMED_IAM"]
        assert self.objects[f"{BUCKET}/code.zip"] == b"code"
        self.deployed = json.loads(self.objects[TemplateURL.removeprefix(f"{self.endpoint}/")])

    def describe_stacks(self, *, StackName: str) -> dict[str, Any]:
        outputs = [{"OutputKey": "ApiId", "OutputValue": "a"}]
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        return {"Stacks": [{"StackStatus": status, "StackStatusReason": "so it is", "Outputs": outputs}]}


class Sources:
    """A project of a few files, deployed into a new folder each time."""

    def __init__(self, home: Path, patch: pytest.MonkeyPatch) -> None:
        self.home = home
        self.played = Played()
        for name in deploy._SOURCES:
            path = home / name
            path.write_text("") if path.suffix else path.mkdir()
        self.write("infra/app.py", "1")
        patch.setattr(deploy, "ROOT", home)
        patch.setattr(deploy, "_ASSEMBLIES", home / "build/local-stack")
        patch.setattr(deploy, "_CDK", home / "cdk.json")
        patch.setattr(deploy, "_POLL_SECONDS", 0)

    def write(self, name: str, text: str) -> None:
        path = self.home / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    def deploy(self, line_api: str = "http://127.0.0.1:1", channel: str = "2000000001") -> list[str]:
        """What ``cdk`` was asked to do for it."""
        self.played.commands.clear()
        played: Any = self.played
        assert deploy.deploy(played, played, line_api, channel) == {"ApiId": "a"}
        return list(self.played.commands)

    def made(self) -> int:
        return len(list((self.home / "build/local-stack").iterdir()))


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sources:
    return Sources(tmp_path, monkeypatch)


def test_the_same_sources_are_synthesized_once(sources: Sources) -> None:
    assert sources.deploy() == ["synth"]
    assert sources.deploy() == []
    sources.write("infra/__pycache__/app.pyc", "other")
    assert sources.deploy() == []


@pytest.mark.parametrize("name", ["infra/app.py", "functions/sender.py", "web/page.tsx", "uv.lock"])
def test_other_sources_are_synthesized_and_what_was_made_before_goes(sources: Sources, name: str) -> None:
    sources.deploy()
    sources.write(name, "2")
    assert sources.deploy() == ["synth"]
    assert sources.made() == 1


def test_each_deployment_has_its_own_line(sources: Sources) -> None:
    for line_api, channel in (("http://127.0.0.1:1", "2000000001"), ("http://127.0.0.1:2", "2000000002")):
        sources.deploy(line_api, channel)
        assert sources.played.deployed["lineApiBase"] == line_api
        assert sources.played.deployed["loginChannelId"] == channel
        assert sources.played.deployed["liffId"] == f"{channel}-local"


def test_a_synthesis_that_fails_is_done_again(sources: Sources, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    sources.played.code = 1
    with pytest.raises(StackError, match="it is wrong"):
        sources.deploy()
    sources.played.code = 0
    assert sources.deploy() == ["synth"]


def test_why_a_stack_was_not_made_is_said(sources: Sources, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    sources.played.statuses = ["CREATE_IN_PROGRESS", "ROLLBACK_COMPLETE"]
    with pytest.raises(StackError, match="ROLLBACK_COMPLETE so it is"):
        sources.deploy()


def test_a_stack_that_is_not_made_in_time_is_not_waited_for(sources: Sources, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deploy, "_TIMEOUT_SECONDS", -1)
    sources.played.statuses = ["CREATE_IN_PROGRESS"]
    with pytest.raises(StackError):
        sources.deploy()
