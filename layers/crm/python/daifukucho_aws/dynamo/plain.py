"""Requests and answers of DynamoDB as the plain JSON that they are.

botocore walks its model of an operation down to every value, in both directions, which takes longer than all else that it does
for many items. Only binary values would come out otherwise, and the tables hold none.
"""

import json
from collections.abc import Mapping, MutableMapping
from typing import Any


def read_plainly(client: Any, operation: str) -> None:
    """Let a client read what an operation answers without botocore's parser; done again, it is done once."""
    client.meta.events.register(f"before-parse.dynamodb.{operation}", _read, unique_id=f"daifukucho-read-{operation}")


def write_plainly(client: Any, operation: str) -> None:
    """Let a client write what ``BatchGetItem`` or ``BatchWriteItem`` is given without botocore's serializer; done again, it
    is done once. For a client that does not validate what it is given, as PynamoDB's does not.
    """
    for event, handler in (("provide-client-params", _take), ("before-call", _write)):
        client.meta.events.register(
            f"{event}.dynamodb.{operation}", handler, unique_id=f"daifukucho-{event}-{operation}"
        )


def _read(response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: object) -> None:
    if response_dict["status_code"] == 200:
        customized_response_dict.update(json.loads(response_dict["body"]))
        response_dict["body"] = b"{}"


def _take(params: Mapping[str, Any], context: MutableMapping[str, Any], **_: object) -> dict[str, Any]:
    context[_GIVEN] = params
    # The tables' names stay, for botocore finds by them whom to ask.
    return {"RequestItems": {table: type(asked)() for table, asked in params["RequestItems"].items()}}


def _write(params: MutableMapping[str, Any], context: MutableMapping[str, Any], **_: object) -> None:
    params["body"] = json.dumps(context[_GIVEN]).encode()


_GIVEN = "daifukucho_given"
"""Where a call's context has what the operation was given."""
