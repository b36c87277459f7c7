"""What AWS's services deliver to a template's resources, and whether the resources' own policies let them.

Only deliveries whose permission is a policy of the resource. What a function's role permits (dead letters and failed
batches of Lambda, schedules) is in ``test_permissions.py``; SQS needs no permission to move what failed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from tests.infra.reading import resources, target

PSEUDO = {"AWS::AccountId": "111122223333", "AWS::Region": "ap-northeast-1", "AWS::Partition": "aws"}
_SERVICES = {
    "AWS::SNS::Topic": "sns:{}",
    "AWS::SQS::Queue": "sqs:{}",
    "AWS::Lambda::Function": "lambda:function:{}",
    "AWS::Events::Rule": "events:rule/{}",
    "AWS::S3::Bucket": "s3:{}",
    "AWS::KMS::Key": "kms:key/{}",
}
_ACTIONS = {
    "AWS::SNS::Topic": "sns:Publish",
    "AWS::SQS::Queue": "sqs:SendMessage",
    "AWS::Lambda::Function": "lambda:InvokeFunction",
}

Template = dict[str, Any]


@dataclass(frozen=True)
class Delivery:
    """``service`` delivers to the resource ``to`` on behalf of ``source``, an ARN."""

    service: str
    to: str
    source: str


def deliveries(template: Template) -> Iterator[Delivery]:
    """All of them. Raises KeyError for a resource at which we do not know how a service is permitted."""
    for alarm in resources(template, "AWS::CloudWatch::Alarm").values():
        source = _arn("cloudwatch", f"alarm:{alarm['AlarmName']}")
        for when in ("AlarmActions", "OKActions", "InsufficientDataActions"):
            for action in alarm.get(when, []):
                yield Delivery("cloudwatch", target(action), source)
    for name, rule in resources(template, "AWS::Events::Rule").items():
        for to in rule["Targets"]:
            yield Delivery("events", target(to["Arn"]), arn_of(template, name))
            if "DeadLetterConfig" in to:
                yield Delivery("events", target(to["DeadLetterConfig"]["Arn"]), arn_of(template, name))
    for route in resources(template, "AWS::ApiGatewayV2::Route").values():
        method, _, path = route["RouteKey"].partition(" ")
        integration = template["Resources"][_named(route["Target"])]["Properties"]
        source = _arn("execute-api", f"{target(route['ApiId'])}/$default/{method}{path}")
        yield Delivery("apigateway", target(integration["IntegrationUri"]), source)
    for name, bucket in resources(template, "AWS::S3::Bucket").items():
        for kind, key in (("Topic", "Topic"), ("Queue", "Queue"), ("Lambda", "Function")):
            for told in bucket.get("NotificationConfiguration", {}).get(f"{kind}Configurations", []):
                yield Delivery("s3", target(told[key]), arn_of(template, name))
    for subscription in resources(template, "AWS::SNS::Subscription").values():
        if subscription["Protocol"] in ("sqs", "lambda"):
            source = arn_of(template, target(subscription["TopicArn"]))
            yield Delivery("sns", target(subscription["Endpoint"]), source)


def permitted(template: Template, delivery: Delivery) -> bool:
    """Whether the policies of the resource, and of the key that encrypts it, let it arrive."""
    resource = template["Resources"][delivery.to]
    arn = arn_of(template, delivery.to)
    said = list(_policy_of(template, delivery.to))
    if not _allows(template, said, delivery, _ACTIONS[resource["Type"]], arn):
        return False
    key = resource["Properties"].get("KmsMasterKeyId")
    if key is None:
        return True
    if isinstance(key, str):
        return False  # an AWS-managed key, whose policy nobody can change
    name = target(key)
    said = template["Resources"][name]["Properties"]["KeyPolicy"]["Statement"]
    return all(
        _allows(template, said, delivery, action, arn_of(template, name))
        for action in ("kms:Decrypt", "kms:GenerateDataKey")
    )


def arn_of(template: Template, name: str) -> str:
    """A made-up ARN for a resource."""
    service, _, rest = _SERVICES[template["Resources"][name]["Type"]].format(name).partition(":")
    return _arn(service, rest)


def text_of(template: Template, value: Any) -> str:
    """A value with its intrinsic functions worked out."""
    match value:
        case str():
            return value
        case {"Ref": name} if name in PSEUDO:
            return PSEUDO[name]
        case {"Ref": name} if template["Resources"][name]["Type"] == "AWS::ApiGatewayV2::Api":
            return name
        case {"Ref": name} | {"Fn::GetAtt": [name, *_]}:
            return arn_of(template, name)
        case {"Fn::Join": [between, parts]}:
            return between.join(text_of(template, part) for part in parts)
    raise ValueError(f"cannot be worked out: {value}")


def _arn(service: str, rest: str) -> str:
    return f"arn:aws:{service}:{PSEUDO['AWS::Region']}:{PSEUDO['AWS::AccountId']}:{rest}"


def _named(value: Any) -> str:
    """The integration that a route's target names: ``integrations/<Ref>``."""
    return value["Fn::Join"][1][1]["Ref"]


