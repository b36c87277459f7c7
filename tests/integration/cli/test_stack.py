"""The API of a CloudFormation stack: its address and its client's secret are asked of AWS."""

import json

import boto3
import pytest
from botocore.client import BaseClient

from tests.integration.cli.conftest import SECRET, Cli
from tests.support.gateway import API_URL, TOKEN_URL

OUTPUTS = {"CrmApiUrl": API_URL, "TokenUrl": TOKEN_URL, "UserPoolId": "pool", "MachineClientId": "my-id"}


@pytest.fixture
def stack(cli: Cli, monkeypatch):
    for name in ("DAIFUKUCHO_API_URL", "DAIFUKUCHO_CLIENT_ID", "DAIFUKUCHO_CLIENT_SECRET", "DAIFUKUCHO_TOKEN_URL"):
        monkeypatch.delenv(name)
    template = {
        "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}},
        "Outputs": {name: {"Value": value} for name, value in OUTPUTS.items()},
    }
    cloudformation = boto3.client("cloudformation")
    cloudformation.create_stack(StackName="shop", TemplateBody=json.dumps(template))
    made = BaseClient._make_api_call

    def call(client, name, arguments):
        if name != "DescribeUserPoolClient":
            return made(client, name, arguments)
        assert arguments == {"UserPoolId": "pool", "ClientId": "my-id"}
        return {"UserPoolClient": {"ClientId": "my-id", "ClientSecret": SECRET}}

    monkeypatch.setattr(BaseClient, "_make_api_call", call)
    yield "shop"
    cloudformation.delete_stack(StackName="shop")


def test_a_stack_knows_its_api(cli: Cli, stack):
    assert len(cli.lines("friends", "list", "--stack", stack)) == 5


def test_a_stack_that_is_not_there(cli: Cli, stack):
    assert "--stack" in cli("friends", "list", "--stack", "elsewhere", code=1).stderr
