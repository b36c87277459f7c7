"""A shop on the running stack."""

import json
import signal
from collections.abc import Callable, Iterator
from os import kill
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

import boto3
import pytest

from daifukucho_client import NotFound
from daifukucho_client.campaigns import Campaign
from daifukucho_client.friends import Friend
from daifukucho_client.runs import Run
from local.api import connect
from local.line.client import LineSimulator

PATIENCE = 240.0


class Shop:
    """What a test needs of the stack: LINE, the API, AWS, and a segment of its own friends."""

    def __init__(self, stack: dict[str, Any], folder: Path) -> None:
        self.stack = stack
        self.folder = folder
        self.api = connect(stack)
        self.line = LineSimulator(stack["line_api"])
        self.tag = uuid4().hex[:8]
        self.where = {"field": "tags", "op": "any_of", "value": [self.tag]}

    def aws(self, service: str) -> Any:
        session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="ap-northeast-1")
        return session.client(service, endpoint_url=self.stack["aws_endpoint"])

    def friends(self, count: int, **delivery: Any) -> list[str]:
        """New friends, who have followed and are tagged with the shop's tag."""
        ids = self.line.create_friends(count, seed=self.tag)
        self.line.follow(user_ids=ids, batch=10, concurrency=2, redeliveries=5, **delivery)
        for friend_id in ids:
            self.until(lambda friend_id=friend_id: self.friend(friend_id))
            self.api.friends.add_tag(friend_id, self.tag)
        return ids

    def friend(self, friend_id: str) -> Friend | None:
        """A friend whose profile is known."""
        found = self.known(friend_id)
        if found is None or found.display_name is not None:
            return found
        return found if "profile" in self.kinds(friend_id) else None  # some have a name that nobody can see

    def known(self, friend_id: str) -> Friend | None:
        try:
            return self.api.friends.get(friend_id)
        except NotFound:
            return None

    def kinds(self, friend_id: str) -> list[str]:
        """What happened with a friend, newest first."""
        return [entry.kind for entry in self.api.friends.ledger(friend_id)]

    def count(self, where: dict[str, Any]) -> int | None:
        return self.api.segments.preview(where).count

    def until(self, condition: Callable[[], Any]) -> Any:
        """Wait until a condition is true, and return what it says."""
        deadline = monotonic() + PATIENCE
        while not (value := condition()):
            assert monotonic() < deadline, "it does not come true"
            sleep(0.3)
        return value

    def campaign(self, text: str, **more: Any) -> Campaign:
        messages = [{"type": "text", "text": text}]
        return self.api.campaigns.create({"name": text, "where": self.where, "messages": messages, **more})

    def send(self, campaign: Campaign, key: str = "once") -> str:
        return self.api.campaigns.send(campaign.campaign_id, idempotency_key=key).run_id

    def closed(self, run_id: str, *, hasten: bool = True) -> Run:
        """The run once it is closed. Hastened, its sweep also comes between the minutes of its schedule."""
        campaign_id, due = run_id.rsplit("-", 1)
        sweep = {"kind": "sweep", "campaign": campaign_id, "revision": 1, "due": int(due, 16)}
        deadline = monotonic() + PATIENCE
        for run in self.api.runs.watch(run_id):
            assert monotonic() < deadline, f"it does not close: {run}"
            if hasten and not run.closed:
                self.invoke("SchedulerFunction", sweep)
        return run

    def invoke(self, function: str, event: dict[str, Any]) -> None:
        name = self.stack["outputs"][function]
        answer = self.aws("lambda").invoke(FunctionName=name, Payload=json.dumps(event))
        assert "FunctionError" not in answer, answer["Payload"].read()

    def received(self, friends: list[str], text: str) -> dict[str, int]:
        """How often LINE sent a text to each friend."""
        return {
            friend_id: sum(m["text"] == text for r in self.line.received(friend_id) for m in r["messages"])
            for friend_id in friends
        }

    def kill(self, function: str) -> int:
        """Kill the processes that run a function now; how many there were."""
        killed = 0
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and self._runs(entry, function):
                kill(int(entry.name), signal.SIGKILL)
                killed += 1
        return killed

    def _runs(self, process: Path, function: str) -> bool:
        try:
            command = (process / "cmdline").read_bytes().decode()
        except OSError:
            return False
        return str(self.folder) in command and f"-{function}-" in command


@pytest.fixture
def shop(stack: dict[str, Any], stack_folder: Path) -> Iterator[Shop]:
    shop = Shop(stack, stack_folder)
    yield shop
    shop.line.clear_faults()
