"""The local stack stands in for AWS where it matters: tokens, scopes, permissions, times to live."""

import json
import stat
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from botocore.config import Config

pytestmark = pytest.mark.e2e


def aws(stack: dict[str, Any], service: str) -> Any:
    session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="ap-northeast-1")
    return session.client(service, endpoint_url=stack["aws_endpoint"], config=Config(proxies={}))


def call(stack: dict[str, Any], method: str, token: str | None) -> int:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return httpx.request(
        method, f"{stack['crm_api']}/friends", headers=headers, timeout=30, trust_env=False
    ).status_code


def test_the_description_is_its_owners_alone(stack: dict[str, Any], stack_folder: Path) -> None:
    path = stack_folder / "stack.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text()) == stack


def test_the_api_token_opens_the_api(stack: dict[str, Any]) -> None:
    assert call(stack, "GET", stack["api_token"]) == 200


def test_no_token_and_a_forged_one_do_not(stack: dict[str, Any]) -> None:
    head, body, signature = stack["api_token"].split(".")
    forged = ".".join([head, body, signature[::-1]])
    assert [call(stack, "GET", token) for token in (None, forged)] == [401, 401]


def test_a_token_to_read_does_not_write(stack: dict[str, Any]) -> None:
    outputs = stack["outputs"]
    client = aws(stack, "cognito-idp").describe_user_pool_client(
        UserPoolId=outputs["UserPoolId"], ClientId=outputs["MachineClientId"]
    )["UserPoolClient"]
    token = httpx.post(
        f"{stack['aws_endpoint']}/oauth2/token",
        data={"grant_type": "client_credentials", "scope": "daifukucho/read"},
        auth=(client["ClientId"], client["ClientSecret"]),
        trust_env=False,
    ).json()["access_token"]
    assert call(stack, "GET", token) == 200
    assert call(stack, "POST", token) == 403


def test_the_functions_run_under_their_own_permissions(stack: dict[str, Any]) -> None:
    """Taking a permission away from a role takes the ability away from its function."""
    iam = aws(stack, "iam")
    role = aws(stack, "lambda").get_function_configuration(FunctionName=stack["outputs"]["CrmApiFunction"])["Role"]
    name = role.rpartition("/")[2]
    (policy,) = iam.list_role_policies(RoleName=name)["PolicyNames"]
    document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
    deny = {"Effect": "Deny", "Action": "dynamodb:Scan", "Resource": "*"}
    poorer = document | {"Statement": [*document["Statement"], deny]}
    assert call(stack, "GET", stack["api_token"]) == 200
    iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=json.dumps(poorer))
    try:
        assert call(stack, "GET", stack["api_token"]) >= 500
    finally:
        iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=json.dumps(document))
    assert call(stack, "GET", stack["api_token"]) == 200


@pytest.mark.parametrize("table", ["OutboxTable", "CatalogTable"])
def test_what_expires_is_forgotten(stack: dict[str, Any], table: str) -> None:
    found = aws(stack, "dynamodb").describe_time_to_live(TableName=stack["outputs"][table])
    assert found["TimeToLiveDescription"] == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires_at"}


def test_it_listens_on_this_machine_alone(stack: dict[str, Any]) -> None:
    for name in ("crm_api", "webhook", "aws_endpoint", "line_api"):
        assert httpx.URL(stack[name]).host == "127.0.0.1"
