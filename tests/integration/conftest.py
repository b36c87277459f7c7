"""What the tests over moto share."""

from collections.abc import Iterator

import pytest
from pynamodb.connection import Connection

from tests.support.account import Snapshot, shared_account
from tests.support.direct import direct


@pytest.fixture(scope="module", autouse=True)
def without_http() -> Iterator[None]:
    with direct():
        yield


@pytest.fixture(scope="module")
def account() -> Iterator[Connection]:
    """An AWS account, and the one connection that a module's tests share."""
    with shared_account() as connection:
        yield connection


@pytest.fixture(scope="module")
def empty(account: Connection) -> Snapshot:
    """Its tables, all of them empty."""
    return Snapshot()
