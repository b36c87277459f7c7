"""Seeing the calls to AWS, and making some of them fail, beneath PynamoDB and botocore's clients."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError, ReadTimeoutError

Fault = Callable[[str, Mapping[str, Any]], None]
"""Happens instead of a call, or before it: told its name and arguments, it may raise."""


class AwsCalls:
    """``made`` counts calls by name (``TransactWriteItems``). Faults are taken from the front of ``faults[name]``,
    one a call, and ``always[name]`` happens at each."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.made: Counter[str] = Counter()
        self.faults: dict[str, list[Fault]] = {}
        self.always: dict[str, Fault] = {}
        real = BaseClient._make_api_call

        def call(client: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
            self.made[name] += 1
            if self.faults.get(name):
                self.faults[name].pop(0)(name, arguments)
            if name in self.always:
                self.always[name](name, arguments)
            return real(client, name, arguments)

        patch.setattr(BaseClient, "_make_api_call", call)


def refused(code: str) -> Fault:
    """AWS refuses the call."""

    def fault(name: str, arguments: Mapping[str, Any]) -> None:
        raise ClientError({"Error": {"Code": code, "Message": "refused for a test"}}, name)

    return fault


def cancelled(*codes: str) -> Fault:
    """DynamoDB cancels the transaction; one reason for each item, ``None`` for those beyond the ones given."""

    def fault(name: str, arguments: Mapping[str, Any]) -> None:
        missing = len(arguments["TransactItems"]) - len(codes)
        reasons = [{"Code": code} for code in (*codes, *["None"] * missing)]
        error = {"Code": "TransactionCanceledException", "Message": "cancelled for a test"}
        raise ClientError({"Error": error, "CancellationReasons": reasons}, name)

    return fault


def silent(name: str, arguments: Mapping[str, Any]) -> None:
    """AWS does not answer."""
    raise ReadTimeoutError(endpoint_url="https://aws.test")
