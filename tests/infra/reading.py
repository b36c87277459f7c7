"""Reading a CloudFormation template."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def resources(template: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    """The properties of a kind's resources, by logical id."""
    found = template["Resources"].items()
    return {name: resource["Properties"] for name, resource in found if resource["Type"] == kind}


def load(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text())


def functions(template: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The functions' properties, by the names of their folders."""
    found = resources(template, "AWS::Lambda::Function").values()
    return {f["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"]: f for f in found}


def output(template: dict[str, Any], name: str) -> Any:
    return template["Outputs"][name]["Value"]


def target(value: Any) -> str:
    """The logical id that an intrinsic function refers to."""
    if isinstance(value, dict) and "Ref" in value:
        return value["Ref"]
    if isinstance(value, dict) and "Fn::GetAtt" in value:
        return value["Fn::GetAtt"][0]
    raise ValueError(f"refers to nothing: {value}")


def statements(template: dict[str, Any], role: str) -> Iterator[tuple[str, Any]]:
    """Each action that a role is allowed, with one resource."""
    for policy in resources(template, "AWS::IAM::Policy").values():
        if role not in [target(reference) for reference in policy["Roles"]]:
            continue
        for statement in policy["PolicyDocument"]["Statement"]:
            assert statement["Effect"] == "Allow"
            for action in _many(statement["Action"]):
                for resource in _many(statement["Resource"]):
                    yield action, resource


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
