"""What the tests over moto share."""

from collections.abc import Iterator
from threading import RLock

import pytest
from moto.dynamodb.responses import DynamoHandler
from pynamodb.connection import Connection

from tests.support.account import Snapshot, shared_account

_call = DynamoHandler.call_action
_one_at_a_time = RLock()


def _atomic(self):
    """A write of DynamoDB's is atomic. moto's, among threads, is not: two of them may find the same condition true."""
    with _one_at_a_time:
        return _call(self)


DynamoHandler.call_action = _atomic


@pytest.fixture(scope="module")
def account() -> Iterator[Connection]:
    """An AWS account, and the one connection that a module's tests share."""
    with shared_account() as connection:
        yield connection


@pytest.fixture(scope="module")
def empty(account: Connection) -> Snapshot:
    """Its tables, all of them empty."""
    return Snapshot()
