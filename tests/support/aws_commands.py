"""Commands of the AWS CLI, compared with what AWS's services take, as botocore knows it."""

import re
import shlex
from functools import cache
from typing import Any

import botocore.session
from botocore import xform_name

OWN = {("s3", "rm"): {"recursive"}, ("logs", "tail"): {"since"}}
"""Commands that are the AWS CLI's own and no operation of a service, with what they take of those that we use."""
GLOBAL = {"output", "query", "region", "profile", "cli-binary-format", "cli-read-timeout"}


def commands(text: str) -> list[str]:
    """The commands in a text: in blocks and between backticks, lines joined."""
    joined = re.sub(r"\\\s*\n\s*", " ", text)
    joined = re.sub(r"\$\(out ([^)]*)\)", r"\1", joined)
    inner = re.findall(r"\$\((aws [^)]*)\)", joined)
    joined = re.sub(r"\$\(aws [^)]*\)", "X", joined)
    # A command ends with the line, a backtick, a pipe, or the bracket that it stands in.
    return [*inner, *(found.strip() for found in re.findall(r"\baws (?=[a-z0-9-]+ [a-z])[^`\n|)]*", joined))]


def faults(command: str) -> list[str]:
    """What AWS would not understand in it."""
    words = shlex.split(command)
    service, operation = words[1:3]
    flags = [word.removeprefix("--").partition("=")[0] for word in words if word.startswith("--")]
    if (service, operation) in OWN:
        return [flag for flag in flags if flag not in GLOBAL | OWN[service, operation]]
    if operation == "wait":
        waiters = [name.replace("_", "-") for name in _client(service).waiter_names]
        return [] if words[3] in waiters else [f"{service} wait {words[3]}"]
    model = _operations(service).get(operation)
    if model is None:
        return [f"{service} {operation}"]
    shape = model.input_shape.members if model.input_shape else {}
    known = {xform_name(name, "-"): member for name, member in shape.items()}
    known |= {f"no-{name}": member for name, member in known.items() if member.type_name == "boolean"}
    unknown = [flag for flag in flags if flag not in known and flag not in GLOBAL]
    needed = {xform_name(name, "-") for name in (model.input_shape.required_members if model.input_shape else [])}
    given = {flag.removeprefix("no-") if flag not in shape else flag for flag in flags}
    missing = [name for name in needed if name not in given]
    blob = [name for name, member in known.items() if member.type_name == "blob" and name in flags]
    if blob and "cli-binary-format" not in flags:  # the AWS CLI of today takes base64 otherwise
        missing.append("cli-binary-format")
    if (service, operation) == ("lambda", "invoke") and "cli-read-timeout" not in flags:  # it gives up after a minute
        missing.append("cli-read-timeout")
    return [*unknown, *(f"no --{name}" for name in missing)]


@cache
def _client(service: str) -> Any:
    return botocore.session.get_session().create_client(
        service, region_name="ap-northeast-1", aws_access_key_id="a", aws_secret_access_key="b"
    )


@cache
def _operations(service: str) -> dict[str, Any]:
    model = botocore.session.get_session().get_service_model(service)
    return {xform_name(name, "-"): model.operation_model(name) for name in model.operation_names}
