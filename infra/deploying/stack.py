"""The stack as CloudFormation has it: what it keeps, and whether it can be deployed to."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from infra.components.options import PARAMETER
from infra.deploying.words import Refused, say

_READY = (
    *("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "UPDATE_FAILED"),
    *("IMPORT_COMPLETE", "IMPORT_ROLLBACK_COMPLETE"),
)


@dataclass(frozen=True, slots=True)
class Deployed:
    """A stack. ``status`` ``None``: there is none. ``kept``: its options; ``None``: it keeps none, because nothing was
    deployed, or by a version that did not keep them."""

    name: str
    status: str | None = None
    protected: bool = False
    kept: Mapping[str, str] | None = None

    @property
    def made(self) -> bool:
        """Whether there is anything in it."""
        return self.status is not None and not self.creation_failed and self.status != "REVIEW_IN_PROGRESS"

    @property
    def creation_failed(self) -> bool:
        return self.status in ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED")


def look(cloudformation: Any, name: str) -> Deployed:
    """One call. Raises ClientError."""
    try:
        (stack,) = cloudformation.describe_stacks(StackName=name)["Stacks"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":  # so CloudFormation says of a stack that is not there
            return Deployed(name)
        raise
    said = {p["ParameterKey"]: p.get("ParameterValue", "") for p in stack.get("Parameters", [])}
    kept = json.loads(said[PARAMETER]) if PARAMETER in said else None
    status = stack["StackStatus"]
    if status == "DELETE_COMPLETE":
        return Deployed(name)
    return Deployed(name, status, stack.get("EnableTerminationProtection", False), kept)


def make_ready(cloudformation: Any, stack: Deployed, region: str) -> None:
    """See that the stack can be deployed to. What a failed creation has left is put right, where nothing can be lost.

    Raises Refused with the exact command for what a person has to do.
    """
    status, name = stack.status, stack.name
    if status is None or status == "REVIEW_IN_PROGRESS" or status in _READY:
        return
    here = f"--stack-name {name} --region {region}"
    if status.endswith("_IN_PROGRESS"):
        command = f"aws cloudformation describe-stacks {here} --query 'Stacks[0].StackStatus' --output text"
        raise Refused(
            f"スタック {name} は処理中です({status})。終わってから、もう一度実行してください。状態を見るには: {command}",
            f"The stack {name} is at work ({status}). Repeat when it is done. This shows its state: {command}",
        )
    if status == "UPDATE_ROLLBACK_FAILED":
        command = f"aws cloudformation continue-update-rollback {here}"
        raise Refused(
            f"スタック {name} は前の更新を戻せていません。次を実行し、終わったらもう一度: {command}",
            f"The stack {name} could not go back to what it was before its last update. "
            f"Run this, and repeat when it is done: {command}",
        )
    if stack.creation_failed:
        _clear_failed_creation(cloudformation, stack, here)
    if status in ("ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"):
        commands = [*_empty(cloudformation, name), f"aws cloudformation delete-stack {here}"]
        raise Refused(
            f"スタック {name} に消せないものが残っています({status})。次を実行し、終わったらもう一度:",
            f"The stack {name} holds what could not be deleted ({status}). Run this, and repeat when it is done:\n  "
            + "\n  ".join(commands),
        )
    if status != "ROLLBACK_COMPLETE":
        raise Refused(
            f"スタック {name} は {status} です。AWS のコンソールで確かめてください。",
            f"The stack {name} is {status}; look at it in AWS's console.",
        )


def _clear_failed_creation(cloudformation: Any, stack: Deployed, here: str) -> None:
    """``cdk deploy`` deletes a stack whose creation failed and makes it anew, unless it is protected: earlier versions
    protected it before there was anything in it, and let what they had made stay."""
    if stack.protected:
        say(
            f"作成に失敗したスタック {stack.name} の削除保護を外します(中身はありません)。",
            f"The creation of {stack.name} failed, and nothing is in it: its termination protection is taken off.",
        )
        cloudformation.update_termination_protection(StackName=stack.name, EnableTerminationProtection=False)
    orphans = [
        f"{kind} {physical}"
        for kind, physical, state in _resources(cloudformation, stack.name)
        if state == "DELETE_SKIPPED"
    ]
    if orphans:
        say(
            "失敗した作成が次のものを残しています。空で、もう使われません。不要なら削除してください:",
            "The failed creation has left these; they are empty, and nobody uses them any more. Delete them if you like:",
        )
        print("\n".join(f"  {orphan}" for orphan in orphans), flush=True)


def _empty(cloudformation: Any, name: str) -> Iterator[str]:
    """The commands that take away what keeps a resource from being deleted."""
    for kind, physical, state in _resources(cloudformation, name):
        if state != "DELETE_FAILED":
            continue
        if kind == "AWS::S3::Bucket":
            yield f"aws s3 rm --recursive s3://{physical}"
        elif kind == "AWS::DynamoDB::Table":
            yield f"aws dynamodb update-table --no-deletion-protection-enabled --table-name {physical}"
        elif kind == "AWS::Cognito::UserPool":
            yield f"aws cognito-idp update-user-pool --deletion-protection INACTIVE --user-pool-id {physical}"
        else:
            yield f"# {kind} {physical}"


def key_of(cloudformation: Any, stack: Deployed) -> str | None:
    """The id of the stack's own key in KMS, if it has one."""
    found = (
        p for kind, p, s in _resources(cloudformation, stack.name) if kind == "AWS::KMS::Key" and "DELETE" not in s
    )
    return next(found, None) if stack.made else None


def _resources(cloudformation: Any, name: str) -> Iterator[tuple[str, str, str]]:
    """Type, physical id and status of each."""
    for page in cloudformation.get_paginator("list_stack_resources").paginate(StackName=name):
        for resource in page["StackResourceSummaries"]:
            yield resource["ResourceType"], resource.get("PhysicalResourceId", ""), resource["ResourceStatus"]
