"""Reading answers of DynamoDB as the plain JSON that they are."""

import json
from typing import Any


def read_plainly(client: Any, operation: str) -> None:
    """Let a client read what an operation answers without botocore's parser; done again, it is done once.

    That parser walks its model down to every value, which takes three times as long for a page of ids. Only binary values
    would come out otherwise, and the tables hold none.
    """
    client.meta.events.register(f"before-parse.dynamodb.{operation}", _read, unique_id=f"daifukucho-{operation}")


def _read(response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: object) -> None:
    if response_dict["status_code"] == 200:
        customized_response_dict.update(json.loads(response_dict["body"]))
        response_dict["body"] = b"{}"
