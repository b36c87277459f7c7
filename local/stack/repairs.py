"""What MiniStack does not take over from the template as AWS does, mended after a deployment.

Each repair says what is wrong, and goes when MiniStack does it right.
"""

import json
from collections.abc import Mapping

from local.stack.ministack import MiniStack


def repair(aws: MiniStack, outputs: Mapping[str, str]) -> None:
    """Do all of them."""
    for table in ("OutboxTable", "CatalogTable"):
        _time_to_live(aws, outputs[table])
    _policies(aws, outputs)


def _time_to_live(aws: MiniStack, table: str) -> None:
    """MiniStack creates a table from a template with TTL disabled."""
    aws.client("dynamodb").update_time_to_live(
        TableName=table, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires_at"}
    )


def _policies(aws: MiniStack, outputs: Mapping[str, str]) -> None:
    """A policy that names a secret holds its name for its ARN (``Ref``), and MiniStack checks a call that makes a
    schedule as if all schedules were in the group ``default``."""
    secrets = aws.client("secretsmanager")
    arns = {
        name: secrets.describe_secret(SecretId=name)["ARN"] for name in map(outputs.get, ("LineSecretId", "CardKeyId"))
    }
    wrong = {json.dumps(name): json.dumps(arn) for name, arn in arns.items()} | {
        f":schedule/{outputs['ScheduleGroup']}/*": ":schedule/default/*",
    }
    iam = aws.client("iam")
    for role in (role["RoleName"] for page in iam.get_paginator("list_roles").paginate() for role in page["Roles"]):
        for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
            policy = json.dumps(iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"])
            mended = policy
            for this, that in wrong.items():
                mended = mended.replace(this, that)
            if mended != policy:
                iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=mended)
