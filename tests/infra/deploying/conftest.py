import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from infra.deploying import arguments
from infra.deploying.account import Account
from infra.deploying.main import deploy

REGION = "ap-northeast-1"
NOW = 1_796_000_000_000


@dataclass
class Stack:
    """What of CloudFormation ``make deploy`` asks, about one stack. moto's stacks neither fail nor roll back."""

    status: str | None = None
    protected: bool = False
    parameters: dict[str, str] = field(default_factory=dict)
    resources: list[tuple[str, str, str]] = field(default_factory=list)
    asked: str = ""

    def describe_stacks(self, StackName: str) -> dict[str, Any]:
        self.asked = StackName
        if self.status is None:
            raise ClientError({"Error": {"Code": "ValidationError", "Message": "does not exist"}}, "DescribeStacks")
        stack = {
            "StackStatus": self.status,
            "EnableTerminationProtection": self.protected,
            "Parameters": [{"ParameterKey": k, "ParameterValue": v} for k, v in self.parameters.items()],
        }
        return {"Stacks": [stack]}

    def update_termination_protection(self, StackName: str, EnableTerminationProtection: bool) -> None:
        self.protected = EnableTerminationProtection

    def get_paginator(self, operation: str) -> "Stack":
        assert operation == "list_stack_resources"
        return self

    def paginate(self, StackName: str) -> list[dict[str, Any]]:
        keys = ("ResourceType", "PhysicalResourceId", "ResourceStatus")
        return [{"StackResourceSummaries": [dict(zip(keys, r, strict=True))]} for r in self.resources]


class Session:
    """boto3's over moto, but for CloudFormation."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def client(self, service: str) -> Any:
        return self._stack if service == "cloudformation" else boto3.client(service, region_name=REGION)


@dataclass
class Desk:
    """Somebody who types ``make deploy``. ``ends``: the stack's status after each ``cdk deploy``."""

    stack: Stack
    ran: list[list[str]] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    in_file: dict[str, str] = field(default_factory=dict)

    @property
    def account(self) -> Account:
        keys = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
        return Account("123456789012", REGION, Session(self.stack), keys)  # type: ignore[arg-type]

    def deploy(self, *words: str) -> int:
        return deploy(arguments.read(words), self.account, self.in_file, self._cdk, NOW)

    def _cdk(self, words: Sequence[str], environment: Mapping[str, str]) -> int:
        self.ran.append(list(words))
        if words[0] != "deploy":
            return 0
        for word in words:
            if word.startswith("Options="):
                self.stack.parameters["Options"] = word.removeprefix("Options=")
        self.stack.status = self.ends.pop(0) if self.ends else "UPDATE_COMPLETE"
        return 0 if self.stack.status in ("CREATE_COMPLETE", "UPDATE_COMPLETE") else 1

    @property
    def kept(self) -> dict[str, str]:
        return json.loads(self.stack.parameters["Options"])

    def context(self, turn: int = -1) -> dict[str, str]:
        """What ``cdk`` was told by ``--context``."""
        words = self.ran[turn]
        return dict(words[n + 1].split("=", 1) for n, word in enumerate(words) if word == "--context")


@pytest.fixture
def aws() -> Iterator[None]:
    with mock_aws():
        boto3.client("ssm", region_name=REGION).put_parameter(
            Name="/cdk-bootstrap/hnb659fds/version", Value="30", Type="String"
        )
        yield


@pytest.fixture
def desk(aws: None) -> Desk:
    return Desk(Stack())


@pytest.fixture
def deployed(desk: Desk) -> Desk:
    """A stage that keeps an alarm's mail and the LIFF app."""
    desk.stack.status = "UPDATE_COMPLETE"
    desk.stack.protected = True
    desk.stack.parameters["Options"] = '{"alarmEmail":"shop@example.com","liffId":"123-abc"}'
    return desk