def _policy_of(template: Template, name: str) -> Iterator[dict[str, Any]]:
    for kind, list_of in (("AWS::SNS::TopicPolicy", "Topics"), ("AWS::SQS::QueuePolicy", "Queues")):
        for policy in resources(template, kind).values():
            if name in [target(of) for of in policy[list_of]]:
                yield from policy["PolicyDocument"]["Statement"]
    for permission in resources(template, "AWS::Lambda::Permission").values():
        if target(permission["FunctionName"]) == name:
            asked = {"aws:SourceArn": permission.get("SourceArn"), "aws:SourceAccount": permission.get("SourceAccount")}
            yield {
                "Effect": "Allow",
                "Principal": {"Service": permission["Principal"]},
                "Action": permission["Action"],
                "Resource": {"Fn::GetAtt": [name, "Arn"]},
                "Condition": {"ArnLike": {key: value for key, value in asked.items() if value is not None}},
            }


def _allows(template: Template, said: list[dict[str, Any]], delivery: Delivery, action: str, resource: str) -> bool:
    effects = {s["Effect"] for s in said if _concerns(template, s, delivery, action, resource)}
    return effects == {"Allow"}


def _concerns(template: Template, statement: dict[str, Any], delivery: Delivery, action: str, resource: str) -> bool:
    principal = statement["Principal"]
    everybody = principal in ("*", {"AWS": "*"})
    if not everybody and f"{delivery.service}.amazonaws.com" not in _many(principal.get("Service", [])):
        return False
    if not any(fnmatchcase(action.lower(), pattern.lower()) for pattern in _many(statement["Action"])):
        return False
    patterns = [text_of(template, each) for each in _many(statement["Resource"])]
    return any(fnmatchcase(resource, pattern) for pattern in patterns) and _holds(template, statement, delivery)


def _holds(template: Template, statement: dict[str, Any], delivery: Delivery) -> bool:
    """Whether a statement's conditions are true of a delivery. A service speaks TLS 1.2 or later."""
    there = {
        "aws:SourceAccount": PSEUDO["AWS::AccountId"],
        "aws:SourceArn": delivery.source,
        "aws:SecureTransport": "true",
    }
    for operator, asked in statement.get("Condition", {}).items():
        for key, value in asked.items():
            wanted = [text_of(template, each) for each in _many(value)]
            if key not in there:
                raise ValueError(f"we do not know what {key} is when a service delivers")
            match operator:
                case "StringEquals" | "ArnEquals" | "Bool":
                    held = there[key] in wanted
                case "StringLike" | "ArnLike":
                    held = any(fnmatchcase(there[key], each.replace("[", "[[]")) for each in wanted)
                case _:
                    raise ValueError(f"we do not know the operator {operator}")
            if not held:
                return False
    return True


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
