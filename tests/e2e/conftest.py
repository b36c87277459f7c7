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

from local.api import CrmApi
from local.line.client import LineSimulator

PATIENCE = 240.0


class Shop:
    """What a test needs of the stack: LINE, the API, AWS, and a segment of its own friends."""

    def __init__(self, stack: dict[str, Any], folder: Path) -> None:
        self.stack = stack
        self.folder = folder
        self.api = CrmApi(stack)
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
            self.api.put(f"/friends/{friend_id}/tags/{self.tag}")
        return ids

    def friend(self, friend_id: str) -> dict[str, Any] | None:
        found = self.api.get_or_none(f"/friends/{friend_id}")
        return found if found and found["display_name"] is not None else None

    def until(self, condition: Callable[[], Any]) -> Any:
        """Wait until a condition is true, and return what it says."""
        deadline = monotonic() + PATIENCE
        while not (value := condition()):
            assert monotonic() < deadline, "it does not come true"
            sleep(0.3)
        return value

    def campaign(self, text: str, **more: Any) -> dict[str, Any]:
        messages = [{"type": "text", "text": text}]
        return self.api.post("/campaigns", {"name": text, "where": self.where, "messages": messages, **more})

    def send(self, campaign: dict[str, Any], key: str = "once") -> str:
        path = f"/campaigns/{campaign['campaign_id']}/send"
        return self.api.post(path, **{"idempotency-key": key})["run_id"]

    def closed(self, run_id: str, *, hasten: bool = True) -> dict[str, Any]:
        """The run once it is closed. Hastened, its sweep also comes between the minutes of its schedule."""
        campaign_id, due = run_id.rsplit("-", 1)
        sweep = {"kind": "sweep", "campaign": campaign_id, "revision": 1, "due": int(due, 16)}
        return self.api.run_once_closed(
            run_id, PATIENCE, lambda run: hasten and self.invoke("SchedulerFunction", sweep), pause=2.0
        )

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
